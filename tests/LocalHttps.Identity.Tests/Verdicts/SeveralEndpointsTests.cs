namespace LocalHttps.Identity.Tests;

/// <summary>One public name announced at several endpoints, by the device and by guests.</summary>
[TestClass]
public sealed class SeveralEndpointsTests
{
    private static readonly CertificateFacts OtherKey = Scene.Good.WithKey(Scene.OtherKey);
    private static readonly CertificateFacts Guest = Scene.SelfSigned.WithKey(Scene.OtherKey);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Decide_TrustedDeviceAndAGuest_StaysGreenWithANote(bool guestFirst)
    {
        foreach (var guest in new[] { Guest, OtherKey, OtherKey.Named("other.example.com"), OtherKey with { NotAfter = Scene.Now.AddDays(-1) } })
        {
            foreach (var trust in new[] { Scene.Confirmed, Scene.Paired })
            {
                var verdict = Scene.Decide(guestFirst ? Scene.Serving(guest, Scene.Good) : Scene.Serving(Scene.Good, guest), trust);
                Assert.AreEqual("verified/confirmed", verdict.Summary());
                Assert.AreEqual(Scene.Key, verdict.Certificate!.SpkiSha256);
                Assert.AreEqual(guestFirst ? "192.0.2.2" : "192.0.2.1", verdict.Endpoint!.Address);
                var note = verdict.Notes.Single(one => one.Code == FindingCodes.OtherEndpointFailed);
                Assert.AreEqual(guestFirst ? "192.0.2.1" : "192.0.2.2", note.Parameters["addresses"]);
            }
        }
    }

    [TestMethod]
    public void Decide_OnlyAGuestAnswersForATrustedDevice_IsRed()
    {
        var verdict = Scene.Decide(Scene.Facts(Scene.Failure(Scene.Endpoint(), ObservationOutcome.NoAnswer), Scene.Answer(Scene.Endpoint(2), Guest)), Scene.Confirmed);
        Assert.AreEqual("mismatch/pinned-key-not-proved", verdict.Summary());
        CollectionAssert.Contains(verdict.Reasons.Codes(), FindingCodes.SelfSigned);
        CollectionAssert.Contains(verdict.Notes.Codes(), FindingCodes.OtherEndpointFailed);
    }

    [TestMethod]
    public void Decide_GuestAnswersBeforeTheDevice_WaitsForTheDevice()
    {
        var facts = Scene.Facts(Scene.Failure(Scene.Endpoint(), ObservationOutcome.NotChecked), Scene.Answer(Scene.Endpoint(2), Guest));
        Assert.AreEqual("stale/not-checked-yet", Scene.Decide(facts, Scene.Confirmed).Summary());
        Assert.AreEqual("untrusted/self-signed", Scene.Decide(facts).Summary());
    }

    [TestMethod]
    public void Decide_DeviceAnswersBeforeTheGuest_IsGreenAtOnce()
    {
        var facts = Scene.Facts(Scene.Answer(Scene.Endpoint(), Scene.Good), Scene.Failure(Scene.Endpoint(2), ObservationOutcome.NotChecked));
        Assert.AreEqual("verified/confirmed", Scene.Decide(facts, Scene.Confirmed).Summary());
        Assert.AreEqual("unconfirmed/not-confirmed", Scene.Decide(facts).Summary());
    }

    [TestMethod]
    public void Decide_NewKeyHereAndAnInvalidOneThere_IsRed() =>
        Assert.AreEqual("mismatch/pinned-key-not-proved", Scene.Decide(Scene.Serving(OtherKey, Guest.WithKey(new string('c', 64))), Scene.Confirmed).Summary());

    [TestMethod]
    public void Decide_TwoNewKeys_Disagree() =>
        Assert.AreEqual("mismatch/endpoints-disagree", Scene.Decide(Scene.Serving(OtherKey, Scene.Good.WithKey(new string('c', 64))), Scene.Confirmed).Summary());

