using System.Net;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Upstream.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalHttps.Star.Tests.Web;

/// <summary>One instance as a STAR CA, another before it as the owner of the names (RFC 9115 §2.3.2).</summary>
[TestClass]
public sealed class TwoServersTests
{
    private const string Zone = "devices.hosts.home.test";

    // Slow beside what the servers compute meanwhile: a lease must not end because the clock runs ahead of the machine.
    private const int Turns = 20_000;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);

    [TestMethod]
    public async Task Series_ThroughTheProxy_IsFetchedAtTheCaAndEndsThere()
    {
        await using var ca = await WebScene.OpenAsync();
        await using var proxy = await ProxyAsync(ca);
        var (device, client) = await proxy.EnrolAsync();

        var order = await SettleAsync(proxy, client, await client.OrderStarAsync(device), device);

        Assert.AreEqual(AcmeStatus.Valid, order.Status, order.Error?.Detail);
        Assert.AreEqual("star.home.test", order.StarCertificate!.Host);
        var passedOn = (await OrdersAsync(ca)).Single();
        Assert.IsNull(passedOn.DeviceId);
        Assert.AreEqual((device.Cname, order.AutoRenewal!.EndDate, order.AutoRenewal.Lifetime), (passedOn.Identifiers.Single().Value, passedOn.AutoRenewal!.EndDate, passedOn.AutoRenewal.Lifetime));
        Assert.IsTrue(ca.Validators.Asked.TrueForAll(asked => asked.Name == device.Cname));
        Assert.IsTrue(Leaf(await new RawClient(ca).SendAsync(new HttpRequestMessage(HttpMethod.Get, order.StarCertificate))).MatchesHostname(device.Cname));

        await proxy.Register.TerminateAsync(device.Id, CancellationToken.None);
        for (var i = 0; i < Turns && (await OrdersAsync(ca)).Single().CanceledAt is null; i++)
        {
            proxy.Time.Advance(Turn);
            _ = await client.NonceAsync();
        }
        (await new RawClient(ca).SendAsync(new HttpRequestMessage(HttpMethod.Get, order.StarCertificate))).Demand("autoRenewalCanceled", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Plain_ThroughTheProxy_IsFetchedAtTheCaAndRevokedThere()
    {
        await using var ca = await WebScene.OpenAsync();
        await using var proxy = await ProxyAsync(ca);
        var (device, client) = await proxy.EnrolAsync();
        var ordered = await client.OrderAsync(new OrderRequest { Identifiers = [new("dns", device.Cname)], Delegation = proxy.Links.Delegation(device.Id).AbsoluteUri, AllowCertificateGet = true });

        var order = await SettleAsync(proxy, client, ordered, device);

        Assert.AreEqual(AcmeStatus.Valid, order.Status, order.Error?.Detail);
        Assert.AreEqual("star.home.test", order.Certificate!.Host);
        var leaf = Leaf(await new RawClient(ca).SendAsync(new HttpRequestMessage(HttpMethod.Get, order.Certificate)));
        Assert.AreEqual(HttpStatusCode.OK, (await OrdinaryOrderTests.RevokeAsync(proxy, client, leaf, reason: 4)).Status);
        var revoked = await ca.Store.ReadAsync(reader => reader.FindCertificateAsync(Orders.CertificateDesk.FingerprintOf(leaf.RawData)), CancellationToken.None);
        Assert.AreEqual(4, revoked!.RevocationReason);
    }

    private static async Task<WebScene> ProxyAsync(WebScene ca)
    {
        var enrolment = await ca.Register.EnrolAsync(TimeSpan.FromDays(1), CancellationToken.None);
        var settings = new CaSettings
        {
            Directory = ca.Links.Directory,
            AutoRenewal = new() { MinLifetime = 3600, MaxDuration = 31_536_000, AllowCertificateGet = true },
            KeyId = enrolment.Id,
            MacKey = enrolment.MacKey,
        };
        return await WebScene.OpenAsync(
            old => old with { Zone = Zone, Url = new($"https://star.{Zone}"), Upstream = new UpstreamSettings.Star(new() { Directory = ca.Links.Directory }) },
            (store, zone, time) => new StarCa(settings, store, zone, ca.Http, time, NullLogger<StarCa>.Instance),
            ca.Time);
    }

    // The clock is turned while the proxy waits for the CA.
    private static async Task<AcmeOrder> SettleAsync(WebScene proxy, RawClient client, RawAnswer ordered, Device device)
    {
        Assert.AreEqual(HttpStatusCode.Created, ordered.Status, ordered.Text);
        var order = (await client.FinalizeAsync(ordered.Read(AcmeJson.Default.AcmeOrder), DelegationFlowTests.Csr(device))).Read(AcmeJson.Default.AcmeOrder);
        for (var i = 0; i < Turns && order.Status == AcmeStatus.Processing; i++)
        {
            proxy.Time.Advance(Turn);
            order = (await client.GetAsync(ordered.Location)).Read(AcmeJson.Default.AcmeOrder);
        }
        return order;
    }

    private static X509Certificate2 Leaf(RawAnswer answer) => X509Certificate2.CreateFromPem(answer.Text);

    private static Task<IReadOnlyList<Order>> OrdersAsync(WebScene ca) => ca.Store.ReadAsync(reader => reader.ListOrdersAsync(accountId: null, deviceId: null, after: null, 10), CancellationToken.None);
}
