using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.TestKit;

namespace LocalHttps.Star.Tests.Upstream;

/// <summary>What a CA says about when to renew (RFC 9773).</summary>
[TestClass]
public sealed class RenewalInformationTests
{
    [TestMethod]
    public async Task Window_InThePast_IsRenewedAtTheNextLook()
    {
        await using var scene = await IssuedAsync();
        Advise(scene, -10, -9);

        await scene.RunUntilAsync(SampleOrders.Start.AddHours(7));

        Assert.HasCount(2, scene.Certificates);
        using var first = X509Certificate2.CreateFromPem(scene.Certificates[0].ChainPem);
        Assert.AreEqual(AcmeClient.RenewalId(first), scene.Stub.Ordered[1].Replaces);
        Assert.IsNull(scene.Stub.Ordered[0].Replaces);
    }

    [TestMethod]
    public async Task Window_BeforeHalfLife_IsKept()
    {
        await using var scene = await IssuedAsync();
        Advise(scene, 30, 40);

        await scene.RunUntilAsync(SampleOrders.Start.AddHours(30));
        Assert.HasCount(1, scene.Certificates);
        await scene.RunUntilAsync(SampleOrders.Start.AddHours(41));

        Assert.HasCount(2, scene.Certificates);
    }

    [TestMethod]
    public async Task Window_AfterHalfLife_DoesNotKeepTheNextFromBeingThereInTime()
    {
        await using var scene = await IssuedAsync();
        Advise(scene, 100, 120);

        await scene.RunUntilAsync(SampleOrders.Start.AddHours(71));
        Assert.HasCount(1, scene.Certificates);
        await scene.RunUntilAsync(SampleOrders.Start.AddHours(73));

        Assert.HasCount(2, scene.Certificates);
    }

    [TestMethod]
    public async Task Look_WithATime_IsRepeatedThen()
    {
        await using var scene = await IssuedAsync();
        var looks = Advise(scene, 100, 120, retryAfter: "7200");

        await scene.RunUntilAsync(SampleOrders.Start.AddHours(23));

        // At 6 hours, and then every two.
        Assert.HasCount(9, looks);
    }

    [TestMethod]
    public async Task Look_ThatFails_LeavesHalfLife()
    {
        await using var scene = await IssuedAsync();
        scene.Stub.Server.Handle(Path(scene), _ => FakeAcmeServer.Refuse(Problems.ServerInternal().Problem));

        await scene.RunUntilAsync(SampleOrders.Start.AddHours(73));

        Assert.HasCount(2, scene.Certificates);
        Assert.IsEmpty(scene.Log.Lines);
    }

    [TestMethod]
    public async Task Replacement_RefusedAsDoneAlready_IsOrderedWithoutTheWord()
    {
        await using var scene = await IssuedAsync();
        Advise(scene, -10, -9);
        scene.Stub.OnOrder = order => order.Replaces is null ? null : new Problem { Type = Problems.Prefix + "alreadyReplaced", Status = 409 };

        await scene.RunUntilAsync(SampleOrders.Start.AddHours(7));

        Assert.HasCount(2, scene.Certificates);
        Assert.IsNull(scene.Stub.Ordered[1].Replaces);
    }

    private static async Task<RemoteScene> IssuedAsync()
    {
        var scene = await RemoteScene.OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));
        Assert.HasCount(1, scene.Certificates);
        return scene;
    }

    private static string Path(RemoteScene scene)
    {
        using var leaf = X509Certificate2.CreateFromPem(scene.Certificates[0].ChainPem);
        return "/renewal-info/" + AcmeClient.RenewalId(leaf);
    }

    private static List<DateTimeOffset> Advise(RemoteScene scene, int from, int to, string? retryAfter = null)
    {
        var looks = new List<DateTimeOffset>();
        scene.Stub.Server.Handle(Path(scene), _ =>
        {
            looks.Add(scene.Now);
            var text = $$"""{"suggestedWindow":{"start":"{{Write(from)}}","end":"{{Write(to)}}"},"explanationURL":"https://ca.test/why"}""";
            return FakeAcmeServer.Json(HttpStatusCode.OK, text, headers: retryAfter is null ? [] : [("Retry-After", retryAfter)]);
        });
        return looks;
    }

    private static string Write(int hours) => SampleOrders.Start.AddHours(hours).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