    [TestMethod]
    public void Decide_PinnedKeyExpiredBesideAGuest_IsRedForBothReasons()
    {
        var verdict = Scene.Decide(Scene.Serving(Scene.Good with { NotAfter = Scene.Now.AddDays(-1) }, Guest), Scene.Confirmed);
        Assert.AreEqual(VerdictState.Mismatch, verdict.State);
        CollectionAssert.IsSubsetOf(new[] { FindingCodes.PinnedKeyNotProved, FindingCodes.CertificateExpired }, verdict.Reasons.Codes());
    }

    [TestMethod]
    public void Decide_PinnedKeyOldAndRenewedCertificate_TheRenewedOneDecides()
    {
        var renewed = Scene.Good with { LeafSha256 = new string('2', 64) };
        var verdict = Scene.Decide(Scene.Serving(Scene.Good with { NotAfter = Scene.Now.AddDays(-1) }, renewed), Scene.Confirmed);
        Assert.AreEqual("verified/confirmed", verdict.Summary());
        Assert.AreEqual(renewed.LeafSha256, verdict.Certificate!.LeafSha256);
    }

    [TestMethod]
    public void Decide_PinnedKeyUnderAWeakAndAGoodCertificate_TheGoodOneDecides()
    {
        var weak = Scene.Good.Spanning(TimeSpan.FromDays(90));
        Assert.AreEqual("verified/confirmed", Scene.Decide(Scene.Serving(weak, Scene.Good), Scene.Confirmed).Summary());
        Assert.AreEqual("verified/confirmed", Scene.Decide(Scene.Serving(Scene.Good, weak), Scene.Confirmed).Summary());
    }

