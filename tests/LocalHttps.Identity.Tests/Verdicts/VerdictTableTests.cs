namespace LocalHttps.Identity.Tests;

/// <summary>Every row of the table of verdict states, for a device with one endpoint.</summary>
[TestClass]
public sealed class VerdictTableTests
{
    private static readonly Dictionary<string, CertificateFacts> Certificates = new()
    {
        ["good"] = Scene.Good,
        ["lab root"] = Scene.Good with { Trust = ChainTrust.LabRoot },
        ["168 h"] = Scene.Good.Spanning(TimeSpan.FromHours(168)),
        ["168 h 1 s"] = Scene.Good.Spanning(TimeSpan.FromHours(168) + TimeSpan.FromSeconds(1)),
        ["90 d"] = Scene.Good.Spanning(TimeSpan.FromDays(90)),
        ["200 d"] = Scene.Good.Spanning(TimeSpan.FromDays(200)),
        ["200 d 1 s"] = Scene.Good.Spanning(TimeSpan.FromDays(200) + TimeSpan.FromSeconds(1)),
        ["390 d"] = Scene.Good.Spanning(TimeSpan.FromDays(390)),
        ["upper case"] = Scene.Good.Named(Scene.Cname.ToUpperInvariant()),
        ["twice the same"] = Scene.Good.Named(Scene.Cname, Scene.Cname.ToUpperInvariant()),
        ["two names"] = Scene.Good.Named(Scene.Cname, "other.example.com"),
        ["wildcard"] = Scene.Good.Named("*.example.com"),
        ["wildcard and name"] = Scene.Good.Named("*.example.com", Scene.Cname),
        ["uncounted names"] = Scene.Good with { SubjectAlternativeNameCount = CertificateFacts.MaximumNames + 1 },
        ["other name"] = Scene.Good.Named("other.example.com"),
        ["no name"] = Scene.Good.Named(),
        ["partial wildcard"] = Scene.Good.Named("13ab-*.example.com"),
        ["deep wildcard"] = Scene.Good.Named("*.com"),
        ["bare wildcard"] = Scene.Good.Named("*"),
        ["self-signed"] = Scene.SelfSigned,
        ["unknown root"] = Scene.SelfSigned with { ChainProblem = FindingCodes.UnknownRoot },
        ["incomplete"] = Scene.SelfSigned with { ChainProblem = FindingCodes.IncompleteChain },
        ["wrong usage"] = Scene.SelfSigned with { ChainProblem = FindingCodes.WrongUsage },
        ["bad chain"] = Scene.SelfSigned with { ChainProblem = FindingCodes.BadChain },
        ["no trust, no problem"] = Scene.SelfSigned with { ChainProblem = null },
        ["trust and problem"] = Scene.Good with { ChainProblem = FindingCodes.BadChain },
        ["unknown trust"] = Scene.Good with { Trust = (ChainTrust)7 },
        ["expired"] = Scene.Good with { NotAfter = Scene.Now.AddSeconds(-1) },
        ["ends now"] = Scene.Good with { NotAfter = Scene.Now },
        ["not yet"] = Scene.Good with { NotBefore = Scene.Now.AddSeconds(1) },
        ["begins now"] = Scene.Good with { NotBefore = Scene.Now },
        ["upside down"] = Scene.Good with { NotBefore = Scene.Now.AddDays(1), NotAfter = Scene.Now.AddDays(-1) },
        ["other key"] = Scene.Good.WithKey(Scene.OtherKey),
        ["other key, two names"] = Scene.Good.Named(Scene.Cname, "other.example.com").WithKey(Scene.OtherKey),
        ["other key, wildcard"] = Scene.Good.Named("*.example.com").WithKey(Scene.OtherKey),
        ["other key, expired"] = Scene.Good.WithKey(Scene.OtherKey) with { NotAfter = Scene.Now.AddSeconds(-1) },
        ["other key, self-signed"] = Scene.SelfSigned.WithKey(Scene.OtherKey),
        ["other key, other name"] = Scene.Good.Named("other.example.com").WithKey(Scene.OtherKey),
        ["no key"] = Scene.Good.WithKey(""),
    };

