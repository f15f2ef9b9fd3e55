using LocalHttps.Acme;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Remote;
using LocalHttps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalHttps.Star.Tests.Upstream;

/// <summary>The account at a CA and what the CA offers it.</summary>
[TestClass]
public sealed class CaAccountTests
{
    [TestMethod]
    public async Task Account_Made_IsUsedAgainByEveryStart()
    {
        await using var scene = await RemoteScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(SampleOrders.Start.AddDays(1));
        scene.Restart();
        await scene.RunUntilAsync(SampleOrders.Start.AddDays(4));

        Assert.HasCount(2, scene.Certificates);
        Assert.HasCount(1, scene.Stub.Registered);
        Assert.IsTrue(scene.Stub.Registered[0].TermsOfServiceAgreed);
        Assert.AreEqual(FakeAcmeServer.Account, (await scene.Ca.DescribeAsync(CancellationToken.None)).AccountUri!.OriginalString);
    }

    [TestMethod]
    public async Task Account_ThatTheCaLost_IsRegisteredAnew()
    {
        await using var scene = await RemoteScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(SampleOrders.Start.AddDays(1));
        var key = scene.Stub.Server.AccountKey;

        scene.Stub.Server.AccountKey = null;
        await scene.RunUntilAsync(SampleOrders.Start.AddDays(4));

        Assert.HasCount(2, scene.Certificates);
        Assert.HasCount(2, scene.Stub.Registered);
        Assert.AreEqual(key, scene.Stub.Server.AccountKey);
        Assert.IsEmpty(scene.Log.Lines);
    }

    [TestMethod]
    public async Task Order_ThatTheCaLost_IsMadeAnew()
    {
        await using var scene = await RemoteScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();

        scene.Stub.Server.Handle("/order/0", _ => FakeAcmeServer.Refuse(Problems.NotFound("gone").Problem));
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        Assert.HasCount(1, scene.Certificates);
        CollectionAssert.AreEqual(new[] { 0, 1 }, scene.Stub.Finalized);
        Assert.IsEmpty(scene.Zone.Records);
    }

    [TestMethod]
    public async Task ExternalAccount_AskedForAndGiven_IsBound()
    {
        await using var scene = await RemoteScene.OpenAsync();
        RequireExternalAccount(scene);
        var settings = scene.Settings with { KeyId = "kid", MacKey = new byte[32] };
        scene.Restart(() => new AcmeCa(settings, scene.Store, scene.Zone, scene.Http, scene.Time, NullLogger<AcmeCa>.Instance));

        await scene.Ca.DescribeAsync(CancellationToken.None);

        Assert.IsNotNull(scene.Stub.Registered.Single().ExternalAccountBinding);
    }

    [TestMethod]
    public async Task ExternalAccount_AskedForAndNotGiven_SaysWhatToSet()
    {
        await using var scene = await RemoteScene.OpenAsync();
        RequireExternalAccount(scene);

        var problem = await Assert.ThrowsExactlyAsync<UpstreamException>(() => scene.Ca.DescribeAsync(CancellationToken.None));

        Assert.Contains("wants an external account binding", problem.Message);
        Assert.IsEmpty(scene.Stub.Registered);
    }

    [TestMethod]
    public async Task Profile_Offered_IsAskedFor()
    {
        await using var scene = await RemoteScene.OpenAsync();
        WithProfile(scene, "shortlived");

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();

        Assert.AreEqual("shortlived", scene.Stub.Ordered.Single().Profile);
    }

    [TestMethod]
    public async Task Profile_NotOffered_IsSaidWithThoseThatAre()
    {
        await using var scene = await RemoteScene.OpenAsync();
        WithProfile(scene, "sixday");

        var problem = await Assert.ThrowsExactlyAsync<UpstreamException>(() => scene.Ca.DescribeAsync(CancellationToken.None));

        Assert.Contains("has no profile sixday; it offers shortlived", problem.Message);
    }

    private static void RequireExternalAccount(RemoteScene scene) =>
        scene.Stub.Server.Directory = scene.Stub.Server.Directory.Replace("\"meta\":{", "\"meta\":{\"externalAccountRequired\":true,", StringComparison.Ordinal);

    private static void WithProfile(RemoteScene scene, string profile) =>
        scene.Restart(() => new AcmeCa(scene.Settings with { Profile = profile }, scene.Store, scene.Zone, scene.Http, scene.Time, NullLogger<AcmeCa>.Instance));
}