    [TestMethod]
    public void Decide_StrangersWithOneKey_AreOneDevice()
    {
        Assert.AreEqual("unconfirmed/not-confirmed", Scene.Decide(Scene.Serving(Scene.Good, Scene.Good)).Summary());
        Assert.AreEqual("expired/certificate-expired", Scene.Decide(Scene.Serving(Scene.Good, Scene.Good with { NotAfter = Scene.Now.AddDays(-1) })).Summary());
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Decide_StrangersWithTwoKeys_Disagree(bool valid)
    {
        var verdict = Scene.Decide(Scene.Serving(Scene.Good, valid ? OtherKey : Guest));
        Assert.AreEqual("mismatch/endpoints-disagree", verdict.Summary());
        Assert.AreEqual("192.0.2.1, 192.0.2.2", verdict.Reasons[0].Parameters["addresses"]);
    }

    [TestMethod]
    public void Decide_StrangerWithADeadEndpoint_IsDecidedByTheOther()
    {
        var verdict = Scene.Decide(Scene.Facts(Scene.Failure(Scene.Endpoint(), ObservationOutcome.Refused), Scene.Answer(Scene.Endpoint(2), Scene.Good)));
        Assert.AreEqual("unconfirmed/not-confirmed", verdict.Summary());
        CollectionAssert.Contains(verdict.Notes.Codes(), FindingCodes.OtherEndpointFailed);
    }

    [TestMethod]
    public void Decide_ContradictingAnnouncementThatProvesThePinnedKey_StaysGreenWithANote()
    {
        var verdict = Scene.Decide(Scene.Facts(Scene.Answer(Scene.Endpoint(1, "evil.example.org"), Scene.Good)), Scene.Confirmed);
        Assert.AreEqual("verified/confirmed", verdict.Summary());
        Assert.AreEqual("evil.example.org", verdict.Notes.Single(note => note.Code == FindingCodes.OtherAnnouncement).Parameters["names"]);
    }

    [TestMethod]
    public void Decide_ContradictingAnnouncementThatProvesAnotherKey_IsRed()
    {
        var verdict = Scene.Decide(Scene.Facts(Scene.Answer(Scene.Endpoint(1, "evil.example.org"), OtherKey)), Scene.Confirmed);
        Assert.AreEqual("mismatch/sources-disagree", verdict.Summary());
    }

    [TestMethod]
    public void Decide_ContradictingAnnouncementThatNobodyAnswers_IsANote()
    {
        var facts = Scene.Facts(
            Scene.Failure(Scene.Endpoint(), ObservationOutcome.NoAnswer),
            Scene.Failure(Scene.Endpoint(2, "evil.example.org"), ObservationOutcome.NoAnswer));
        var verdict = Scene.Decide(facts, Scene.Confirmed);
        Assert.AreEqual("unreachable/no-answer", verdict.Summary());
        CollectionAssert.Contains(verdict.Notes.Codes(), FindingCodes.OtherAnnouncement);
    }

    [TestMethod]
    public void Decide_ContradictingAnnouncementOfAStranger_IsRed() =>
        Assert.AreEqual("mismatch/sources-disagree", Scene.Decide(Scene.Facts(Scene.Answer(Scene.Endpoint(1, "evil.example.org"), Scene.Good))).Summary());

    [TestMethod]
    public void Decide_ObservationOfAnEndpointNoLongerAnnounced_CountsForNothing()
    {
        var facts = Scene.Serving(Scene.Good);
        facts = facts with { Device = facts.Device! with { Endpoints = [Scene.Endpoint(2)] } };
        Assert.AreEqual("stale/not-checked-yet", Scene.Decide(facts, Scene.Confirmed).Summary());
    }

    [TestMethod]
    public void Decide_OneCheckTooOld_TheFreshOneDecides()
    {
        var old = Scene.Answer(Scene.Endpoint(), Scene.Good, Scene.Now.AddMinutes(-6));
        var verdict = Scene.Decide(Scene.Facts(old, Scene.Failure(Scene.Endpoint(2), ObservationOutcome.NoAnswer)), Scene.Confirmed);
        Assert.AreEqual("unreachable/no-answer", verdict.Summary());
    }

    [TestMethod]
    public void Decide_SeveralFailures_AreAllNamed()
    {
        var facts = Scene.Facts(
            Scene.Failure(Scene.Endpoint(), ObservationOutcome.NoAnswer),
            Scene.Failure(Scene.Endpoint(2), ObservationOutcome.AddressNotAllowed),
            Scene.Failure(Scene.Endpoint(3), ObservationOutcome.TlsTooOld));
        var verdict = Scene.Decide(facts);
        CollectionAssert.AreEqual(new[] { FindingCodes.TlsTooOld, FindingCodes.NoAnswer, FindingCodes.AddressNotAllowed }, verdict.Reasons.Codes());
        Assert.AreEqual("192.0.2.2", verdict.Reasons[2].Parameters["addresses"]);
    }

    [TestMethod]
    public void Decide_SeveralDeviceNames_AreNoted()
    {
        var facts = Scene.Serving(Scene.Good);
        facts = facts with { Device = facts.Device! with { AdvertisedNames = ["Lamp", "Printer"] } };
        Assert.AreEqual("Lamp, Printer", Scene.Decide(facts, Scene.Confirmed).Notes.Single().Parameters["names"]);
    }

    [TestMethod]
    public void Decide_ManyNames_ListsTheFirst()
    {
        var verdict = Scene.Decide(Scene.Serving(Scene.Good.Named([.. Enumerable.Range(0, 20).Select(i => $"n{i}.example.com")])));
        Assert.AreEqual("n0.example.com, n1.example.com, n2.example.com, n3.example.com, n4.example.com, …", verdict.Reasons[0].Parameters["names"]);
    }

    [TestMethod]
    public void PartlyChecked_NobodyProves_IsNotCheckedYet()
    {
        var facts = Scene.Serving(Scene.SelfSigned.WithKey(Scene.OtherKey)) with { IsPartial = true };
        Assert.AreEqual("stale/not-checked-yet", Scene.Decide(facts, Scene.Confirmed).Summary());
        Assert.AreEqual("stale/not-checked-yet", Scene.Decide(facts, Scene.Paired).Summary());
    }

    [TestMethod]
    public void PartlyChecked_OneProves_IsVerified() =>
        Assert.AreEqual("verified/confirmed", Scene.Decide(Scene.Serving(Scene.Good, Scene.SelfSigned.WithKey(Scene.OtherKey)) with { IsPartial = true }, Scene.Confirmed).Summary());
}
