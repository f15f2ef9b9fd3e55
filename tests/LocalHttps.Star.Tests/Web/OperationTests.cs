using System.Diagnostics.Metrics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Tests.Web;

[TestClass]
public sealed class OperationTests
{
    [TestMethod]
    public async Task Metrics_OfWhatHappens_AreCountedWithoutNames()
    {
        await using var scene = await WebScene.OpenAsync();
        var seen = new List<(string Instrument, double Value, string Tags)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == scene.Service<StarMetrics>().Meter)
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            lock (seen)
                seen.Add((instrument.Name, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        });
        listener.Start();

        var (device, client) = await scene.EnrolAsync();
        _ = await DelegationFlowTests.StarAsync(client, device);
        (await client.OrderAsync("example.org")).Demand("unauthorized", HttpStatusCode.Forbidden);
        listener.RecordObservableInstruments();

        CollectionAssert.Contains(seen, ("localhttps.star.orders", 1.0, "kind=delegated-star"));
        CollectionAssert.Contains(seen, ("localhttps.star.certificates.issued", 1.0, "kind=first"));
        CollectionAssert.Contains(seen, ("localhttps.star.problems", 1.0, "type=unauthorized,status=403"));
        Assert.IsTrue(seen.Exists(one => one.Instrument == "localhttps.star.queue.length"));
        Assert.IsFalse(seen.Exists(one => one.Tags.Contains("home.test", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Health_OfAnUnreadyZone_IsTold()
    {
        await using var scene = await WebScene.OpenAsync();

        Assert.AreEqual("ok\n", await scene.Http.GetStringAsync("/healthz"));
        using var ready = await scene.Http.GetAsync("/readyz");
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.AreEqual("not ready: dns\n", await ready.Content.ReadAsStringAsync());
    }

    [TestMethod]
    public async Task Directory_WhileTheCaIsAway_SaysNothingOfRenewal()
    {
        await using var scene = await WebScene.OpenAsync(upstream: (_, _, _) => new AwayUpstream());
        var (device, client) = await scene.EnrolAsync();

        var directory = (await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, scene.Links.Directory))).Read(AcmeJson.Default.AcmeDirectory);
        var order = await client.OrderStarAsync(device);

        Assert.IsNull(directory.Meta!.AutoRenewal);
        Assert.IsTrue(directory.Meta.DelegationEnabled);
        order.Demand("serverInternal", HttpStatusCode.ServiceUnavailable);
        Assert.IsNotNull(order.Headers.RetryAfter);
    }

    [TestMethod]
    public async Task Fault_OfOurOwn_TellsNothingButANumber()
    {
        await using var scene = await WebScene.OpenAsync(upstream: (_, _, _) => new AwayUpstream { Fault = new InvalidOperationException("secret of the house") });

        var answer = await new RawClient(scene).SendAsync(new HttpRequestMessage(HttpMethod.Get, scene.Links.Directory));

        answer.Demand("serverInternal", HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("secret", answer.Text);
    }

    [TestMethod]
    public async Task Revocation_OfACertificate_StandsInTheListItNames()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var order = (await client.OrderAsync("a.hosts.home.test")).Read(AcmeJson.Default.AcmeOrder);
        await OrdinaryOrderTests.ProveAsync(client, order.Authorizations.Single());
        order = (await client.FinalizeAsync(order, SampleOrders.Csr("a.hosts.home.test"))).Read(AcmeJson.Default.AcmeOrder);
        using var leaf = X509Certificate2.CreateFromPem((await client.GetAsync(order.Certificate!)).Text);
        _ = await OrdinaryOrderTests.RevokeAsync(scene, client, leaf);

        var issuer = leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().Single().KeyIdentifier!.Value;
        using var answer = await scene.Http.GetAsync($"/crl/{Convert.ToHexStringLower(issuer.Span)}");
        var list = await answer.Content.ReadAsByteArrayAsync();

        Assert.AreEqual("application/pkix-crl", answer.Content.Headers.ContentType?.MediaType);
        Assert.IsGreaterThan(-1, list.AsSpan().IndexOf(leaf.SerialNumberBytes.Span));
        Assert.IsFalse(answer.Headers.Contains("Replay-Nonce"), "a nonce that a cache keeps would be handed out twice");
    }

    [TestMethod]
    public async Task OrdinarySeries_WithoutGet_IsHadByPostAlone()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var start = scene.Time.GetUtcNow().AddDays(1);
        var ordered = await client.OrderAsync(new OrderRequest { Identifiers = [new("dns", "a.hosts.home.test")], AutoRenewal = new() { StartDate = start, EndDate = start.AddDays(8), Lifetime = 86_400 } });
        var order = ordered.Read(AcmeJson.Default.AcmeOrder);
        await OrdinaryOrderTests.ProveAsync(client, order.Authorizations.Single());
        order = (await client.FinalizeAsync(order, SampleOrders.Csr("a.hosts.home.test"))).Read(AcmeJson.Default.AcmeOrder);
        Assert.AreEqual(AcmeStatus.Processing, order.Status, "the series has a later start");

        // The authorization has ended by then, which does not matter any more.
        scene.Time.Advance(TimeSpan.FromDays(1.01));
        for (var i = 0; i < 5000 && order.Status == AcmeStatus.Processing; i++)
        {
            scene.Time.Advance(TimeSpan.FromMilliseconds(50));
            order = (await client.GetAsync(ordered.Location)).Read(AcmeJson.Default.AcmeOrder);
        }

        Assert.AreEqual(AcmeStatus.Valid, order.Status, order.Error?.Detail);
        Assert.AreEqual(HttpStatusCode.OK, (await client.GetAsync(order.StarCertificate!)).Status);
        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, order.StarCertificate))).Demand("malformed", HttpStatusCode.MethodNotAllowed);
    }

    [TestMethod]
    public async Task Account_GivenUp_EndsItsSeries()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var order = await DelegationFlowTests.StarAsync(client, device);

        _ = await client.PostAsync(client.Account!, """{"status":"deactivated"}""");

        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, order.StarCertificate))).Demand("autoRenewalCanceled", HttpStatusCode.Forbidden);
    }

    private sealed class AwayUpstream : IUpstream
    {
        public Exception Fault { get; init; } = new UpstreamException("away");

        public bool IsSeriesOurs => true;

        public bool IsImmediate => false;

        public Task<UpstreamOffer> DescribeAsync(CancellationToken cancellation) => throw Fault;

        public Task<UpstreamStep> AdvanceAsync(UpstreamRequest request, CancellationToken cancellation) => throw Fault;

        public Task CancelAsync(Order order, CancellationToken cancellation) => throw Fault;

        public Task RevokeAsync(IssuedCertificate certificate, int? reason, CancellationToken cancellation) => throw Fault;
    }
}
