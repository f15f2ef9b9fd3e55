using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Tests.Fakes;

namespace LocalHttps.Star.Tests.Web;

[TestClass]
public sealed class OrdinaryOrderTests
{
    private const string Name = "printer.hosts.home.test";

    [TestMethod]
    public async Task Order_Proved_IsIssuedDownloadedAndRevoked()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var ordered = await client.OrderAsync(Name, "*." + Name);
        var order = ordered.Read(AcmeJson.Default.AcmeOrder);
        Assert.AreEqual((HttpStatusCode.Created, AcmeStatus.Pending), (ordered.Status, order.Status));
        (await client.FinalizeAsync(order, SampleOrders.Csr(Name, "*." + Name))).Demand("orderNotReady", HttpStatusCode.Forbidden);

        foreach (var url in order.Authorizations)
            await ProveAsync(client, url);
        Assert.AreEqual(AcmeStatus.Ready, (await client.GetAsync(ordered.Location)).Read(AcmeJson.Default.AcmeOrder).Status);
        order = (await client.FinalizeAsync(order, SampleOrders.Csr(Name, "*." + Name))).Read(AcmeJson.Default.AcmeOrder);

        Assert.AreEqual(AcmeStatus.Valid, order.Status);
        var fetched = await client.GetAsync(order.Certificate!);
        using var leaf = X509Certificate2.CreateFromPem(fetched.Text);
        Assert.IsTrue(leaf.MatchesHostname(Name) && leaf.MatchesHostname("x." + Name));
        Assert.IsTrue(fetched.Headers.CacheControl!.NoStore);
        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, order.Certificate))).Demand("malformed", HttpStatusCode.MethodNotAllowed);
        Assert.AreEqual(HttpStatusCode.OK, (await RevokeAsync(scene, client, leaf)).Status);
        CollectionAssert.AreEquivalent(new[] { ordered.Location }, (await client.GetAsync(scene.Links.Orders(client.Account!.Segments[^1]))).Read(AcmeJson.Default.OrderList).Orders.ToArray());
    }

    [TestMethod]
    public async Task Authorization_ProvedBefore_ServesTheNextOrder()
    {
        await using var scene = await WebScene.OpenAsync();
        var (client, other) = (await scene.RegisterAsync(), await scene.RegisterAsync());
        var first = (await client.OrderAsync(Name)).Read(AcmeJson.Default.AcmeOrder);
        await ProveAsync(client, first.Authorizations.Single());

        var second = (await client.OrderAsync(Name)).Read(AcmeJson.Default.AcmeOrder);
        var wild = (await client.OrderAsync("*." + Name)).Read(AcmeJson.Default.AcmeOrder);
        var foreign = (await other.OrderAsync(Name)).Read(AcmeJson.Default.AcmeOrder);

        Assert.AreEqual((AcmeStatus.Ready, first.Authorizations.Single()), (second.Status, second.Authorizations.Single()));
        Assert.AreEqual((AcmeStatus.Pending, AcmeStatus.Pending), (wild.Status, foreign.Status));
        scene.Time.Advance(TimeSpan.FromHours(8));
        Assert.AreEqual(AcmeStatus.Pending, (await client.OrderAsync(Name)).Read(AcmeJson.Default.AcmeOrder).Status);
    }

    [TestMethod]
    public async Task Authorization_Deactivated_InvalidatesItsOrder()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var ordered = await client.OrderAsync(Name);
        var url = ordered.Read(AcmeJson.Default.AcmeOrder).Authorizations.Single();
        await ProveAsync(client, url);

        var ended = await client.PostAsync(url, """{"status":"deactivated"}""");

        Assert.AreEqual(AcmeStatus.Deactivated, ended.Read(AcmeJson.Default.AcmeAuthorization).Status);
        Assert.AreEqual(AcmeStatus.Invalid, (await client.GetAsync(ordered.Location)).Read(AcmeJson.Default.AcmeOrder).Status);
        (await client.PostAsync(url, """{"status":"valid"}""")).Demand("malformed", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task Proof_Wrong_InvalidatesTheOrderAndSaysWhy()
    {
        await using var scene = await WebScene.OpenAsync();
        scene.Validators.Problem = Problems.IncorrectResponse("Another text was there.").Problem;
        var client = await scene.RegisterAsync();
        var ordered = await client.OrderAsync(Name);
        var authorization = (await client.GetAsync(ordered.Read(AcmeJson.Default.AcmeOrder).Authorizations.Single())).Read(AcmeJson.Default.AcmeAuthorization);

        var attempt = await client.PostAsync(authorization.Challenges[0].Url, "{}");
        var settled = await client.SettleAsync(new Uri(attempt.Link("up")!));

        Assert.AreEqual(AcmeStatus.Invalid, settled.Status);
        Assert.AreEqual("Another text was there.", settled.Challenges[0].Error?.Detail);
        var order = (await client.GetAsync(ordered.Location)).Read(AcmeJson.Default.AcmeOrder);
        Assert.AreEqual((AcmeStatus.Invalid, Problems.Prefix + "incorrectResponse"), (order.Status, order.Error?.Type));
    }

    [TestMethod]
    public async Task Caa_Forbidding_IsTold()
    {
        await using var scene = await WebScene.OpenAsync();
        scene.Validators.Forbidden = Problems.Caa("Another CA only.").Problem;
        var client = await scene.RegisterAsync();
        var authorization = (await client.GetAsync((await client.OrderAsync(Name)).Read(AcmeJson.Default.AcmeOrder).Authorizations.Single())).Read(AcmeJson.Default.AcmeAuthorization);

        var attempt = await client.PostAsync(authorization.Challenges[0].Url, "{}");

        Assert.AreEqual(Problems.Prefix + "caa", (await client.SettleAsync(new Uri(attempt.Link("up")!))).Challenges[0].Error?.Type);
    }

    [TestMethod]
    public async Task Challenge_LostWithItsProcess_IsTriedAgainWhenAskedFor()
    {
        await using var scene = await WebScene.OpenAsync();
        var never = new TaskCompletionSource();
        scene.Validators.Gate = never.Task;
        var client = await scene.RegisterAsync();
        var url = (await client.OrderAsync(Name)).Read(AcmeJson.Default.AcmeOrder).Authorizations.Single();
        var challenge = (await client.GetAsync(url)).Read(AcmeJson.Default.AcmeAuthorization).Challenges[0];
        var attempt = await client.PostAsync(challenge.Url, "{}");
        Assert.AreEqual(AcmeStatus.Processing, attempt.Read(AcmeJson.Default.AcmeChallenge).Status);
        Assert.IsNotNull(attempt.Headers.RetryAfter);

        scene.Time.Advance(TimeSpan.FromSeconds(61));
        scene.Validators.Gate = Task.CompletedTask;

        Assert.AreEqual(AcmeStatus.Valid, (await client.SettleAsync(url)).Status);
        never.SetResult();
    }

    [TestMethod]
    [DataRow("home.test")]
    [DataRow("printer.home.test")]
    [DataRow("*.home.test")]
    [DataRow("13ab-7c34-23be-device.home.test")]
    [DataRow("x.13ab-7c34-23be-device.home.test")]
    [DataRow("*.13ab-7c34-23be-device.home.test")]
    [DataRow("kitchen-13ab-7c34-23be-device.home.test")]
    [DataRow("13AB-7C34-23BE-DEVICE.HOME.TEST")]
    [DataRow("evilhosts.home.test")]
    [DataRow("hosts.home.test.evil.org")]
    [DataRow("example.org")]
    public async Task Name_OutsideTheOrdinaryZone_IsRejected(string name)
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        (await client.OrderAsync(name)).Demand("rejectedIdentifier", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("hosts")]
    [DataRow(".hosts.home.test")]
    [DataRow("a..hosts.home.test")]
    [DataRow("a.hosts.home.test.")]
    [DataRow("a b.hosts.home.test")]
    [DataRow("a/../b.hosts.home.test")]
    [DataRow("a\u0000.hosts.home.test")]
    [DataRow("a\r\nX: y.hosts.home.test")]
    [DataRow("münchen.hosts.home.test")]
    [DataRow("a*.hosts.home.test")]
    [DataRow("*.*.hosts.home.test")]
    [DataRow("127.0.0.1")]
    [DataRow("$(reboot).hosts.home.test")]
    [DataRow("'; DROP TABLE orders; --.hosts.home.test")]
    public async Task Name_Hostile_IsRejected(string name)
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        (await client.OrderAsync(name)).Demand("rejectedIdentifier", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task Identifiers_OfSeveralKinds_AreToldAsSubproblems()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        var several = await client.OrderAsync(new OrderRequest { Identifiers = [new("ip", "10.0.0.1"), new("dns", "a b"), new("dns", Name)] });

        several.Demand("compound", HttpStatusCode.BadRequest);
        Assert.HasCount(2, several.Problem.Subproblems!);
        (await client.OrderAsync(new OrderRequest { Identifiers = [new("ip", "10.0.0.1")] })).Demand("unsupportedIdentifier", HttpStatusCode.BadRequest);
        (await client.OrderAsync(new OrderRequest { Identifiers = [] })).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.OrderAsync([.. Enumerable.Range(0, 101).Select(i => $"a{i}.hosts.home.test")])).Demand("malformed", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task Times_ThatCannotBe_AreMalformed()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var now = scene.Time.GetUtcNow();
        AcmeIdentifier[] names = [new("dns", Name)];

        (await client.OrderAsync(new OrderRequest { Identifiers = names, NotAfter = now.AddDays(91) })).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.OrderAsync(new OrderRequest { Identifiers = names, NotAfter = now })).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.OrderAsync(new OrderRequest { Identifiers = names, NotBefore = now.AddDays(-1), NotAfter = now.AddDays(1) })).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.OrderAsync(new OrderRequest { Identifiers = names, NotBefore = now.AddDays(2), NotAfter = now.AddDays(1) })).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.OrderAsync(new OrderRequest { Identifiers = names, Profile = "shortlived" })).Demand("malformed", HttpStatusCode.BadRequest);
        Assert.AreEqual(HttpStatusCode.Created, (await client.OrderAsync(new OrderRequest { Identifiers = names, NotAfter = now.AddDays(2) })).Status);
    }

    [TestMethod]
    public async Task Order_WhereTheCaIsAnotherS_NeedsADelegation()
    {
        await using var scene = await WebScene.OpenAsync(settings => settings with { Upstream = new UpstreamSettings.Acme(new() { Directory = new("https://ca.test/directory") }) });
        var client = await scene.RegisterAsync();

        (await client.OrderAsync(Name)).Demand("rejectedIdentifier", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Csr_ForOtherNamesOrTheAccountsKey_IsRefusedAndTheOrderStays()
    {
        await using var scene = await WebScene.OpenAsync();
        using var accountKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = accountKey.ExportPkcs8PrivateKeyPem();
        var client = new RawClient(scene, EcdsaAccountKey.FromPem(pem));
        _ = await client.RegisterAsync(await scene.Register.EnrolAsync(TimeSpan.FromDays(1), CancellationToken.None));
        var order = (await client.OrderAsync(Name)).Read(AcmeJson.Default.AcmeOrder);
        await ProveAsync(client, order.Authorizations.Single());

        (await client.FinalizeAsync(order, SampleOrders.Csr(Name, "more.hosts.home.test"))).Demand("badCSR", HttpStatusCode.BadRequest);
        (await client.FinalizeAsync(order, SampleOrders.Csr(accountKey, Name))).Demand("badCSR", HttpStatusCode.BadRequest);

        Assert.AreEqual(AcmeStatus.Valid, (await client.FinalizeAsync(order, SampleOrders.Csr(Name))).Read(AcmeJson.Default.AcmeOrder).Status);
    }

    [TestMethod]
    public async Task Finalize_ByManyAtOnce_IssuesOne()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var order = (await client.OrderAsync(Name)).Read(AcmeJson.Default.AcmeOrder);
        await ProveAsync(client, order.Authorizations.Single());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.FinalizeAsync(order, SampleOrders.Csr(Name))));

        Assert.HasCount(1, answers.Where(answer => answer.Status == HttpStatusCode.OK));
        foreach (var late in answers.Where(answer => answer.Status != HttpStatusCode.OK))
            late.Demand("orderNotReady", HttpStatusCode.Forbidden);
    }

    internal static async Task ProveAsync(RawClient client, Uri url)
    {
        var authorization = (await client.GetAsync(url)).Read(AcmeJson.Default.AcmeAuthorization);
        _ = await client.PostAsync(authorization.Challenges[0].Url, "{}");
        Assert.AreEqual(AcmeStatus.Valid, (await client.SettleAsync(url)).Status);
    }

    internal static Task<RawAnswer> RevokeAsync(WebScene scene, RawClient client, X509Certificate2 leaf, int? reason = null, bool withKey = false) =>
        client.PostAsync(scene.Links.RevokeCert, new RevocationRequest { Certificate = StrictBase64Url.Encode(leaf.RawData), Reason = reason }, AcmeJson.Default.RevocationRequest, withKey);
}
