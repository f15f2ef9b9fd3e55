using System.Net;
using LocalHttps.Acme;
using LocalHttps.Lab;
using LocalHttps.Star.Validation;
using Microsoft.Extensions.Time.Testing;
using static LocalHttps.Star.Tests.Validation.DnsValidatorTests;
using static LocalHttps.Star.Tests.Validation.FakeResolver;
using static LocalHttps.Star.Tests.Validation.RawHttpServer;

namespace LocalHttps.Star.Tests.Validation;

[TestClass]
public sealed class HttpValidatorTests
{
    private const string Host = "www.hosts.home.test";
    private static readonly ChallengeAttempt Attempt = new(Host, "token", "token.thumbprint");

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task KeyAuthorization_AtItsPath_Proves()
    {
        await using var web = new RawHttpServer(_ => Ok("token.thumbprint \r\n"));
        Assert.IsNull(await ValidateAsync(web));
        StringAssert.StartsWith(web.Requests.Single(), "GET /.well-known/acme-challenge/token HTTP/1.1\r\n");
        StringAssert.Contains(web.Requests.Single(), $"Host: {Host}:{web.Port}\r\n");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("token.Thumbprint")]
    [DataRow(" token.thumbprint")]
    [DataRow("token.thumbprint.more")]
    public async Task Body_ThatIsAnother_IsIncorrect(string body)
    {
        await using var web = new RawHttpServer(_ => Ok(body));
        Expect("incorrectResponse", await ValidateAsync(web));
    }

    [TestMethod]
    public async Task Body_WithoutEnd_IsIncorrectAndNotReadOn()
    {
        await using var web = new RawHttpServer(_ => $"HTTP/1.1 200 OK\r\n\r\ntoken.thumbprint{new string(' ', 100_000)}");
        Expect("incorrectResponse", await ValidateAsync(web));
    }

    [TestMethod]
    [DataRow(404)]
    [DataRow(500)]
    [DataRow(206)]
    [DataRow(304)]
    public async Task Status_OtherThan200_IsUnauthorized(int status)
    {
        await using var web = new RawHttpServer(_ => $"HTTP/1.1 {status} X\r\nContent-Length: 16\r\nConnection: close\r\n\r\ntoken.thumbprint");
        Expect("unauthorized", await ValidateAsync(web));
    }

    [TestMethod]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n")]
    [DataRow("")]
    [DataRow("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort")]
    public async Task Answer_ThatIsNotHttp_IsAConnectionProblem(string text)
    {
        await using var web = new RawHttpServer(_ => text);
        Expect("connection", await ValidateAsync(web));
    }

    [TestMethod]
    public async Task Headers_WithoutEnd_AreAConnectionProblem()
    {
        await using var web = new RawHttpServer(_ => $"HTTP/1.1 200 OK\r\nX: {new string('x', 100_000)}\r\n\r\n");
        Expect("connection", await ValidateAsync(web));
    }

    [TestMethod]
    [DataRow(301)]
    [DataRow(302)]
    [DataRow(303)]
    [DataRow(307)]
    [DataRow(308)]
    public async Task Redirect_WithinTheHost_IsFollowed(int code)
    {
        await using var web = new RawHttpServer(head => head.StartsWith("GET /other ", StringComparison.Ordinal) ? Ok("token.thumbprint") : Redirect("/other", code));
        Assert.IsNull(await ValidateAsync(web));
        Assert.HasCount(2, web.Requests);
    }

    [TestMethod]
    public async Task Redirect_ToTheHostsOwnHttps_IsFollowed()
    {
        await using var web = new RawHttpServer(_ => Redirect($"https://{Host}/x"));
        var problem = await ValidateAsync(web);
        // Nobody listens on 443 here; that it was tried is what counts.
        Expect("connection", problem);
        StringAssert.Contains(problem!.Detail, "ConnectionRefused");
    }

