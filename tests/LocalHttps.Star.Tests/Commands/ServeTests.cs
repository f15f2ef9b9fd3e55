using System.Net;
using LocalHttps.Acme;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Tests.Store;

namespace LocalHttps.Star.Tests.Commands;

/// <summary>The real executable as a server.</summary>
[TestClass]
public sealed class ServeTests
{
    [TestMethod]
    public async Task Instances_OnOnePostgres_AreOneService()
    {
        var postgres = await SharedPostgres.GetAsync();
        using var folder = new Scratch();
        string[] database = ["--database", folder.Write("database.txt", await postgres.CreateDatabaseAsync())];
        await using var first = await RunningService.StartAsync(folder, database);
        await using var second = await RunningService.StartAsync(folder, first.Port, database);
        var added = await first.CommandAsync("account", "add", "--json");
        Assert.AreEqual(0, added.ExitCode, added.Error);
        var token = System.Text.Json.JsonDocument.Parse(added.Output).RootElement.GetProperty("token").GetString()!.Split('.');
        using var key = EcdsaAccountKey.Create();
        // Every other request goes to the other one, with the nonce of the one before.
        var turn = 0;
        using var http = await first.HttpAsync(() => Interlocked.Increment(ref turn) % 2 == 0 ? first.Port : second.Port);
        var client = new AcmeClient(http, key, new() { Directory = new Uri($"https://star.home.test:{first.Port}/directory"), NonceRetries = 0 });

        await client.RegisterAsync(new AcmeRegistration { KeyId = token[0], MacKey = StrictBase64Url.Decode(token[1], "token") }, CancellationToken.None);
        for (var i = 0; i < 6; i++)
            Assert.AreEqual(AcmeStatus.Pending, (await client.NewOrderAsync(new OrderRequest { Identifiers = [new("dns", $"a{i}.hosts.home.test")] }, CancellationToken.None)).Value.Status);

        Assert.AreEqual(0, await first.StopAsync(), first.Log);
        Assert.AreEqual(0, await second.StopAsync(), second.Log);
        Assert.DoesNotContain("Password", first.Log + second.Log);
    }

    [TestMethod]
    public async Task Requests_Hostile_AreAnsweredInHttp()
    {
        (string Text, string Status)[] requests =
        [
            ("GARBAGE\r\n\r\n", "400"),
            ("GET /directory HTTP/1.1\r\n\r\n", "400"),
            ("POST /acme/new-account HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/jose+json\r\nContent-Length: 999999\r\n\r\n", "413"),
            ("POST /acme/new-account HTTP/1.1\r\nHost: x\r\nContent-Type: application/jose+json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n", "400"),
            ("GET /acme/star/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "400"),
            ("GET /acme/star/..%2f..%2fetc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "404"),
            ("GET http://evil.test/directory HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n", "200"),
        ];
        using var folder = new Scratch();
        await using var service = await RunningService.StartAsync(folder);

        foreach (var (text, status) in requests)
        {
            var answer = await service.SendRawAsync(text);

            Assert.StartsWith($"HTTP/1.1 {status} ", answer, text);
            Assert.DoesNotContain("evil.test", answer);
            Assert.DoesNotContain("Server:", answer);
        }
        Assert.AreEqual(0, await service.StopAsync(), service.Log);
    }

    [TestMethod]
    public async Task PlainHttp_BehindAProxy_CountsTheClientsAddress()
    {
        using var folder = new Scratch();
        await using var service = await RunningService.StartAsync(folder, "--plain-http", "--limit-address", "5");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{service.Port}") };

        async Task<HttpStatusCode> AskAsync(string client)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/directory");
            request.Headers.Add("X-Forwarded-For", client);
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }

        for (var i = 0; i < 5; i++)
            Assert.AreEqual(HttpStatusCode.OK, await AskAsync("2001:db8:1:2::" + i));
        Assert.AreEqual(HttpStatusCode.TooManyRequests, await AskAsync("2001:db8:1:2:ffff::1"), "of IPv6 the network counts");
        Assert.AreEqual(HttpStatusCode.OK, await AskAsync("2001:db8:1:3::1"));
    }
}
