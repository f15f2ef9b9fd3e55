namespace LocalHttps.Identity.Tests;

/// <summary>Which state wins when several hold, and how long a verdict counts.</summary>
[TestClass]
public sealed class VerdictOrderTests
{
    // From the heaviest to the lightest; each fault leaves the others as they are.
    private static readonly (VerdictState State, string Code, Func<CertificateFacts, CertificateFacts> Apply)[] Faults =
    [
        (VerdictState.Mismatch, FindingCodes.NameNotInCertificate, certificate => certificate.Named("other.example.com")),
        (VerdictState.Untrusted, FindingCodes.UnknownRoot,
            certificate => certificate with { Trust = ChainTrust.None, RootName = null, ChainProblem = FindingCodes.UnknownRoot }),
        (VerdictState.Expired, FindingCodes.CertificateExpired, certificate => certificate with { NotAfter = Scene.Now.AddHours(-1) }),
        (VerdictState.Caution, FindingCodes.LongLived, certificate => certificate with { NotBefore = certificate.NotAfter.AddDays(-30) }),
    ];

    public static IEnumerable<object[]> Subsets => Enumerable.Range(1, 15).Select(subset => new object[] { subset });

    [TestMethod]
    [DynamicData(nameof(Subsets))]
    public void Decide_SeveralFaults_TheHeaviestWinsAndAllAreNamedInOrder(int subset)
    {
        var present = Faults.Where((_, i) => (subset & (1 << i)) != 0).ToArray();
        var certificate = present.Aggregate(Scene.Good, (one, fault) => fault.Apply(one));
        string[] expected = [.. present.Select(fault => fault.Code)];

        foreach (var trust in new[] { null, Scene.Confirmed, Scene.Paired })
        {
            var verdict = Scene.Decide(Scene.Serving(certificate), trust);
            Assert.AreEqual(present[0].State, verdict.State);
            CollectionAssert.AreEqual(expected, verdict.Reasons.Codes());
        }
    }

    [TestMethod]
    [DynamicData(nameof(Subsets))]
    public void Decide_OtherKeyWithFaults_IsNeverLighterThanTheFaults(int subset)
    {
        var present = Faults.Where((_, i) => (subset & (1 << i)) != 0).ToArray();
        var certificate = present.Aggregate(Scene.Good, (one, fault) => fault.Apply(one)).WithKey(Scene.OtherKey);
        var weakOnly = present[0].State == VerdictState.Caution;

        Assert.AreEqual(weakOnly ? VerdictState.Caution : VerdictState.Mismatch, Scene.Decide(Scene.Serving(certificate), Scene.Confirmed).State);
        Assert.AreEqual(VerdictState.Mismatch, Scene.Decide(Scene.Serving(certificate), Scene.Paired).State);
    }

    [TestMethod]
    [DataRow(VerdictState.Mismatch, VerdictState.Revoked)]
    [DataRow(VerdictState.Revoked, VerdictState.Untrusted)]
    [DataRow(VerdictState.Untrusted, VerdictState.Expired)]
    [DataRow(VerdictState.Expired, VerdictState.Caution)]
    [DataRow(VerdictState.Caution, VerdictState.Unconfirmed)]
    [DataRow(VerdictState.Unconfirmed, VerdictState.Verified)]
    public void WeightOf_Order_IsTheTables(VerdictState heavier, VerdictState lighter)
    {
        Assert.IsGreaterThan(Grade.WeightOf(lighter), Grade.WeightOf(heavier));
        Assert.IsGreaterThanOrEqualTo(Grade.WeightOf(VerdictState.Mismatch), Grade.WeightOf((VerdictState)99));
    }

    [TestMethod]
    public void Decide_LookAlike_IsCautionBesideEverythingHeavier()
    {
        var good = Scene.Serving(Scene.Good) with { LookAlike = Scene.LooksLikeOther };
        Assert.AreEqual("caution/looks-like-other", Scene.Decide(good).Summary());
        Assert.AreEqual("caution/looks-like-other", Scene.Decide(good, Scene.Confirmed).Summary());
        Assert.AreEqual("verified/confirmed", Scene.Decide(good, Scene.Paired).Summary());

        var bad = Scene.Decide(Scene.Serving(Scene.SelfSigned) with { LookAlike = Scene.LooksLikeOther });
        Assert.AreEqual(VerdictState.Untrusted, bad.State);
        CollectionAssert.AreEqual(new[] { FindingCodes.SelfSigned, FindingCodes.LooksLikeOther }, bad.Reasons.Codes());
    }

    [TestMethod]
    [DataRow(0, "verified/confirmed")]
    [DataRow(299, "verified/confirmed")]
    [DataRow(300, "stale/check-too-old")]
    [DataRow(3600, "stale/check-too-old")]
    [DataRow(-1, "stale/check-too-old", DisplayName = "checked before the clock was set back")]
    public void Decide_AgeOfTheCheck_LimitsGreen(int seconds, string expected)
    {
        var facts = Scene.Facts(Scene.Answer(Scene.Endpoint(), Scene.Good, Scene.Now.AddSeconds(-seconds)));
        Assert.AreEqual(expected, Scene.Decide(facts, Scene.Confirmed).Summary());
    }

