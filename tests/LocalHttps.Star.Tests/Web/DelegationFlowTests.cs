using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Tests.Web;

[TestClass]
public sealed class DelegationFlowTests
{
    [TestMethod]
    public async Task Device_FromTokenToCertificate_GetsItsSeries()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();

        var account = (await client.GetAsync(client.Account!)).Read(AcmeJson.Default.AcmeAccount);
        var list = (await client.GetAsync(account.Delegations!)).Read(AcmeJson.Default.DelegationList);
        var delegation = (await client.GetAsync(list.Delegations.Single())).Read(AcmeJson.Default.AcmeDelegation);
        CollectionAssert.AreEqual(new[] { device.Cname }, delegation.CsrTemplate.Extensions.SubjectAltName.Dns!.ToArray());
        var ordered = await client.OrderStarAsync(device);
        var order = ordered.Read(AcmeJson.Default.AcmeOrder);

        Assert.AreEqual(HttpStatusCode.Created, ordered.Status);
        Assert.AreEqual(AcmeStatus.Ready, order.Status);
        Assert.IsEmpty(order.Authorizations);
        Assert.AreEqual(list.Delegations.Single().AbsoluteUri, order.Delegation);
        Assert.IsTrue(order.AutoRenewal!.AllowCertificateGet);

        var finalized = await client.FinalizeAsync(order, Csr(device));
        order = finalized.Read(AcmeJson.Default.AcmeOrder);
        Assert.AreEqual((HttpStatusCode.OK, AcmeStatus.Valid, ordered.Location), (finalized.Status, order.Status, finalized.Location), finalized.Text);
        Assert.IsNull(order.Certificate);
        var fetched = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, order.StarCertificate));
        using var leaf = X509Certificate2.CreateFromPem(fetched.Text);
        Assert.IsTrue(leaf.MatchesHostname(device.Cname));
        Assert.AreEqual("application/pem-certificate-chain", fetched.Content.ContentType?.MediaType);
        Assert.AreEqual(leaf.NotBefore.ToUniversalTime().ToString("R"), fetched.Headers.GetValues("Cert-Not-Before").Single());
        Assert.AreEqual(leaf.NotAfter.ToUniversalTime().ToString("R"), fetched.Headers.GetValues("Cert-Not-After").Single());
    }

    [TestMethod]
    public async Task StarCertificate_OverTheSeries_IsRenewedCachedAndEnds()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var order = await StarAsync(client, device);
        var first = await FetchAsync(client, order);

        Assert.IsLessThanOrEqualTo(TimeSpan.FromDays(2), first.Headers.CacheControl!.MaxAge!.Value);
        var same = new HttpRequestMessage(HttpMethod.Get, order.StarCertificate);
        same.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.Tag);
        var unchanged = await client.SendAsync(same);
        Assert.AreEqual((HttpStatusCode.NotModified, ""), (unchanged.Status, unchanged.Text));
        var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, order.StarCertificate));
        Assert.AreEqual((HttpStatusCode.OK, "", first.Headers.ETag), (head.Status, head.Text, head.Headers.ETag));

        scene.Time.Advance(TimeSpan.FromDays(2.5));
        var second = await UntilAsync(scene, () => FetchAsync(client, order), answer => !Equals(answer.Headers.ETag, first.Headers.ETag));
        Assert.AreEqual(HttpStatusCode.OK, second.Status);

        scene.Time.Advance(TimeSpan.FromDays(10));
        (await FetchAsync(client, order)).Demand("autoRenewalExpired", HttpStatusCode.Forbidden);
        (await client.GetAsync(order.StarCertificate!)).Demand("autoRenewalExpired", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Order_Canceled_PublishesNoMore()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var ordered = await client.OrderStarAsync(device);
        (await client.PostAsync(ordered.Location, """{"status":"canceled"}""")).Demand("autoRenewalCancellationInvalid", HttpStatusCode.BadRequest);
        var order = (await client.FinalizeAsync(ordered.Read(AcmeJson.Default.AcmeOrder), Csr(device))).Read(AcmeJson.Default.AcmeOrder);

        (await client.PostAsync(ordered.Location, """{"status":"valid"}""")).Demand("malformed", HttpStatusCode.BadRequest);
        var canceled = await client.PostAsync(ordered.Location, """{"status":"canceled"}""");

        Assert.AreEqual(AcmeStatus.Canceled, canceled.Read(AcmeJson.Default.AcmeOrder).Status, canceled.Text);
        (await FetchAsync(client, order)).Demand("autoRenewalCanceled", HttpStatusCode.Forbidden);
        (await client.PostAsync(ordered.Location, """{"status":"canceled"}""")).Demand("autoRenewalCancellationInvalid", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task PlainDelegation_Finalized_IsFetchedByGetAndRevoked()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var ordered = await client.OrderAsync(new OrderRequest
        {
            Identifiers = [new("dns", device.Cname)],
            Delegation = scene.Links.Delegation(device.Id).AbsoluteUri,
            AllowCertificateGet = true,
        });

        var order = (await client.FinalizeAsync(ordered.Read(AcmeJson.Default.AcmeOrder), Csr(device))).Read(AcmeJson.Default.AcmeOrder);

        Assert.IsNull(order.StarCertificate);
        Assert.IsTrue(order.AllowCertificateGet);
        var fetched = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, order.Certificate));
        using var leaf = X509Certificate2.CreateFromPem(fetched.Text);
        var revoked = await client.PostAsync(scene.Links.RevokeCert, new RevocationRequest { Certificate = StrictBase64Url.Encode(leaf.RawData), Reason = 4 }, AcmeJson.Default.RevocationRequest);
        Assert.AreEqual(HttpStatusCode.OK, revoked.Status, revoked.Text);
        (await client.PostAsync(scene.Links.RevokeCert, new RevocationRequest { Certificate = StrictBase64Url.Encode(leaf.RawData) }, AcmeJson.Default.RevocationRequest))
            .Demand("alreadyRevoked", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task StarCertificate_Revoked_IsNotSupported()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var order = await StarAsync(client, device);
        using var leaf = X509Certificate2.CreateFromPem((await FetchAsync(client, order)).Text);

        (await client.PostAsync(scene.Links.RevokeCert, new RevocationRequest { Certificate = StrictBase64Url.Encode(leaf.RawData) }, AcmeJson.Default.RevocationRequest))
            .Demand("autoRenewalRevocationNotSupported", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Csr_BesideTheTemplate_EndsTheOrder()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var ordered = await client.OrderStarAsync(device);

        var refused = await client.FinalizeAsync(ordered.Read(AcmeJson.Default.AcmeOrder), Csr(device, "other.home.test"));

        refused.Demand("rejectedIdentifier", HttpStatusCode.Forbidden);
        Assert.AreEqual("other.home.test", refused.Problem.Subproblems!.Single().Identifier!.Value);
        var order = (await client.GetAsync(ordered.Location)).Read(AcmeJson.Default.AcmeOrder);
        Assert.AreEqual((AcmeStatus.Invalid, refused.Problem.Type), (order.Status, order.Error?.Type));
        (await client.FinalizeAsync(order, Csr(device))).Demand("orderNotReady", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    [DataRow("not base64url!", "malformed", HttpStatusCode.BadRequest)]
    [DataRow("AAAA", "badCSR", HttpStatusCode.Forbidden)]
    public async Task Csr_Broken_IsRefused(string csr, string type, HttpStatusCode status)
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var order = (await client.OrderStarAsync(device)).Read(AcmeJson.Default.AcmeOrder);

        (await client.PostAsync(order.Finalize, new FinalizeRequest { Csr = csr }, AcmeJson.Default.FinalizeRequest)).Demand(type, status);
    }

    [TestMethod]
    public async Task Termination_OfADevice_EndsAllItHas()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var order = await StarAsync(client, device);

        await scene.Register.TerminateAsync(device.Id, CancellationToken.None);

        (await FetchAsync(client, order)).Demand("autoRenewalCanceled", HttpStatusCode.Forbidden);
        (await client.OrderStarAsync(device)).Demand("unauthorized", HttpStatusCode.Unauthorized);
    }

    internal static byte[] Csr(Device device, params string[] more)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in (string[])[device.Cname, .. more])
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.CreateSigningRequest();
    }

    internal static async Task<AcmeOrder> StarAsync(RawClient client, Device device)
    {
        var order = (await client.OrderStarAsync(device)).Read(AcmeJson.Default.AcmeOrder);
        return (await client.FinalizeAsync(order, Csr(device))).Read(AcmeJson.Default.AcmeOrder);
    }

    private static Task<RawAnswer> FetchAsync(RawClient client, AcmeOrder order) => client.SendAsync(new HttpRequestMessage(HttpMethod.Get, order.StarCertificate));

    private static async Task<RawAnswer> UntilAsync(WebScene scene, Func<Task<RawAnswer>> ask, Func<RawAnswer, bool> done)
    {
        for (var i = 0; i < 5000; i++)
        {
            if (await ask() is var answer && done(answer))
                return answer;
            // A worker that had not come to its wait yet when the clock was turned would wait for ever.
            scene.Time.Advance(TimeSpan.FromMilliseconds(50));
        }
        throw new AssertFailedException("it does not come");
    }
}
