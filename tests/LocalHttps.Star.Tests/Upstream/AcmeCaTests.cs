using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Tests.Fakes;

namespace LocalHttps.Star.Tests.Upstream;

[TestClass]
public sealed class AcmeCaTests
{
    [TestMethod]
    public async Task Series_OverAPlainCa_ReordersAtHalfLifeUntilTheEndIsCovered()
    {
        await using var scene = await RemoteScene.OpenAsync();

        await scene.FinalizeAsync(SampleOrders.Star(duration: TimeSpan.FromDays(14)));
        await scene.RunUntilAsync(SampleOrders.Start.AddDays(20));

        // Each lives six days: at 0, 3, 6 and 9 days, and the last one lives beyond the end.
        Assert.HasCount(4, scene.Stub.Ordered);
        CollectionAssert.AreEqual(new[] { 1, 1, 1, 1 }, scene.Stub.Finalized);
        var latest = scene.Certificates.MaxBy(certificate => certificate.Index)!;
        Assert.AreEqual(3, latest.Index);
        Assert.AreEqual(9, Math.Round((latest.NotBefore - SampleOrders.Start).TotalDays, 2));
        Assert.IsNull(scene.Work);
        Assert.IsTrue(scene.Meters.Lateness.All(late => late < 60), string.Join(' ', scene.Meters.Lateness));
    }

    [TestMethod]
    public async Task Order_WhenItIsDone_LeavesNoResponseInTheZone()
    {
        await using var scene = await RemoteScene.OpenAsync();

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();
        Assert.HasCount(1, scene.Zone.Records.Where(record => record.Type == ZoneRecordType.Txt && record.Name == "_acme-challenge." + SampleOrders.Cname && record.DeviceId == "device"));
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        Assert.HasCount(1, scene.Certificates);
        Assert.IsEmpty(scene.Zone.Records.Where(record => record.Type == ZoneRecordType.Txt));
        Assert.IsNull(scene.Order.Journal);
    }

    [TestMethod]
    public async Task Order_OfADevice_LetsThisAccountAloneIssue()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.Server.Directory = scene.Stub.Server.Directory.Replace("\"meta\":{", "\"meta\":{\"caaIdentities\":[\"ca.test\"],", StringComparison.Ordinal);

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();