    [TestMethod]
    public void Decide_AnnouncementOver_IsStale()
    {
        var facts = Scene.Serving(Scene.Good);
        facts = facts with { Device = facts.Device! with { Expires = Scene.Now } };
        Assert.AreEqual("stale/not-announced", Scene.Decide(facts, Scene.Confirmed).Summary());
        Assert.AreEqual("stale/check-too-old", Scene.Decide(facts).Summary());
        Assert.AreEqual("stale/not-checked-yet", Scene.Decide(facts with { Observations = [] }).Summary());
    }

    [TestMethod]
    public void StaleAt_Verdict_IsTheEarliestOfCheckAnnouncementAndCertificate()
    {
        var facts = Scene.Serving(Scene.Good);
        Assert.AreEqual(Scene.Now.AddSeconds(-10).AddMinutes(5), Scene.Decide(facts, Scene.Confirmed).StaleAt);

        var announcement = facts with { Device = facts.Device! with { Expires = Scene.Now.AddSeconds(30) } };
        Assert.AreEqual(Scene.Now.AddSeconds(30), Scene.Decide(announcement, Scene.Confirmed).StaleAt);

        var certificate = Scene.Serving(Scene.Good with { NotAfter = Scene.Now.AddSeconds(20) });
        Assert.AreEqual(Scene.Now.AddSeconds(20).AddTicks(1), Scene.Decide(certificate, Scene.Confirmed).StaleAt);

        var notYet = Scene.Serving(Scene.Good with { NotBefore = Scene.Now.AddSeconds(20) });
        Assert.AreEqual(Scene.Now.AddSeconds(20), Scene.Decide(notYet, Scene.Confirmed).StaleAt);

        var expired = Scene.Serving(Scene.Good with { NotAfter = Scene.Now.AddDays(-1), NotBefore = Scene.Now.AddDays(-2) });
        Assert.AreEqual(Scene.Now.AddSeconds(-10).AddMinutes(5), Scene.Decide(expired, Scene.Confirmed).StaleAt);
    }

    [TestMethod]
    public void Decide_AtItsOwnStaleAt_IsNoLongerGreen()
    {
        var facts = Scene.Serving(Scene.Good with { NotAfter = Scene.Now.AddSeconds(20) });
        var staleAt = Scene.Decide(facts, Scene.Confirmed).StaleAt!.Value;
        Assert.AreEqual(VerdictState.Verified, VerdictRules.Decide(facts, Scene.Policy, Scene.Confirmed, staleAt.AddTicks(-1)).State);
        Assert.AreEqual(VerdictState.Expired, VerdictRules.Decide(facts, Scene.Policy, Scene.Confirmed, staleAt).State);
    }

    [TestMethod]
    public void Decide_EndOfTime_DoesNotOverflow()
    {
        var facts = Scene.Serving(Scene.Good with { NotBefore = DateTimeOffset.MinValue, NotAfter = DateTimeOffset.MaxValue });
        Assert.AreEqual("caution/too-long-lived", Scene.Decide(facts, Scene.Confirmed).Summary());
    }

    [TestMethod]
    public void Decide_ShorterCap_IsKept()
    {
        var policy = new VerdictPolicy { ShortTermCap = TimeSpan.FromHours(24) };
        var verdict = VerdictRules.Decide(Scene.Serving(Scene.Good), policy, null, Scene.Now);
        Assert.AreEqual("caution/long-lived", verdict.Summary());
        Assert.AreEqual("4", verdict.Reasons[0].Parameters["days"]);
        Assert.AreEqual("24", verdict.Reasons[0].Parameters["capHours"]);
    }

    [TestMethod]
    [DataRow("2026-11-23", 1, true, true, DisplayName = "not yet valid by a trusted CA")]
    [DataRow("2026-11-23", 1, false, false, DisplayName = "not yet valid by nobody")]
    [DataRow("2020-01-01", 1, false, true, DisplayName = "before this program was written")]
    [DataRow("2026-11-23", -1, true, false, DisplayName = "expired")]
    [DataRow("2040-01-01", -1, true, true, DisplayName = "expired long after")]
    public void Decide_OutsideValidity_HintsAtTheClockWhereItIsLikelier(string today, int beginsInDays, bool vouched, bool expected)
    {
        var now = DateTimeOffset.Parse(today + "T00:00:00Z");
        var certificate = Scene.Good with { NotBefore = now.AddDays(beginsInDays * 3 - 1), NotAfter = now.AddDays(beginsInDays * 3 + 1) };
        if (!vouched)
            certificate = certificate with { Trust = ChainTrust.None, ChainProblem = FindingCodes.UnknownRoot };
        var facts = Scene.Facts(Scene.Answer(Scene.Endpoint(), certificate, now));
        facts = facts with { Device = facts.Device! with { Expires = now.AddHours(1) } };

        var verdict = VerdictRules.Decide(facts, Scene.Policy, null, now);

        Assert.AreEqual(expected, verdict.Notes.Codes().Contains(FindingCodes.ClockMayBeWrong));
    }
}
