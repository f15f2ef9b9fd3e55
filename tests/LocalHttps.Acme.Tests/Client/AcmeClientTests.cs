using System.Net;
using LocalHttps.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class AcmeClientTests : IDisposable
{
    private const string Order = """{"status":"STATUS","identifiers":[{"type":"dns","value":"a.home.test"}],"authorizations":["https://ca.test/authz/1"],"finalize":"https://ca.test/order/1/finalize"}""";
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeAcmeServer server = new();
    private readonly EcdsaAccountKey key = EcdsaAccountKey.Create();
    private readonly HttpClient http;
    private readonly AcmeClient client;

    public AcmeClientTests()
    {
        http = new HttpClient(server);
        client = new(http, key, new() { Directory = new($"{FakeAcmeServer.Origin}/directory"), Account = new(FakeAcmeServer.Account), Clock = clock });
        server.AccountKey = key.PublicKey;
    }

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        server.Dispose();
        key.Dispose();
    }

    [TestMethod]
    public async Task Registration_WithABinding_IsOneAndKnownAfterwards()
    {
        byte[] mac = [1, 2, 3];
        var fresh = new AcmeClient(http, key, new() { Directory = new($"{FakeAcmeServer.Origin}/directory"), Clock = clock });
        server.Handle("/new-account", request =>
        {
            var payload = HostileJson.Read(request.Jws!.Payload.Span, AcmeJson.Default.AccountRequest, "payload");
            var binding = ExternalAccountBinding.Parse(payload.ExternalAccountBinding!.Value);
            Assert.AreEqual("kid-1", binding.KeyId);
            binding.Verify(mac, request.Jws.Header.Key!, request.Jws.Header.Url);
            Assert.IsTrue(payload.TermsOfServiceAgreed);
            return FakeAcmeServer.Json(HttpStatusCode.Created, """{"status":"valid"}""", headers: ("Location", FakeAcmeServer.Account));
        });

        var account = await fresh.RegisterAsync(new() { TermsOfServiceAgreed = true, KeyId = "kid-1", MacKey = mac }, Stop);

        Assert.AreEqual("valid", account.Status);
        Assert.AreEqual(FakeAcmeServer.Account, fresh.Account!.OriginalString);
        Assert.AreSequenceEqual(["GET /directory", "HEAD /nonce", "POST /new-account"], server.Requests);
    }

    [TestMethod]
    public async Task Registration_OnlyOfWhatExists_SaysSo()
    {
        server.Handle("/new-account", request => request.Payload.Contains("\"onlyReturnExisting\":true", StringComparison.Ordinal)
            ? FakeAcmeServer.Refuse(Problems.AccountDoesNotExist("none").Problem)
            : FakeAcmeServer.Json(HttpStatusCode.Created, "{}"));

        var refusal = await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.RegisterAsync(new() { OnlyReturnExisting = true }, Stop));

        Assert.IsTrue(refusal.Is("accountDoesNotExist"));
        Assert.IsFalse(refusal.IsTransient);
    }

    [TestMethod]
    public async Task Requests_OneAfterTheOther_UseTheNoncesOfTheAnswers()
    {
        server.Handle("/order/1", _ => Json("pending"));

        for (var i = 0; i < 3; i++)
            await client.GetOrderAsync(new($"{FakeAcmeServer.Origin}/order/1"), Stop);

        Assert.HasCount(1, server.Requests.Where(request => request == "HEAD /nonce"));
    }

    [TestMethod]
    [DataRow(8, false, true)]
    [DataRow(8, true, true)]
    [DataRow(9, false, false)]
    public async Task Request_WithABadNonce_IsSentAgainSoManyTimes(int rejections, bool keepsNonces, bool succeeds)
    {
        (server.Rejections, server.KeepsNoncesFromErrors) = (rejections, keepsNonces);
        server.Handle("/order/1", _ => Json("valid"));

        var order = client.GetOrderAsync(new($"{FakeAcmeServer.Origin}/order/1"), Stop);

        if (succeeds)
            Assert.AreEqual("valid", (await order).Value.Status);
        else
            Assert.IsTrue((await Assert.ThrowsExactlyAsync<AcmeClientException>(() => order)).Is("badNonce"));
    }

    [TestMethod]
    public async Task Request_AfterTheServerForgotItsNonces_GetsThrough()
    {
        server.Handle("/order/1", _ => Json("valid"));
        for (var i = 0; i < 3; i++)
            await client.GetOrderAsync(new($"{FakeAcmeServer.Origin}/order/1"), Stop);

        server.Forget();

        Assert.AreEqual("valid", (await client.GetOrderAsync(new($"{FakeAcmeServer.Origin}/order/1"), Stop)).Value.Status);
    }

    [TestMethod]
    public async Task StarOrder_UnderADelegation_IsSentAsRfc9115HasIt()
    {
        string? sent = null;
        server.Handle("/new-order", request =>
        {
            sent = request.Payload;
            return FakeAcmeServer.Json(HttpStatusCode.Created, Order.Replace("STATUS", "ready", StringComparison.Ordinal), headers: ("Location", $"{FakeAcmeServer.Origin}/order/1"));
        });
        server.Handle("/order/1/finalize", request => Json(request.Payload == """{"csr":"AQI"}""" ? "processing" : "invalid"));

        var order = await client.NewOrderAsync(
            new()
            {
                Identifiers = [new("dns", "a.home.test")],
                AutoRenewal = new() { EndDate = clock.GetUtcNow().AddDays(9), Lifetime = 345600, AllowCertificateGet = true },
                Delegation = $"{FakeAcmeServer.Origin}/delegation/1",
            },
            Stop);
        var finalized = await client.FinalizeAsync(order, new byte[] { 1, 2 }, Stop);

        Assert.AreEqual(
            """{"identifiers":[{"type":"dns","value":"a.home.test"}],"auto-renewal":{"end-date":"2026-05-10T00:00:00Z","lifetime":345600,"allow-certificate-get":true},"delegation":"https://ca.test/delegation/1"}""",
            sent);
        Assert.AreEqual(("ready", "processing"), (order.Value.Status, finalized.Value.Status));
        Assert.AreEqual($"{FakeAcmeServer.Origin}/order/1", finalized.Url.OriginalString);
    }

    [TestMethod]
    public async Task Challenge_Answered_HasAnEmptyObjectForItsPayload()
    {
        server.Handle("/challenge/1", request => FakeAcmeServer.Json(
            HttpStatusCode.OK, $$"""{"type":"dns-01","url":"https://ca.test/challenge/1","status":"{{(request.Payload == "{}" ? "processing" : "pending")}}","token":"AAAA"}"""));
        var challenge = new AcmeChallenge { Type = "dns-01", Url = new($"{FakeAcmeServer.Origin}/challenge/1"), Status = "pending" };

        Assert.AreEqual("processing", (await client.AnswerAsync(challenge, Stop)).Status);
    }

    [TestMethod]
    public async Task Waiting_KeepsTheServersPaceAndItsOwn()
    {
        var (looks, start) = (new List<double>(), clock.GetUtcNow());
        server.Handle("/order/1", _ =>
        {
            looks.Add((clock.GetUtcNow() - start).TotalSeconds);
            var answer = Json(looks.Count < 5 ? "processing" : "valid");
            if (looks.Count is 2 or 3)
                answer.Headers.TryAddWithoutValidation("Retry-After", looks.Count == 2 ? "7" : "0");
            return answer;
        });

        var order = await RunAsync(client.WaitForOrderAsync(new($"{FakeAcmeServer.Origin}/order/1"), ["processing"], TimeSpan.FromHours(1), Stop));

        Assert.AreEqual("valid", order.Value.Status);
        Assert.AreSequenceEqual([0d, 1, 8, 9, 17], looks);
    }

    [TestMethod]
    public async Task Waiting_AtItsLimit_GivesTheOrderAsItIs()
    {
        server.Handle("/order/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, Order.Replace("STATUS", "processing", StringComparison.Ordinal), headers: ("Retry-After", "86400")));

        var order = await RunAsync(client.WaitForOrderAsync(new($"{FakeAcmeServer.Origin}/order/1"), ["processing"], TimeSpan.FromSeconds(30), Stop));

        Assert.AreEqual(TimeSpan.FromDays(1), order.RetryAfter);
        Assert.HasCount(2, server.Requests.Where(request => request == "POST /order/1"));
    }

    [TestMethod]
    public async Task RetryAfter_AsADate_CountsFromNow()
    {
        server.Handle("/order/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, Order, headers: ("Retry-After", clock.GetUtcNow().AddSeconds(90).ToString("r", System.Globalization.CultureInfo.InvariantCulture))));

        Assert.AreEqual(TimeSpan.FromSeconds(90), (await client.GetOrderAsync(new($"{FakeAcmeServer.Origin}/order/1"), Stop)).RetryAfter);
    }

    [TestMethod]
    public async Task KeyChange_Accepted_SignsWithTheNewKey()
    {
        using var next = EcdsaAccountKey.Create();
        server.Handle("/key-change", request =>
        {
            server.AccountKey = KeyRollover.Verify(request.Jws!.Payload, key.PublicKey, FakeAcmeServer.Account, request.Jws.Header.Url);
            return FakeAcmeServer.Json(HttpStatusCode.OK, "{}");
        });
        server.Handle("/account/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, """{"status":"valid"}"""));

        await client.ChangeKeyAsync(next, Stop);

        Assert.AreEqual("valid", (await client.GetAccountAsync(Stop)).Status);
        Assert.AreEqual(next.PublicKey, client.Key.PublicKey);
    }

    [TestMethod]
    public async Task Delegations_OfSeveralPages_AreListedOnce()
    {
        server.Handle("/account/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, """{"status":"valid","delegations":"https://ca.test/delegations"}"""));
        server.Handle("/delegations", _ => FakeAcmeServer.Json(
            HttpStatusCode.OK, """{"delegations":["https://ca.test/delegation/1"]}""", headers: ("Link", "<https://ca.test/directory>;rel=\"index\", </delegations?after=1>;rel=\"next\"")));
        server.Handle("/delegations?after=1", _ => FakeAcmeServer.Json(
            HttpStatusCode.OK, """{"delegations":["https://ca.test/delegation/2"]}""", headers: ("Link", "<https://ca.test/delegations>;rel=\"next\"")));

        var urls = new List<string>();
        await foreach (var url in client.ListDelegationsAsync(Stop))
            urls.Add(url.AbsolutePath);

        Assert.AreSequenceEqual(["/delegation/1", "/delegation/2"], urls);
    }

    [TestMethod]
    public async Task Revocation_ByTheCertificatesKey_CarriesThatKey()
    {
        using var certificateKey = EcdsaAccountKey.Create();
        server.Handle("/revoke", request => request.Jws!.Header.Key?.Equals(certificateKey.PublicKey) == true && request.Payload == """{"certificate":"AQI","reason":1}"""
            ? FakeAcmeServer.Json(HttpStatusCode.OK, "")
            : FakeAcmeServer.Refuse(Problems.Unauthorized("no").Problem));

        await client.RevokeAsync(new byte[] { 1, 2 }, 1, certificateKey, Stop);
        Assert.IsTrue((await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.RevokeAsync(new byte[] { 1, 2 }, 1, null, Stop))).Is("unauthorized"));
    }

    [TestMethod]
    public async Task Cancellation_OfAnOrder_IsSentToIt()
    {
        server.Handle("/order/1", request => Json(request.Payload == """{"status":"canceled"}""" ? "canceled" : "valid"));

        Assert.AreEqual("canceled", (await client.CancelAsync(new($"{FakeAcmeServer.Origin}/order/1"), Stop)).Value.Status);
    }

    private static HttpResponseMessage Json(string status) => FakeAcmeServer.Json(HttpStatusCode.OK, Order.Replace("STATUS", status, StringComparison.Ordinal));

    // Turns the clock by whole seconds until the task is done.
    private async Task<T> RunAsync<T>(Task<T> task)
    {
        for (var i = 0; i < 10_000 && !task.IsCompleted; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        return await task;
    }
}
