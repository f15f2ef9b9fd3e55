using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Tests.Fakes;

namespace LocalHttps.Star.Tests.Web;

/// <summary>What belongs to another account looks like what is not there.</summary>
[TestClass]
public sealed class ForeignTests
{
    [TestMethod]
    public async Task Things_OfAnotherAccount_LookLikeNone()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, owner) = await scene.EnrolAsync();
        var (ordinary, thief) = (await scene.RegisterAsync(), await scene.RegisterAsync());
        var star = await owner.OrderStarAsync(device);
        var series = (await owner.FinalizeAsync(star.Read(AcmeJson.Default.AcmeOrder), DelegationFlowTests.Csr(device))).Read(AcmeJson.Default.AcmeOrder);
        var plain = await ordinary.OrderAsync("a.hosts.home.test");
        var proof = plain.Read(AcmeJson.Default.AcmeOrder).Authorizations.Single();
        var challenge = (await ordinary.GetAsync(proof)).Read(AcmeJson.Default.AcmeAuthorization).Challenges[0].Url;
        var none = Id.New();

        (Uri Foreign, Uri None, string Payload)[] requests =
        [
            (star.Location, scene.Links.Order(none), ""),
            (star.Location, scene.Links.Order(none), """{"status":"canceled"}"""),
            (series.Finalize, scene.Links.Finalize(none), """{"csr":"AAAA"}"""),
            (series.StarCertificate!, scene.Links.StarCertificate(none), ""),
            (scene.Links.Delegation(device.Id), scene.Links.Delegation(none), ""),
            (scene.Links.Addresses(device.Id), scene.Links.Addresses(none), """{"addresses":["10.0.0.9"]}"""),
            (proof, scene.Links.Authorization(none), ""),
            (proof, scene.Links.Authorization(none), """{"status":"deactivated"}"""),
            (challenge, scene.Links.Challenge(none), "{}"),
        ];
        foreach (var (foreign, absent, payload) in requests)
        {
            var (theirs, nobodys) = (await thief.PostAsync(foreign, payload), await thief.PostAsync(absent, payload));
            theirs.Demand("malformed", HttpStatusCode.NotFound);
            Assert.AreEqual(nobodys.Text, theirs.Text, foreign.AbsolutePath);
        }
        Assert.AreEqual(AcmeStatus.Valid, (await owner.GetAsync(star.Location)).Read(AcmeJson.Default.AcmeOrder).Status);
        Assert.AreEqual(AcmeStatus.Pending, (await ordinary.GetAsync(plain.Location)).Read(AcmeJson.Default.AcmeOrder).Status);
    }

    [TestMethod]
    public async Task Delegation_OfAnother_IsUnknown()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, _) = await scene.EnrolAsync();
        var (_, other) = await scene.EnrolAsync("other");
        var ordinary = await scene.RegisterAsync();

        (await other.OrderStarAsync(device)).Demand("unknownDelegation", HttpStatusCode.Forbidden);
        (await ordinary.OrderStarAsync(device)).Demand("unknownDelegation", HttpStatusCode.Forbidden);
        (await ordinary.OrderStarAsync(device with { Id = Id.New() })).Demand("unknownDelegation", HttpStatusCode.Forbidden);
        (await ordinary.OrderStarAsync(device with { Id = "../../etc" })).Demand("unknownDelegation", HttpStatusCode.Forbidden);
        Assert.IsEmpty((await ordinary.GetAsync(scene.Links.Delegations(ordinary.Account!.Segments[^1]))).Read(AcmeJson.Default.DelegationList).Delegations);
    }

    [TestMethod]
    public async Task Delegation_ForAnotherName_IsRejected()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();

        (await client.OrderStarAsync(device with { Cname = "a.hosts.home.test" })).Demand("rejectedIdentifier", HttpStatusCode.Forbidden);
        (await client.OrderStarAsync(device with { Cname = "*." + device.Cname })).Demand("rejectedIdentifier", HttpStatusCode.Forbidden);
        // A device's account is for its delegation only.
        (await client.OrderAsync("a.hosts.home.test")).Demand("unauthorized", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task DelegatedOrder_WithWhatItMustNotHave_IsMalformed()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var now = scene.Time.GetUtcNow();
        var renewal = new AutoRenewal { EndDate = now.AddDays(10), Lifetime = 345_600, AllowCertificateGet = true };
        var good = new OrderRequest { Identifiers = [new("dns", device.Cname)], Delegation = scene.Links.Delegation(device.Id).AbsoluteUri, AutoRenewal = renewal };

        OrderRequest[] bad =
        [
            good with { NotAfter = now.AddDays(1) },
            good with { NotBefore = now },
            good with { AutoRenewal = renewal with { AllowCertificateGet = null } },
            good with { AutoRenewal = renewal with { Lifetime = 60 } },
            good with { AutoRenewal = renewal with { Lifetime = 91 * 86_400, EndDate = now.AddDays(200) } },
            good with { AutoRenewal = renewal with { EndDate = now.AddDays(366) } },
            good with { AutoRenewal = renewal with { EndDate = now } },
            good with { AutoRenewal = null },
        ];
        foreach (var request in bad)
            (await client.OrderAsync(request)).Demand("malformed", HttpStatusCode.BadRequest);
        Assert.AreEqual(HttpStatusCode.Created, (await client.OrderAsync(good)).Status);
    }

    [TestMethod]
    public async Task Certificate_OfAnother_IsRevokedByItsKeyOrByWhoControlsItsNames()
    {
        await using var scene = await WebScene.OpenAsync();
        var (owner, heir, thief) = (await scene.RegisterAsync(), await scene.RegisterAsync(), await scene.RegisterAsync());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var byKey = await IssueAsync(owner, key);
        var byHeir = await IssueAsync(owner, key);

        (await OrdinaryOrderTests.RevokeAsync(scene, thief, byKey)).Demand("unauthorized", HttpStatusCode.Forbidden);
        (await OrdinaryOrderTests.RevokeAsync(scene, new RawClient(scene), byKey, withKey: true)).Demand("unauthorized", HttpStatusCode.Forbidden);
        var holder = new RawClient(scene, EcdsaAccountKey.FromPem(key.ExportPkcs8PrivateKeyPem()));
        (await OrdinaryOrderTests.RevokeAsync(scene, holder, byKey, reason: 2, withKey: true)).Demand("badRevocationReason", HttpStatusCode.BadRequest);
        Assert.AreEqual(HttpStatusCode.OK, (await OrdinaryOrderTests.RevokeAsync(scene, holder, byKey, reason: 1, withKey: true)).Status);
        (await OrdinaryOrderTests.RevokeAsync(scene, holder, byKey, reason: 1, withKey: true)).Demand("alreadyRevoked", HttpStatusCode.BadRequest);

        var order = (await heir.OrderAsync("a.hosts.home.test")).Read(AcmeJson.Default.AcmeOrder);
        await OrdinaryOrderTests.ProveAsync(heir, order.Authorizations.Single());
        Assert.AreEqual(HttpStatusCode.OK, (await OrdinaryOrderTests.RevokeAsync(scene, heir, byHeir)).Status);
        using var unknown = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSelfSigned(SampleOrders.Start, SampleOrders.Start.AddDays(1));
        (await OrdinaryOrderTests.RevokeAsync(scene, holder, unknown, withKey: true)).Demand("malformed", HttpStatusCode.NotFound);
    }

    [TestMethod]
    public async Task Addresses_OfADevice_AreItsOwnPrivateOnes()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        var url = new Uri((await client.GetAsync(scene.Links.Delegation(device.Id))).Link("addresses")!);

        var set = await client.PostAsync(url, """{"addresses":["192.168.1.7","fd00::7"]}""");

        Assert.AreEqual(HttpStatusCode.OK, set.Status, set.Text);
        var records = await scene.Store.ReadAsync(reader => reader.ListRecordsAsync(device.Cname), CancellationToken.None);
        CollectionAssert.AreEquivalent(new[] { "192.168.1.7", "fd00::7" }, records.Select(record => record.Value).ToArray());
        foreach (var bad in (string[])["8.8.8.8", "127.0.0.1", "169.254.1.1", "fe80::1", "::1", "2001:db8::1", "0x0a000001", "x", ""])
            (await client.PostAsync(url, $$"""{"addresses":["{{bad}}"]}""")).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.PostAsync(url, "{}")).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.PostAsync(url, """{"addresses":[null]}""")).Demand("malformed", HttpStatusCode.BadRequest);
        Assert.AreEqual(HttpStatusCode.OK, (await client.PostAsync(url, """{"addresses":[]}""")).Status);
        Assert.IsEmpty(await scene.Store.ReadAsync(reader => reader.ListRecordsAsync(device.Cname), CancellationToken.None));
    }

    [TestMethod]
    public async Task Lists_OfManyOrders_ComeInPages()
    {
        await using var scene = await WebScene.OpenAsync();
        var (device, client) = await scene.EnrolAsync();
        for (var i = 0; i < 205; i++)
            Assert.AreEqual(HttpStatusCode.Created, (await client.OrderStarAsync(device)).Status);

        var (url, seen) = (scene.Links.Orders(client.Account!.Segments[^1]), new List<Uri>());
        for (var next = (string?)url.AbsoluteUri; next is not null;)
        {
            var page = await client.GetAsync(new Uri(next));
            seen.AddRange(page.Read(AcmeJson.Default.OrderList).Orders);
            next = page.Link("next");
        }

        Assert.HasCount(205, seen.Distinct());
        (await client.GetAsync(new Uri(url + "?after=x'--"))).Demand("malformed", HttpStatusCode.BadRequest);
    }

    private static async Task<X509Certificate2> IssueAsync(RawClient client, ECDsa key)
    {
        var order = (await client.OrderAsync("a.hosts.home.test")).Read(AcmeJson.Default.AcmeOrder);
        if (order.Status != AcmeStatus.Ready)
            await OrdinaryOrderTests.ProveAsync(client, order.Authorizations.Single());
        order = (await client.FinalizeAsync(order, SampleOrders.Csr(key, "a.hosts.home.test"))).Read(AcmeJson.Default.AcmeOrder);
        return X509Certificate2.CreateFromPem((await client.GetAsync(order.Certificate!)).Text);
    }
}
