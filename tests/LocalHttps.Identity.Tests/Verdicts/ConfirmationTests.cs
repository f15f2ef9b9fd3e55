namespace LocalHttps.Identity.Tests;

[TestClass]
public sealed class ConfirmationTests
{
    [TestMethod]
    public void CanConfirm_GoodStranger_Yes() => Assert.IsTrue(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good))));

    [TestMethod]
    public void CanConfirm_AcceptableWeakness_Yes()
    {
        Assert.IsTrue(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good.Spanning(TimeSpan.FromDays(90))))));
        Assert.IsTrue(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good.Named("*.example.com").Spanning(TimeSpan.FromDays(200))))));
        Assert.IsTrue(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good.WithKey(Scene.OtherKey)), Scene.Confirmed)));
    }

    [TestMethod]
    public void CanConfirm_WhatCannotBeAccepted_No()
    {
        Assert.IsFalse(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good.Spanning(TimeSpan.FromDays(390))))));
        Assert.IsFalse(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good) with { LookAlike = Scene.LooksLikeOther })));
        Assert.IsFalse(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.SelfSigned))));
        Assert.IsFalse(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good.Named("other.example.com")))));
        Assert.IsFalse(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good with { NotAfter = Scene.Now.AddDays(-1) }))));
        Assert.IsFalse(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good.WithKey(Scene.OtherKey)), Scene.Paired)));
        Assert.IsFalse(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(Scene.Good), Scene.Confirmed)));
        Assert.IsFalse(VerdictRules.CanConfirm(Scene.Decide(Scene.Facts(Scene.Failure(Scene.Endpoint(), ObservationOutcome.NoAnswer)))));
    }

    [TestMethod]
    public void CanConfirm_CodeOfALaterVersion_No()
    {
        var verdict = Scene.Decide(Scene.Serving(Scene.Good.Spanning(TimeSpan.FromDays(90))));
        Assert.IsFalse(VerdictRules.CanConfirm(verdict with { Reasons = [.. verdict.Reasons, new Finding("new-weakness", new Dictionary<string, string>())] }));
        Assert.IsFalse(VerdictRules.CanConfirm(verdict with { State = (VerdictState)99 }));
    }

    [TestMethod]
    public void Weaknesses_OneCertificate_AreThoseToAccept()
    {
        Assert.IsEmpty(VerdictRules.Weaknesses(Scene.Decide(Scene.Serving(Scene.Good))));
        CollectionAssert.AreEqual(new[] { Weakness.LongLived, Weakness.SharedName }, WeaknessesOf(Scene.Good.Named("*.example.com").Spanning(TimeSpan.FromDays(90))));
    }

    [TestMethod]
    public void Weaknesses_SeveralEndpointsOfOneKey_AreThoseOfAllAndTheWorstIsTold()
    {
        var wildcard = Scene.Good.Named("*.example.com");
        var (ninety, most) = (Scene.Good.Spanning(TimeSpan.FromDays(90)), Scene.Good.Spanning(TimeSpan.FromDays(200)));
        CollectionAssert.AreEqual(new[] { Weakness.LongLived, Weakness.SharedName }, WeaknessesOf(ninety, wildcard));
        var told = Scene.Decide(Scene.Serving(ninety, wildcard, most)).Reasons.Single(reason => reason.Code == FindingCodes.LongLived);
        Assert.AreEqual("200", told.Parameters["days"]);
    }

    [TestMethod]
    public void Weaknesses_TrustedDevice_AreOfOneEndpointWhicheverAnsweredFirst()
    {
        var facts = Scene.Serving(Scene.Good.Spanning(TimeSpan.FromDays(90)), Scene.Good.Named("*.example.com"));
        var turned = facts with { Observations = [.. facts.Observations.Reverse()] };
        Assert.AreEqual(Weakness.LongLived, VerdictRules.Weaknesses(Scene.Decide(facts, Scene.Confirmed)).Single());
        Assert.AreEqual(Weakness.LongLived, VerdictRules.Weaknesses(Scene.Decide(turned, Scene.Confirmed)).Single());
        Assert.AreEqual(VerdictState.Verified, Scene.Decide(turned, Scene.Confirmed.Accepting(Weakness.LongLived)).State);
    }

    [TestMethod]
    public void Proves_Certificate_OnlyWhereNothingIsLeftToAccept()
    {
        var ninety = Scene.Good.Spanning(TimeSpan.FromDays(90));
        Assert.IsTrue(Proves(Scene.Confirmed, Scene.Good));
        Assert.IsTrue(Proves(Scene.Confirmed.Accepting(Weakness.LongLived), ninety));
        Assert.IsFalse(Proves(Scene.Confirmed, ninety));
        Assert.IsFalse(Proves(Scene.Confirmed, Scene.Good.WithKey(Scene.OtherKey)));
        Assert.IsFalse(Proves(Scene.Confirmed with { SpkiSha256 = "" }, Scene.Good.WithKey("")));
        Assert.IsFalse(Proves(Scene.Confirmed, Scene.SelfSigned));
        Assert.IsFalse(Proves(Scene.Confirmed, Scene.Good with { NotAfter = Scene.Now.AddDays(-1) }));
    }

    [TestMethod]
    public void Weaknesses_AllAccepted_MakeAConfirmableDeviceGreen()
    {
        CertificateFacts[] shapes =
        [
            Scene.Good,
            Scene.Good.Spanning(TimeSpan.FromDays(90)),
            Scene.Good.Named("*.example.com"),
            Scene.Good.Named(Scene.Cname, "b.example.com").Spanning(TimeSpan.FromDays(200)),
        ];
        foreach (var certificate in shapes)
        {
            Assert.IsTrue(VerdictRules.CanConfirm(Scene.Decide(Scene.Serving(certificate))));
            var trust = Scene.Confirmed with { Accepted = WeaknessesOf(certificate) };
            Assert.AreEqual(VerdictState.Verified, Scene.Decide(Scene.Serving(certificate), trust).State);
        }
    }

    private static Weakness[] WeaknessesOf(CertificateFacts first, params CertificateFacts[] others) => [.. VerdictRules.Weaknesses(Scene.Decide(Scene.Serving(first, others)))];

    private static bool Proves(TrustEntry trust, CertificateFacts certificate) => VerdictRules.Proves(trust, certificate, Scene.Policy, Scene.Now);
}
