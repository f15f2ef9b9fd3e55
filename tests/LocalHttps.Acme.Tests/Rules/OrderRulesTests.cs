namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class OrderRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly OrderFacts Fresh = new() { ExpiresAt = Now.AddDays(7), AuthorizationStatuses = ["valid", "valid"] };

    [TestMethod]
    public void Challenge_GoesFromPendingToProcessingToItsEnd()
    {
        Assert.AreEqual("pending", OrderRules.StatusOf(new ChallengeFacts(null, null, Failed: false)));
        Assert.AreEqual("processing", OrderRules.StatusOf(new ChallengeFacts(Now, null, Failed: false)));
        Assert.AreEqual("valid", OrderRules.StatusOf(new ChallengeFacts(Now, Now, Failed: false)));
        Assert.AreEqual("invalid", OrderRules.StatusOf(new ChallengeFacts(Now, null, Failed: true)));
    }

    [TestMethod]
    [DataRow("pending", "pending,processing", 1, false)]
    [DataRow("valid", "pending,valid", 1, false)]
    [DataRow("valid", "invalid,valid", 1, false)]
    [DataRow("invalid", "pending,invalid", 1, false)]
    [DataRow("invalid", "pending,invalid", 0, false)]
    [DataRow("expired", "pending,valid", 0, false)]
    [DataRow("expired", "pending", 0, false)]
    [DataRow("deactivated", "valid", 1, true)]
    [DataRow("deactivated", "pending", 0, true)]
    public void Authorization_FollowsItsChallengesAndItsTime(string status, string challenges, int daysLeft, bool deactivated) =>
        Assert.AreEqual(status, OrderRules.StatusOf(new AuthorizationFacts(Now.AddDays(daysLeft), deactivated ? Now : null, challenges.Split(',')), Now));

    [TestMethod]
    public void Order_GoesFromPendingToReadyToProcessingToValid()
    {
        Assert.AreEqual("pending", OrderRules.StatusOf(Fresh with { AuthorizationStatuses = ["valid", "pending"] }, Now));
        Assert.AreEqual("ready", OrderRules.StatusOf(Fresh, Now));
        Assert.AreEqual("processing", OrderRules.StatusOf(Fresh with { FinalizedAt = Now }, Now));
        Assert.AreEqual("valid", OrderRules.StatusOf(Fresh with { FinalizedAt = Now, ValidAt = Now }, Now));
        Assert.AreEqual("canceled", OrderRules.StatusOf(Fresh with { FinalizedAt = Now, ValidAt = Now, CanceledAt = Now }, Now));
    }

    [TestMethod]
    public void Order_UnderADelegation_StartsReady() => Assert.AreEqual("ready", OrderRules.StatusOf(Fresh with { AuthorizationStatuses = [] }, Now));

    [TestMethod]
    [DataRow("invalid")]
    [DataRow("expired")]
    [DataRow("deactivated")]
    [DataRow("revoked")]
    public void Order_WithALostAuthorization_IsInvalidUnlessItIsValid(string authorization)
    {
        var facts = Fresh with { AuthorizationStatuses = ["valid", authorization] };

        Assert.AreEqual("invalid", OrderRules.StatusOf(facts, Now));
        Assert.AreEqual(authorization == "expired" ? "processing" : "invalid", OrderRules.StatusOf(facts with { FinalizedAt = Now }, Now));
        Assert.AreEqual("valid", OrderRules.StatusOf(facts with { ValidAt = Now }, Now));
    }

    [TestMethod]
    public void Order_AtItsExpiry_IsInvalidUnlessItIsValid()
    {
        Assert.AreEqual("ready", OrderRules.StatusOf(Fresh, Fresh.ExpiresAt.AddTicks(-1)));
        Assert.AreEqual("invalid", OrderRules.StatusOf(Fresh, Fresh.ExpiresAt));
        Assert.AreEqual("valid", OrderRules.StatusOf(Fresh with { ValidAt = Now }, Fresh.ExpiresAt.AddYears(1)));
        Assert.AreEqual("canceled", OrderRules.StatusOf(Fresh with { ValidAt = Now, CanceledAt = Now }, Fresh.ExpiresAt.AddYears(1)));
        Assert.AreEqual("invalid", OrderRules.StatusOf(Fresh with { Failed = true }, Now));
    }

    [TestMethod]
    [DataRow("pending")]
    [DataRow("processing")]
    [DataRow("valid")]
    [DataRow("invalid")]
    [DataRow("canceled")]
    public void Finalize_OfAnOrderNotReady_IsRefused(string status) =>
        Assert.AreEqual(403, Refusal.Of("orderNotReady", () => OrderRules.CheckFinalize(status)).Status);

    [TestMethod]
    public void Finalize_OfAReadyOrder_Passes() => OrderRules.CheckFinalize("ready");

    [TestMethod]
    public void Cancel_IsForValidStarOrdersAlone()
    {
        var renewal = new AutoRenewal { EndDate = Now, Lifetime = 1 };

        OrderRules.CheckCancel("valid", renewal);
        foreach (var status in new[] { "pending", "ready", "processing", "invalid", "canceled" })
            Assert.AreEqual(400, Refusal.Of("autoRenewalCancellationInvalid", () => OrderRules.CheckCancel(status, renewal)).Status);
        Refusal.Of("malformed", () => OrderRules.CheckCancel("valid", renewal: null));
    }

    [TestMethod]
    public void StarCertificate_IsThereUntilItsEndOrItsCancellation()
    {
        OrderRules.CheckStarFetch(null, Now.AddTicks(1), Now);
        Assert.AreEqual(403, Refusal.Of("autoRenewalExpired", () => OrderRules.CheckStarFetch(null, Now, Now)).Status);
        Assert.AreEqual(403, Refusal.Of("autoRenewalCanceled", () => OrderRules.CheckStarFetch(Now, Now, Now)).Status);
    }
}