        CollectionAssert.AreEqual(
            new[] { "0 issue \"ca.test; accounturi=https://ca.test/account/1; validationmethods=dns-01\"", "0 issuewild \";\"" },
            scene.Zone.Records.Where(record => record.Type == ZoneRecordType.Caa && record.Name == SampleOrders.Cname && record.DeviceId == "device").Select(record => record.Value).ToArray());
    }

    [TestMethod]
    public async Task Names_Several_AreAllProved()
    {
        await using var scene = await RemoteScene.OpenAsync();

        await scene.FinalizeAsync(SampleOrders.Plain("order", "a.hosts.home.test", "*.b.hosts.home.test"));
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        Assert.HasCount(1, scene.Certificates);
        Assert.IsEmpty(scene.Zone.Records);
    }

    [TestMethod]
    public async Task Authorizations_ThatStillHold_AreNotProvedAgain()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.Reuses = true;

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();

        Assert.HasCount(1, scene.Certificates);
    }

    [TestMethod]
    public async Task Nonces_RejectedAgainAndAgain_AreSurvived()
    {
        await using var scene = await RemoteScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());

        for (var step = 0; step < 20 && scene.Certificates.Count == 0; step++)
        {
            // Before each step the next six requests are told that their nonces are bad.
            scene.Stub.Server.Rejections = 6;
            await scene.RunUntilAsync(scene.Now.AddSeconds(5));
        }

        Assert.HasCount(1, scene.Certificates);
        Assert.HasCount(1, scene.Stub.Ordered);
    }

    [TestMethod]
    public async Task RateLimit_WithATime_IsKept()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.OnOrder = _ => Problems.RateLimited("slow down", TimeSpan.Zero).Problem;
        scene.Stub.RetryAfter = TimeSpan.FromHours(3);

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();

        Assert.AreEqual(scene.Now.AddHours(3), scene.Work!.DueAt);
        Assert.IsNull(scene.Order.Error);
        Assert.Contains("slow down", scene.Log.Lines.Single().Line);
    }

    [TestMethod]
    public async Task Order_RefusedForGood_IsInvalidWithTheCasProblem()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.OnOrder = _ => Problems.RejectedIdentifier("on a list of ours").Problem;

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();

        Assert.AreEqual(Problems.Prefix + "rejectedIdentifier", scene.Order.Error!.Type);
        Assert.IsNull(scene.Work);
    }

    [TestMethod]
    public async Task Csr_RefusedForGood_LeavesNoResponseInTheZone()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.OnFinalize = Problems.BadCsr("weak").Problem;

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        Assert.AreEqual(Problems.Prefix + "badCSR", scene.Order.Error!.Type);
        Assert.IsEmpty(scene.Zone.Records);
    }

    [TestMethod]
    public async Task Proof_ThatTheCaDidNotSee_IsTriedAgainWithANewOrder()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.OnValidate = Problems.Dns("SERVFAIL").Problem;

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(scene.Now.AddSeconds(5));
        Assert.Contains("SERVFAIL", scene.Log.Lines[0].Line);
        Assert.IsEmpty(scene.Zone.Records);
        scene.Stub.OnValidate = null;
        await scene.RunUntilAsync(scene.Now.AddHours(1));

        Assert.HasCount(1, scene.Certificates);
    }

    [TestMethod]
    public async Task Ca_WithoutDns01_MakesTheOrderInvalid()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.ChallengeType = "http-01";

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();

        Assert.Contains("does not take dns-01", scene.Order.Error!.Detail!);
    }

    [TestMethod]
    public async Task Ca_ThatNeedsTime_IsAskedAgainAtItsPace()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.Processing = 3;

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(scene.Now.AddMinutes(2));

        Assert.HasCount(1, scene.Certificates);
        CollectionAssert.AreEqual(new[] { 1 }, scene.Stub.Finalized);
        Assert.IsEmpty(scene.Log.Lines);
    }

    [TestMethod]
    public async Task Validation_ThatNeedsTime_IsAskedForOnce()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.Validating = 5;

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        Assert.HasCount(1, scene.Certificates);
        Assert.AreEqual(1, scene.Stub.Answers);
    }

    [TestMethod]
    public async Task Validation_ThatTheCaForgot_IsAskedForAgain()
    {
        await using var scene = await RemoteScene.OpenAsync();
        scene.Stub.Validating = 100_000;
        await scene.FinalizeAsync(SampleOrders.Star());

        await scene.RunUntilAsync(scene.Now.AddMinutes(10));

        Assert.AreEqual(2, scene.Stub.Answers);
    }

    [TestMethod]
    public async Task Certificate_Plain_CanBeRevokedAtTheCa()
    {
        await using var scene = await RemoteScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Plain());
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        await scene.Ca.RevokeAsync(scene.Certificates.Single(), 1, CancellationToken.None);
        scene.Stub.OnRevoke = Problems.AlreadyRevoked().Problem;
        await scene.Ca.RevokeAsync(scene.Certificates.Single(), 1, CancellationToken.None);

        Assert.Contains("\"reason\":1", scene.Stub.Revoked[0]);
        Assert.HasCount(2, scene.Stub.Revoked);
    }

    [TestMethod]
    public async Task Order_CanceledHalfWay_LeavesNoResponseAndIsNotFinalized()
    {
        await using var scene = await RemoteScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();
        Assert.IsNotEmpty(scene.Zone.Records);

        await scene.Store.ChangeAsync(writer => Cancellation.ApplyAsync(writer, scene.Order, scene.Now), CancellationToken.None);
        await scene.RunUntilAsync(scene.Now.AddDays(1));

        Assert.IsEmpty(scene.Zone.Records);
        CollectionAssert.AreEqual(new[] { 0 }, scene.Stub.Finalized);
        Assert.IsNull(scene.Work);
    }
}
