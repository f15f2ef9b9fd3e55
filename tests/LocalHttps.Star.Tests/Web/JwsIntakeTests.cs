using System.Net;
using System.Text;
using LocalHttps.Acme;

namespace LocalHttps.Star.Tests.Web;

/// <summary>What is wrong with a request before anybody looks at what it asks (RFC 8555 §6).</summary>
[TestClass]
public sealed class JwsIntakeTests
{
    [TestMethod]
    public async Task Nonce_UsedTwice_IsRefusedWithAFreshOne()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var nonce = await client.NonceAsync();
        Assert.AreEqual(HttpStatusCode.OK, (await client.PostAsync(client.Account!, "", nonce: nonce)).Status);

        var replayed = await client.PostAsync(client.Account!, "", nonce: nonce);

        replayed.Demand("badNonce", HttpStatusCode.BadRequest);
        Assert.AreEqual(HttpStatusCode.OK, (await client.PostAsync(client.Account!, "", nonce: replayed.Nonce)).Status);
    }

    [TestMethod]
    public async Task Nonce_OfAnotherServer_IsRefused()
    {
        await using var scene = await WebScene.OpenAsync();
        await using var other = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var foreign = await new RawClient(other).NonceAsync();

        (await client.PostAsync(client.Account!, "", nonce: foreign)).Demand("badNonce", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task Nonce_ByTenThousandAtOnce_ServesOne()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var nonce = await client.NonceAsync();
        var body = await JwsSigner.SignAsync(client.Key, client.Account!.AbsoluteUri, nonce, client.Account.AbsoluteUri, ReadOnlyMemory<byte>.Empty, CancellationToken.None);
        var counts = new int[2];

        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 500 }, async (_, _) =>
        {
            var answer = await client.SendAsync(client.Account, body);
            Interlocked.Increment(ref counts[answer.Status == HttpStatusCode.OK ? 0 : answer.ProblemType == "badNonce" ? 1 : throw new AssertFailedException(answer.Text)]);
        });

        CollectionAssert.AreEqual(new[] { 1, 9_999 }, counts);
    }

    [TestMethod]
    public async Task Url_OfAnotherResource_IsUnauthorized()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        (await client.PostAsync(client.Account!, "", signedUrl: scene.Links.NewOrder.AbsoluteUri)).Demand("unauthorized", HttpStatusCode.Forbidden);
        // The host of the request says nothing: another name of this server is not what was configured.
        var elsewhere = new Uri(client.Account!.AbsoluteUri.Replace("star.home.test", "evil.home.test", StringComparison.Ordinal));
        (await client.PostAsync(elsewhere, "")).Demand("unauthorized", HttpStatusCode.Forbidden);
        (await client.PostAsync(new Uri(client.Account.AbsoluteUri + "?x=1"), "", signedUrl: client.Account.AbsoluteUri)).Demand("unauthorized", HttpStatusCode.Forbidden);
    }

    [TestMethod]
    public async Task Key_WhereTheAccountIsToBeNamed_IsMalformed()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        (await client.PostAsync(client.Account!, "", withKey: true)).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.PostAsync(scene.Links.NewOrder, "{}", withKey: true)).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.PostAsync(scene.Links.NewAccount, "{}")).Demand("malformed", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("HS256")]
    [DataRow("ES512")]
    [DataRow("PS256")]
    public async Task Algorithm_NotTaken_IsToldWithThoseThatAre(string algorithm)
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var header = $$"""{"alg":"{{algorithm}}","kid":"{{client.Account}}","nonce":"{{await client.NonceAsync()}}","url":"{{client.Account}}"}""";

        var answer = await client.SendAsync(client.Account!, await client.SignAsync(header, ""));

        answer.Demand("badSignatureAlgorithm", HttpStatusCode.BadRequest);
        CollectionAssert.AreEquivalent(new[] { "ES256", "ES384", "EdDSA", "RS256" }, answer.Problem.Algorithms!.ToArray());
    }

    [TestMethod]
    public async Task HeaderWithKeyAndAccount_OrNeither_IsMalformed()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();
        var rest = $"\"nonce\":\"{await client.NonceAsync()}\",\"url\":\"{client.Account}\"";

        (await client.SendAsync(client.Account!, await client.SignAsync($$"""{"alg":"ES256","kid":"{{client.Account}}","jwk":{{client.Key.PublicKey.Canonical}},{{rest}}}""", ""))).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.SendAsync(client.Account!, await client.SignAsync($$"""{"alg":"ES256",{{rest}}}""", ""))).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.SendAsync(client.Account!, await client.SignAsync($$"""{"alg":"ES256","kid":"{{client.Account}}","crit":["x"],{{rest}}}""", ""))).Demand("malformed", HttpStatusCode.BadRequest);
        (await client.SendAsync(client.Account!, await client.SignAsync($$"""{"alg":"ES256","kid":"{{client.Account}}","url":"{{client.Account}}"}""", ""))).Demand("badNonce", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    public async Task Signature_ByAnotherKey_IsMalformed()
    {
        await using var scene = await WebScene.OpenAsync();
        var (client, other) = (await scene.RegisterAsync(), await scene.RegisterAsync());
        client.Key = other.Key;

        (await client.GetAsync(client.Account!)).Demand("malformed", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    [DataRow("https://star.home.test:14000/acme/account/AAAAAAAAAAAAAAAAAAAAAA")]
    [DataRow("https://star.home.test:14000/acme/account/x' OR 1=1 --")]
    [DataRow("https://other.test/acme/account/AAAAAAAAAAAAAAAAAAAAAA")]
    [DataRow("")]
    public async Task Account_ThatIsNone_DoesNotExist(string kid)
    {
        await using var scene = await WebScene.OpenAsync();
        var client = new RawClient(scene);
        var header = $$"""{"alg":"ES256","kid":"{{kid}}","nonce":"{{await client.NonceAsync()}}","url":"{{scene.Links.NewOrder}}"}""";

        (await client.SendAsync(scene.Links.NewOrder, await client.SignAsync(header, "{}"))).Demand("accountDoesNotExist", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    [DataRow("application/json")]
    [DataRow("text/plain")]
    [DataRow(null)]
    public async Task ContentType_Another_IsUnsupported(string? type)
    {
        await using var scene = await WebScene.OpenAsync();

        (await new RawClient(scene).SendAsync(scene.Links.NewAccount, "{}"u8.ToArray(), type)).Demand("malformed", HttpStatusCode.UnsupportedMediaType);
    }

    [TestMethod]
    public async Task Body_TooLarge_IsRefusedUnread()
    {
        await using var scene = await WebScene.OpenAsync();

        (await new RawClient(scene).SendAsync(scene.Links.NewAccount, new byte[70_000])).Demand("malformed", HttpStatusCode.RequestEntityTooLarge);
        using var endless = new HttpRequestMessage(HttpMethod.Post, scene.Links.NewAccount) { Content = new StreamContent(new MemoryStream(new byte[1_000_000])) };
        endless.Content.Headers.ContentType = new("application/jose+json");
        endless.Headers.TransferEncodingChunked = true;
        (await new RawClient(scene).SendAsync(endless)).Demand("malformed", HttpStatusCode.RequestEntityTooLarge);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{}")]
    [DataRow("{\"protected\":1,\"payload\":\"\",\"signature\":\"\"}")]
    [DataRow("{\"protected\":\"e30\",\"payload\":\"\",\"signature\":\"\"}")]
    [DataRow("{\"protected\":\"e30=\",\"payload\":\"\",\"signature\":\"\"}")]
    [DataRow("{\"protected\":\"\\ud800\",\"payload\":\"\",\"signature\":\"\"}")]
    [DataRow("{\"signatures\":[],\"protected\":\"e30\",\"payload\":\"\",\"signature\":\"\"}")]
    [DataRow("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public async Task Body_NoJws_IsMalformed(string body)
    {
        await using var scene = await WebScene.OpenAsync();

        (await new RawClient(scene).SendAsync(scene.Links.NewAccount, Encoding.UTF8.GetBytes(body))).Demand("malformed", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("\"text\"")]
    [DataRow("{\"identifiers\":7}")]
    [DataRow("{\"identifiers\":[null]}")]
    [DataRow("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"\\ud800\"}]}")]
    [DataRow("{\"identifiers\":[{\"type\":\"dns\",\"value\":\"a.hosts.home.test\"}],\"identifiers\":[]}")]
    [DataRow("{\"identifiers\":[{\"type\":\"dns\"}]}")]
    [DataRow("{\"notBefore\":\"yesterday\"}")]
    public async Task Payload_Hostile_IsMalformed(string payload)
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        (await client.PostAsync(scene.Links.NewOrder, payload)).Demand("malformed", HttpStatusCode.BadRequest);
    }

    [TestMethod]
    [DataRow("GET", "/acme/new-order", HttpStatusCode.MethodNotAllowed)]
    [DataRow("PUT", "/acme/new-nonce", HttpStatusCode.MethodNotAllowed)]
    [DataRow("DELETE", "/acme/account/AAAAAAAAAAAAAAAAAAAAAA", HttpStatusCode.MethodNotAllowed)]
    [DataRow("GET", "/", HttpStatusCode.NotFound)]
    [DataRow("GET", "/acme/../etc/passwd", HttpStatusCode.NotFound)]
    [DataRow("GET", "/acme/star/AAAAAAAAAAAAAAAAAAAAAA", HttpStatusCode.NotFound)]
    [DataRow("GET", "/acme/star/%20%27%3B--", HttpStatusCode.NotFound)]
    [DataRow("GET", "/acme/certificate/x", HttpStatusCode.NotFound)]
    [DataRow("GET", "/crl/00", HttpStatusCode.NotFound)]
    public async Task Request_ForWhatIsNotServed_IsAProblem(string method, string path, HttpStatusCode status)
    {
        await using var scene = await WebScene.OpenAsync();

        var answer = await new RawClient(scene).SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        answer.Demand("malformed", status);
        Assert.AreEqual(scene.Links.Directory.AbsoluteUri, answer.Link("index"));
    }

    [TestMethod]
    public async Task NewNonce_ByEachMethod_HandsOneOut()
    {
        await using var scene = await WebScene.OpenAsync();
        var client = await scene.RegisterAsync();

        var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, scene.Links.NewNonce));
        var get = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, scene.Links.NewNonce));
        var posted = await client.GetAsync(scene.Links.NewNonce);

        CollectionAssert.AreEqual(new[] { HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.NoContent }, new[] { head.Status, get.Status, posted.Status });
        Assert.HasCount(3, new HashSet<string?> { head.Nonce, get.Nonce, posted.Nonce });
        Assert.IsTrue(head.Headers.CacheControl!.NoStore && get.Headers.CacheControl!.NoStore);
        Assert.AreEqual(HttpStatusCode.OK, (await client.GetAsync(scene.Links.Directory)).Status);
    }

    [TestMethod]
    public async Task Requests_TooOften_AreTurnedAway()
    {
        await using var byAddress = await WebScene.OpenAsync(settings => settings with { Limits = settings.Limits with { PerAddress = 3 } });
        var client = new RawClient(byAddress);
        for (var i = 0; i < 3; i++)
            await client.NonceAsync();
        var late = await client.SendAsync(new HttpRequestMessage(HttpMethod.Get, byAddress.Links.Directory));
        late.Demand("rateLimited", HttpStatusCode.TooManyRequests);
        Assert.IsGreaterThan(TimeSpan.Zero, late.Headers.RetryAfter!.Delta!.Value);
        Assert.AreEqual(HttpStatusCode.OK, (await byAddress.Http.GetAsync("/healthz")).StatusCode);

        await using var byAccount = await WebScene.OpenAsync(settings => settings with { Limits = settings.Limits with { PerAccount = 2 } });
        var (eager, other) = (await byAccount.RegisterAsync(), await byAccount.RegisterAsync());
        _ = (await eager.GetAsync(eager.Account!), await eager.GetAsync(eager.Account!));
        (await eager.GetAsync(eager.Account!)).Demand("rateLimited", HttpStatusCode.TooManyRequests);
        Assert.AreEqual(HttpStatusCode.OK, (await other.GetAsync(other.Account!)).Status);
    }
}
