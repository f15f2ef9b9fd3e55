using System.Text.Json;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Remote;
using LocalHttps.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalHttps.Star.Tests.Upstream;

/// <summary>RFC 9115 §2.3.2 from the side of the IdO towards the CA.</summary>
[TestClass]
public sealed class StarCaTests
{
    [TestMethod]
    public async Task Order_OfADevice_IsPassedOnAndItsStarCertificatePassedBack()
    {
        await using var scene = await OpenAsync();
        var order = SampleOrders.Star(adjust: TimeSpan.FromDays(3));

        await scene.FinalizeAsync(order);
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        var passed = scene.Stub.Ordered.Single();
        Assert.AreEqual(order.AutoRenewal, passed.AutoRenewal);
        CollectionAssert.AreEqual(order.Identifiers.ToArray(), passed.Identifiers!.ToArray());
        Assert.IsNull(passed.Delegation);
        Assert.IsNull(passed.NotBefore);
        Assert.IsNull(passed.NotAfter);
        Assert.IsNull(passed.AllowCertificateGet);
        Assert.AreEqual("https://ca.test/star/0", scene.Order.UpstreamStarCertificate!.OriginalString);
        Assert.IsNotNull(scene.Order.ValidAt);
        Assert.IsNull(scene.Work);
        Assert.IsEmpty(scene.Certificates);
        Assert.IsEmpty(scene.Zone.Records);
    }

    [TestMethod]
    public async Task Order_Plain_HasTheCasCertificateAndCanBeRevoked()
    {
        await using var scene = await OpenAsync();

        await scene.FinalizeAsync(SampleOrders.Plain() with { DeviceId = "device", AllowCertificateGet = true });
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        Assert.IsTrue(scene.Stub.Ordered.Single().AllowCertificateGet);
        Assert.AreEqual("https://ca.test/certificate/0", scene.Order.UpstreamStarCertificate!.OriginalString);
        await scene.Ca.RevokeAsync(scene.Certificates.Single(), 5, CancellationToken.None);
        Assert.HasCount(1, scene.Stub.Revoked);
    }

    [TestMethod]
    [DataRow(true, "\"allow-certificate-get\":false")]
    [DataRow(true, "\"nothing\":1")]
    [DataRow(false, "\"nothing\":1")]
    public async Task Ca_WithoutPlainGet_IsNotAskedAndTheOrderSaysSo(bool star, string meta)
    {
        await using var scene = await OpenAsync(meta, $$"""{"min-lifetime":1,"max-duration":1000000,{{meta}}}""");

        await scene.FinalizeAsync(star ? SampleOrders.Star() : SampleOrders.Plain() with { DeviceId = "device", AllowCertificateGet = true });
        await scene.WorkAsync();

        Assert.IsEmpty(scene.Stub.Ordered);
        Assert.IsFalse(star ? scene.Order.AutoRenewal!.AllowCertificateGet : scene.Order.AllowCertificateGet);
        Assert.IsNotNull(scene.Order.Error);
        Assert.IsNull(scene.Work);
    }

    [TestMethod]
    public async Task Ca_WithoutRenewal_IsNotAskedAndTheOrderSaysSo()
    {
        await using var scene = await OpenAsync(renewal: "null");

        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();

        Assert.IsEmpty(scene.Stub.Ordered);
        Assert.IsFalse(scene.Order.AutoRenewal!.AllowCertificateGet);
        Assert.Contains("does not renew by itself", (await Assert.ThrowsExactlyAsync<UpstreamException>(() => scene.Ca.DescribeAsync(CancellationToken.None))).Message);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Ca_ThatDoesNotReflectPlainGet_MakesTheOrderInvalid(bool star)
    {
        await using var scene = await OpenAsync();
        scene.Stub.Shown = order => order with { AutoRenewal = order.AutoRenewal is null ? null : order.AutoRenewal with { AllowCertificateGet = null }, AllowCertificateGet = null };

        await scene.FinalizeAsync(star ? SampleOrders.Star() : SampleOrders.Plain() with { DeviceId = "device", AllowCertificateGet = true });
        await scene.WorkAsync();

        Assert.IsFalse(star ? scene.Order.AutoRenewal!.AllowCertificateGet : scene.Order.AllowCertificateGet);
        Assert.IsNotNull(scene.Order.Error);
        CollectionAssert.AreEqual(new[] { 0 }, scene.Stub.Finalized);
        Assert.IsEmpty(scene.Zone.Records);
    }

    [TestMethod]
    public async Task Order_WithAStartToCome_IsPassedOnAtOnce()
    {
        await using var scene = await OpenAsync();

        await scene.FinalizeAsync(SampleOrders.Star(start: SampleOrders.Start.AddDays(2)));
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        Assert.AreEqual(SampleOrders.Start.AddDays(2), scene.Stub.Ordered.Single().AutoRenewal!.StartDate);
        Assert.IsNotNull(scene.Order.ValidAt);
    }

    [TestMethod]
    public async Task Cancellation_OfAValidOrder_IsPassedOn()
    {
        await using var scene = await OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));

