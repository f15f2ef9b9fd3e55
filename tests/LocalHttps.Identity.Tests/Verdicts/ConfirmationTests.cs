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
    public void Weaknesses_Certificate_AreThoseToAccept()
    {
        Assert.IsEmpty(VerdictRules.Weaknesses(Scene.Cname, Scene.Good, Scene.Policy));
        CollectionAssert.AreEqual(
            new[] { Weakness.LongLived, Weakness.SharedName },
            VerdictRules.Weaknesses(Scene.Cname, Scene.Good.Named("*.example.com").Spanning(TimeSpan.FromDays(90)), Scene.Policy).ToArray());
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
            var trust = Scene.Confirmed with { Accepted = VerdictRules.Weaknesses(Scene.Cname, certificate, Scene.Policy) };
            Assert.AreEqual(VerdictState.Verified, Scene.Decide(Scene.Serving(certificate), trust).State);
        }
    }
}