    [TestMethod]
    [DataRow("good", "unconfirmed/not-confirmed")]
    [DataRow("lab root", "unconfirmed/not-confirmed")]
    [DataRow("upper case", "unconfirmed/not-confirmed")]
    [DataRow("twice the same", "unconfirmed/not-confirmed")]
    [DataRow("168 h", "unconfirmed/not-confirmed")]
    [DataRow("ends now", "unconfirmed/not-confirmed")]
    [DataRow("begins now", "unconfirmed/not-confirmed")]
    [DataRow("168 h 1 s", "caution/long-lived")]
    [DataRow("90 d", "caution/long-lived")]
    [DataRow("200 d", "caution/long-lived")]
    [DataRow("200 d 1 s", "caution/too-long-lived")]
    [DataRow("390 d", "caution/too-long-lived")]
    [DataRow("two names", "caution/shared-name")]
    [DataRow("wildcard", "caution/shared-name")]
    [DataRow("wildcard and name", "caution/shared-name")]
    [DataRow("uncounted names", "caution/shared-name")]
    [DataRow("other name", "mismatch/name-not-in-certificate")]
    [DataRow("no name", "mismatch/name-not-in-certificate")]
    [DataRow("partial wildcard", "mismatch/name-not-in-certificate")]
    [DataRow("deep wildcard", "mismatch/name-not-in-certificate")]
    [DataRow("bare wildcard", "mismatch/name-not-in-certificate")]
    [DataRow("self-signed", "untrusted/self-signed")]
    [DataRow("unknown root", "untrusted/unknown-root")]
    [DataRow("incomplete", "untrusted/incomplete-chain")]
    [DataRow("wrong usage", "untrusted/wrong-usage")]
    [DataRow("bad chain", "untrusted/bad-chain")]
    [DataRow("no trust, no problem", "untrusted/bad-chain")]
    [DataRow("trust and problem", "untrusted/bad-chain")]
    [DataRow("unknown trust", "untrusted/bad-chain")]
    [DataRow("expired", "expired/certificate-expired")]
    [DataRow("not yet", "expired/certificate-not-yet-valid")]
    [DataRow("upside down", "expired/certificate-not-yet-valid")]
    [DataRow("other key", "unconfirmed/not-confirmed")]
    public void Decide_Stranger_Is(string certificate, string expected) =>
        Assert.AreEqual(expected, Scene.Decide(Scene.Serving(Certificates[certificate])).Summary());

    [TestMethod]
    [DataRow("good", "verified/confirmed")]
    [DataRow("lab root", "verified/confirmed")]
    [DataRow("upper case", "verified/confirmed")]
    [DataRow("twice the same", "verified/confirmed")]
    [DataRow("168 h", "verified/confirmed")]
    [DataRow("ends now", "verified/confirmed")]
    [DataRow("begins now", "verified/confirmed")]
    [DataRow("90 d", "caution/long-lived")]
    [DataRow("200 d 1 s", "caution/too-long-lived")]
    [DataRow("two names", "caution/shared-name")]
    [DataRow("wildcard", "caution/shared-name")]
    [DataRow("other name", "mismatch/name-not-in-certificate")]
    [DataRow("self-signed", "untrusted/self-signed")]
    [DataRow("wrong usage", "untrusted/wrong-usage")]
    [DataRow("no trust, no problem", "untrusted/bad-chain")]
    [DataRow("expired", "expired/certificate-expired")]
    [DataRow("not yet", "expired/certificate-not-yet-valid")]
    [DataRow("other key", "caution/key-changed")]
    [DataRow("other key, two names", "caution/shared-name")]
    [DataRow("other key, wildcard", "mismatch/pinned-key-not-proved")]
    [DataRow("other key, expired", "mismatch/pinned-key-not-proved")]
    [DataRow("other key, self-signed", "mismatch/pinned-key-not-proved")]
    [DataRow("other key, other name", "mismatch/pinned-key-not-proved")]
    [DataRow("no key", "caution/key-changed")]
    public void Decide_ConfirmedDevice_Is(string certificate, string expected)
    {
        var verdict = Scene.Decide(Scene.Serving(Certificates[certificate]), Scene.Confirmed);
        Assert.AreEqual(expected.Split('/')[0], verdict.Summary().Split('/')[0]);
        CollectionAssert.Contains(verdict.Reasons.Codes(), expected.Split('/')[1]);
    }

    [TestMethod]
    [DataRow("good", "verified/confirmed")]
    [DataRow("other key", "mismatch/paired-key-changed")]
    [DataRow("other key, two names", "mismatch/paired-key-changed")]
    [DataRow("other key, wildcard", "mismatch/pinned-key-not-proved")]
    [DataRow("other key, self-signed", "mismatch/pinned-key-not-proved")]
    [DataRow("no key", "mismatch/paired-key-changed")]
    [DataRow("expired", "expired/certificate-expired")]
    public void Decide_PairedDevice_Is(string certificate, string expected) =>
        Assert.AreEqual(expected, Scene.Decide(Scene.Serving(Certificates[certificate]), Scene.Paired).Summary());