    [TestMethod]
    [DataRow("http://other.hosts.home.test:{0}/x")]
    [DataRow("http://hosts.home.test:{0}/x")]
    [DataRow("http://127.0.0.1:{0}/x")]
    [DataRow("http://user@www.hosts.home.test:{0}/x")]
    [DataRow("http://www.hosts.home.test:1/x")]
    [DataRow("http://www.hosts.home.test.evil.example:{0}/x")]
    [DataRow("https://www.hosts.home.test:8443/x")]
    [DataRow("https://169.254.169.254/latest/meta-data")]
    [DataRow("file:///etc/passwd")]
    [DataRow("http://")]
    public async Task Redirect_OutOfTheHost_IsNotFollowed(string location)
    {
        await using var web = new RawHttpServer(head => Redirect(string.Format(System.Globalization.CultureInfo.InvariantCulture, location, head[(head.IndexOf(Host, StringComparison.Ordinal) + Host.Length + 1)..].Split('\r')[0])));
        Expect("unauthorized", await ValidateAsync(web));
        Assert.HasCount(1, web.Requests);
    }

    [TestMethod]
    public async Task Redirects_InACircle_End()
    {
        await using var web = new RawHttpServer(_ => Redirect("/again"));
        Expect("unauthorized", await ValidateAsync(web));
        Assert.HasCount(6, web.Requests);
    }

    [TestMethod]
    public async Task Loopback_UnlessAllowed_IsNotConnectedTo()
    {
        await using var web = new RawHttpServer(_ => Ok("token.thumbprint"));
        Expect("connection", await ValidateAsync(web, loopback: false));
        Assert.IsEmpty(web.Requests);
    }

    [TestMethod]
    public async Task Name_WithoutAddress_IsADnsProblem()
    {
        await using var dns = new FakeResolver();
        Expect("dns", await new HttpValidator(dns.Resolver, 80, loopback: true, TimeProvider.System).ValidateAsync(Attempt, TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Port_ThatIsClosed_IsAConnectionProblem()
    {
        var web = new RawHttpServer(_ => null);
        await web.DisposeAsync();
        var problem = await ValidateAsync(1);
        Expect("connection", problem);
        StringAssert.Contains(problem!.Detail, "ConnectionRefused");
    }

    [TestMethod]
    public async Task Server_ThatIsSilent_IsAConnectionProblemInTime()
    {
        await using var web = new RawHttpServer(_ => null);
        await using var dns = new FakeResolver(Address(Host, "127.0.0.1"));
        var clock = new FakeTimeProvider();
        var pending = new HttpValidator(dns.Resolver, web.Port, loopback: true, clock).ValidateAsync(Attempt, TestContext.CancellationToken);
        await Poll.UntilAsync(() => Task.FromResult(web.Requests.Count == 1), "it asks", TimeSpan.FromSeconds(10));
        clock.Advance(TimeSpan.FromSeconds(11));
        Expect("connection", await pending);
    }

    [TestMethod]
    [DataRow("192.168.1.1", true)]
    [DataRow("10.0.0.1", true)]
    [DataRow("100.64.0.1", true)]
    [DataRow("fd00::1", true)]
    [DataRow("93.184.216.34", true)]
    [DataRow("2606:2800:220:1::1", true)]
    [DataRow("127.0.0.1", false)]
    [DataRow("127.9.9.9", false)]
    [DataRow("::1", false)]
    [DataRow("::ffff:127.0.0.1", false)]
    [DataRow("::ffff:169.254.169.254", false)]
    [DataRow("::127.0.0.1", false)]
    [DataRow("0.0.0.0", false)]
    [DataRow("0.1.2.3", false)]
    [DataRow("::", false)]
    [DataRow("169.254.169.254", false)]
    [DataRow("100.100.100.200", false)]
    [DataRow("168.63.129.16", false)]
    [DataRow("fd00:ec2::254", false)]
    [DataRow("fd20:ce::254", false)]
    [DataRow("192.0.0.192", false)]
    [DataRow("fe80::1", false)]
    [DataRow("224.0.0.1", false)]
    [DataRow("255.255.255.255", false)]
    [DataRow("ff02::1", false)]
    [DataRow("64:ff9b::a9fe:a9fe", false)]
    [DataRow("2002:7f00:1::1", false)]
    public void Address_OfAnyKind_IsAllowedOrNot(string address, bool allowed) => Assert.AreEqual(allowed, HttpReach.Allows(IPAddress.Parse(address), loopback: false));

    private Task<Problem?> ValidateAsync(RawHttpServer web, bool loopback = true) => ValidateAsync(web.Port, loopback);

    private async Task<Problem?> ValidateAsync(int port, bool loopback = true)
    {
        await using var dns = new FakeResolver(Address(Host, "127.0.0.1"));
        return await new HttpValidator(dns.Resolver, port, loopback, TimeProvider.System).ValidateAsync(Attempt, TestContext.CancellationToken);
    }
}