        await CancelAsync(scene);
        await scene.WorkAsync();

        CollectionAssert.AreEqual(new[] { 0 }, scene.Stub.Canceled);
        Assert.IsNull(scene.Work);
        await scene.Ca.CancelAsync(scene.Order, CancellationToken.None);
        Assert.HasCount(1, scene.Stub.Canceled, "What is cancelled is not cancelled again.");
    }

    [TestMethod]
    public async Task Cancellation_WhileTheCaIsAtIt_WaitsForItsEnd()
    {
        await using var scene = await OpenAsync();
        scene.Stub.Processing = 3;
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.WorkAsync();
        scene.Time.SetUtcNow(scene.Work!.DueAt);
        await scene.WorkAsync();
        Assert.AreEqual(1, scene.Stub.Finalized[0]);

        await CancelAsync(scene);
        await scene.RunUntilAsync(scene.Now.AddHours(1));

        CollectionAssert.AreEqual(new[] { 0 }, scene.Stub.Canceled);
        Assert.IsNull(scene.Work);
        Assert.IsNull(scene.Order.UpstreamStarCertificate);
    }

    [TestMethod]
    public async Task Cancellation_WhileTheCaIsAway_IsRepeated()
    {
        await using var scene = await OpenAsync();
        await scene.FinalizeAsync(SampleOrders.Star());
        await scene.RunUntilAsync(scene.Now.AddMinutes(1));
        scene.Wire.Before = _ => throw new HttpRequestException("away");
        await CancelAsync(scene);
        await scene.WorkAsync();
        Assert.IsEmpty(scene.Stub.Canceled);

        scene.Wire.Before = _ => { };
        await scene.RunUntilAsync(scene.Now.AddHours(2));

        Assert.HasCount(1, scene.Stub.Canceled);
    }

    [TestMethod]
    public async Task Offer_Always_IsTheCasOwn()
    {
        await using var scene = await OpenAsync();

        var offer = await scene.Ca.DescribeAsync(CancellationToken.None);

        Assert.AreEqual(1, offer.AutoRenewal.MinLifetime);
        Assert.AreEqual(FakeAcmeServer.Account, offer.AccountUri!.OriginalString);
        Assert.IsFalse(scene.Ca.IsSeriesOurs || scene.Ca.IsImmediate);
    }

    private static Task<Order> CancelAsync(RemoteScene scene) =>
        scene.Store.ChangeAsync(writer => Cancellation.ApplyAsync(writer, scene.Order, scene.Now), CancellationToken.None);

    private static async Task<RemoteScene> OpenAsync(string meta = "\"allow-certificate-get\":true", string renewal = """{"min-lifetime":1,"max-duration":1000000,"allow-certificate-get":true}""")
    {
        var scene = await RemoteScene.OpenAsync();
        scene.Stub.Server.Directory = scene.Stub.Server.Directory.Replace("\"meta\":{", $"\"meta\":{{\"auto-renewal\":{renewal},{meta},", StringComparison.Ordinal);
        Assert.IsNotNull(JsonSerializer.Deserialize(scene.Stub.Server.Directory, AcmeJson.Default.AcmeDirectory));
        scene.Restart(() => new StarCa(scene.Settings, scene.Store, scene.Zone, scene.Http, scene.Time, NullLogger<StarCa>.Instance));
        return scene;
    }
}