    [TestMethod]
    [DataRow("90 d", Weakness.LongLived, "verified/confirmed", "accepted-long-lived")]
    [DataRow("200 d", Weakness.LongLived, "verified/confirmed", "accepted-long-lived")]
    [DataRow("200 d 1 s", Weakness.LongLived, "caution/too-long-lived", null)]
    [DataRow("390 d", Weakness.LongLived, "caution/too-long-lived", null)]
    [DataRow("90 d", Weakness.SharedName, "caution/long-lived", null)]
    [DataRow("wildcard", Weakness.SharedName, "verified/confirmed", "accepted-shared-name")]
    [DataRow("two names", Weakness.SharedName, "verified/confirmed", "accepted-shared-name")]
    [DataRow("wildcard", Weakness.LongLived, "caution/shared-name", null)]
    [DataRow("good", Weakness.SharedName, "verified/confirmed", null)]
    public void Decide_AcceptedWeakness_IsGreenWithANote(string certificate, Weakness accepted, string expected, string? note)
    {
        var verdict = Scene.Decide(Scene.Serving(Certificates[certificate]), Scene.Confirmed.Accepting(accepted));
        Assert.AreEqual(expected, verdict.Summary());
        if (note is not null)
            CollectionAssert.Contains(verdict.Notes.Codes(), note);
        else if (expected.StartsWith("verified", StringComparison.Ordinal))
            Assert.IsEmpty(verdict.Notes);
    }

    [TestMethod]
    public void Decide_WeaknessAcceptedForAnotherDevice_CountsForNothing()
    {
        var other = Scene.Confirmed.Accepting(Weakness.LongLived) with { Cname = "other.example.com" };
        Assert.AreEqual("caution/long-lived", Scene.Decide(Scene.Serving(Certificates["90 d"]), other).Summary());
        Assert.AreEqual("unconfirmed/not-confirmed", Scene.Decide(Scene.Serving(Scene.Good), other).Summary());
    }

    [TestMethod]
    [DataRow(FindingCodes.NoPublicName, VerdictState.Untrusted)]
    [DataRow(FindingCodes.InvalidPublicName, VerdictState.Untrusted)]
    [DataRow(FindingCodes.SourcesDisagree, VerdictState.Mismatch)]
    [DataRow("anything else", VerdictState.Mismatch)]
    public void Decide_DeviceWithoutCname_IsItsProblem(string problem, VerdictState expected)
    {
        var device = Scene.Device() with { Cname = null, Key = "Lamp._https._tcp.local", Problem = new Finding(problem, new Dictionary<string, string>()) };
        var verdict = Scene.Decide(new DeviceFacts { Device = device, Observations = [], LookAlike = null });
        Assert.AreEqual(expected, verdict.State);
        Assert.AreEqual(problem, verdict.Reasons.Single().Code);
        Assert.AreEqual(device.Expires, verdict.StaleAt);
    }

    [TestMethod]
    public void Decide_TrustedDeviceNotAnnounced_IsStale()
    {
        var verdict = Scene.Decide(new DeviceFacts { Device = null, Observations = [Scene.Answer(Scene.Endpoint(), Scene.Good)], LookAlike = null }, Scene.Confirmed);
        Assert.AreEqual("stale/not-announced", verdict.Summary());
        Assert.IsNull(verdict.Certificate);
    }

    [TestMethod]
    [DataRow(ObservationOutcome.NotChecked, "stale/not-checked-yet")]
    [DataRow(ObservationOutcome.NoAnswer, "unreachable/no-answer")]
    [DataRow(ObservationOutcome.Refused, "unreachable/refused")]
    [DataRow(ObservationOutcome.NotTls, "unreachable/not-tls")]
    [DataRow(ObservationOutcome.TlsTooOld, "unreachable/tls-too-old")]
    [DataRow(ObservationOutcome.NoAddress, "unreachable/no-address")]
    [DataRow(ObservationOutcome.AddressNotAllowed, "unreachable/address-not-allowed")]
    [DataRow(ObservationOutcome.Answered, "unreachable/no-answer", DisplayName = "answered, but without a certificate")]
    [DataRow((ObservationOutcome)99, "unreachable/no-answer", DisplayName = "unknown outcome")]
    public void Decide_NoAnswer_SaysHow(ObservationOutcome outcome, string expected)
    {
        var facts = Scene.Facts(Scene.Failure(Scene.Endpoint(), outcome));
        foreach (var trust in new[] { null, Scene.Confirmed, Scene.Paired })
            Assert.AreEqual(expected, Scene.Decide(facts, trust).Summary());
    }

    [TestMethod]
    public void Decide_Verdict_CarriesItsEvidence()
    {
        var verdict = Scene.Decide(Scene.Serving(Scene.Good with { Trust = ChainTrust.LabRoot, RootName = "Lab" }), Scene.Confirmed);

        Assert.AreEqual(VerdictPolicy.Version, verdict.PolicyVersion);
        Assert.AreEqual(Scene.Key, verdict.Certificate!.SpkiSha256);
        Assert.AreEqual(new ConnectedEndpoint("192.0.2.1", 443), verdict.Endpoint);
        Assert.AreEqual(Scene.Now.AddSeconds(-10), verdict.CheckedAt);
        Assert.AreEqual("2026-10-24T12:00:00Z", verdict.Reasons[0].Parameters["since"]);
        Assert.AreEqual("Lab", verdict.Notes.Single(note => note.Code == FindingCodes.LabRoot).Parameters["root"]);
    }
}
