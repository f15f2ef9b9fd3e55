using System.Net.Security;
using System.Text;
using LocalHttps.Host.Preflight;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Preflight;

[TestClass]
public sealed class VerifiedHttpTests
{
    private const string Name = "13ab-device.example.org";

    private string received = "";

    [TestMethod]
    public async Task Send_VerifiedDevice_GivesTheAnswer()
    {
        var answer = await SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\n{}");
        Assert.AreEqual(200, answer!.Status);
        Assert.AreEqual("{}", Encoding.UTF8.GetString(answer.Body));
        Assert.StartsWith("GET /x HTTP/1.1\r\n", received);
        Assert.MatchesRegex($"\r\nHost: {Name}:[0-9]+\r\n", received);
    }

    [TestMethod]
    public async Task Send_AnotherCertificateNow_SendsNothing()
    {
        Assert.IsNull(await SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", leaf: new string('0', 64)));
        Assert.AreEqual("", received);
    }

    [TestMethod]
    public async Task Send_Redirect_IsNotFollowed() =>
        Assert.AreEqual(302, (await SendAsync("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"))!.Status);

    [TestMethod]
    public async Task Send_BodyTooLong_IsNoAnswer() =>
        Assert.IsNull(await SendAsync($"HTTP/1.1 200 OK\r\n\r\n{new string('x', VerifiedHttp.LongestBody + 1)}"));

    [TestMethod]
    public async Task Send_HeadersTooLong_IsNoAnswer() =>
        Assert.IsNull(await SendAsync($"HTTP/1.1 200 OK\r\nX: {new string('x', 40_000)}\r\n\r\n"));

    [TestMethod]
    public async Task Send_NotHttp_IsNoAnswer() => Assert.IsNull(await SendAsync("hello"));

    private async Task<HttpAnswer?> SendAsync(string response, string? leaf = null)
    {
        using var certificate = TestAuthority.SelfSigned(Name);
        await using var server = TestServer.Tls(certificate, (tls, stopping) => ServeAsync(tls, response, stopping));
        var door = new TlsDoor(new CertificateJudge(new ChainExaminer(), TimeProvider.System), TimeProvider.System);
        var served = Convert.ToHexStringLower(certificate.GetCertHash(System.Security.Cryptography.HashAlgorithmName.SHA256));
        var target = new VerifiedTarget(Name, new ConnectedEndpoint("127.0.0.1", server.Address.Port), leaf ?? served);
        using var request = new HttpRequestMessage(HttpMethod.Get, target.Uri("/x"));
        return await new VerifiedHttp(door, TimeProvider.System).SendAsync(target, request, default);
    }

    private async Task ServeAsync(SslStream tls, string response, CancellationToken stopping)
    {
        var buffer = new byte[4096];
        received = Encoding.ASCII.GetString(buffer, 0, await tls.ReadAsync(buffer, stopping));
        if (received.Length > 0)
        {
            await tls.WriteAsync(Encoding.UTF8.GetBytes(response), stopping);
            await tls.ShutdownAsync();
        }
    }
}
