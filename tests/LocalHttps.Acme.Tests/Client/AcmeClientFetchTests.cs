using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Acme.Tests;

/// <summary>Certificates, renewal information, and answers that are none.</summary>
[TestClass]
public sealed class AcmeClientFetchTests : IDisposable
{
    private const string PemType = "application/pem-certificate-chain";
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Uri Star = new($"{FakeAcmeServer.Origin}/star/1");
    private readonly FakeTimeProvider clock = new(Now);
    private readonly FakeAcmeServer server = new();
    private readonly EcdsaAccountKey key = EcdsaAccountKey.Create();
    private readonly X509Certificate2 certificate = Certificate();
    private readonly HttpClient http;
    private readonly AcmeClient client;

    public AcmeClientFetchTests()
    {
        http = new HttpClient(server);
        client = new(http, key, Options);
        server.AccountKey = key.PublicKey;
    }

    public required TestContext TestContext { get; init; }

    private AcmeClientOptions Options => new() { Directory = new($"{FakeAcmeServer.Origin}/directory"), Account = new(FakeAcmeServer.Account), Clock = clock };

    private CancellationToken Stop => TestContext.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        server.Dispose();
        certificate.Dispose();
        key.Dispose();
    }

    [TestMethod]
    public async Task Certificate_ByGetAndByPostAsGet_IsTheSame()
    {
        var pem = certificate.ExportCertificatePem() + "\n" + certificate.ExportCertificatePem() + "\n";
        server.Handle("/star/1", request => FakeAcmeServer.Json(
            HttpStatusCode.OK, pem, PemType,
            ("Cert-Not-Before", "Thu, 03 Oct 2019 00:00:00 GMT"), ("Cert-Not-After", "Thu, 3 Oct 2019"), ("Cache-Control", "max-age=60"), ("Link", "<https://ca.test/star/1/other>; rel=\"alternate\"")));

        var (fetched, downloaded) = (await client.FetchAsync(Star, Stop), await client.DownloadAsync(Star, Stop));

        Assert.AreEqual(pem, fetched.ChainPem);
        Assert.AreEqual(pem, downloaded.ChainPem);
        Assert.HasCount(2, fetched.Chain);
        Assert.AreSequenceEqual(certificate.RawData, fetched.Chain[0].ToArray());
        Assert.AreEqual(new DateTimeOffset(2019, 10, 3, 0, 0, 0, TimeSpan.Zero), fetched.NotBefore);
        Assert.IsNull(fetched.NotAfter);
        Assert.AreEqual(TimeSpan.FromMinutes(1), fetched.MaximumAge);
        Assert.AreSequenceEqual(["https://ca.test/star/1/other"], fetched.Alternates.Select(url => url.OriginalString));
        Assert.AreSequenceEqual(["GET /star/1", "GET /directory", "HEAD /nonce", "POST /star/1"], server.Requests);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("hello")]
    [DataRow("-----BEGIN CERTIFICATE-----\nAQ==\n-----END CERTIFICATE-----\nrm -rf /\n")]
    [DataRow("rm -rf /\n-----BEGIN CERTIFICATE-----\nAQ==\n-----END CERTIFICATE-----\n")]
    [DataRow("-----BEGIN PRIVATE KEY-----\nAQ==\n-----END PRIVATE KEY-----\n")]
    [DataRow("-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----\n")]
    public async Task Certificate_ThatIsNone_IsRefused(string pem)
    {
        server.Handle("/star/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, pem, PemType));

        await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(Star, Stop));
    }

    [TestMethod]
    public async Task Certificates_TooManyOrOfAnotherType_AreRefused()
    {
        server.Handle("/star/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, string.Concat(Enumerable.Repeat(certificate.ExportCertificatePem() + "\n", 11)), PemType));
        await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(Star, Stop));

        server.Handle("/star/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, certificate.ExportCertificatePem(), "text/html"));
        await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(Star, Stop));
    }

    [TestMethod]
    public async Task Fetch_OfAnEndedSeries_TellsTheProblem()
    {
        server.Handle("/star/1", _ => FakeAcmeServer.Refuse(Problems.AutoRenewalExpired(Now).Problem));

        Assert.IsTrue((await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(Star, Stop))).Is("autoRenewalExpired"));
    }

    [TestMethod]
    public void RenewalId_OfRfc9773_IsTheOnePrintedThere() => Assert.AreEqual("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", AcmeClient.RenewalId(certificate));

    [TestMethod]
    public async Task RenewalInformation_OfAServerThatHasIt_IsRead()
    {
        server.Handle("/renewal-info/aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", _ => FakeAcmeServer.Json(
            HttpStatusCode.OK, """{"suggestedWindow":{"start":"2026-05-02T00:00:00Z","end":"2026-05-03T00:00:00Z"},"explanationURL":"https://ca.test/why"}""", headers: ("Retry-After", "21600")));

        var info = await client.GetRenewalInfoAsync(certificate, Stop);

        Assert.AreEqual(Now.AddDays(1), info!.Value.SuggestedWindow.Start);
        Assert.AreEqual(TimeSpan.FromHours(6), info.RetryAfter);
    }

    [TestMethod]
    public async Task RenewalInformation_WithNoWindowOrOfAServerWithout_IsNone()
    {
        server.Handle("/renewal-info/aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE", _ => FakeAcmeServer.Json(
            HttpStatusCode.OK, """{"suggestedWindow":{"start":"2026-05-03T00:00:00Z","end":"2026-05-03T00:00:00Z"}}"""));
        Assert.IsNull(await client.GetRenewalInfoAsync(certificate, Stop));

        server.Directory = server.Directory.Replace("renewalInfo", "other", StringComparison.Ordinal);
        Assert.IsNull(await new AcmeClient(http, key, Options).GetRenewalInfoAsync(certificate, Stop));
    }

    [TestMethod]
    [DataRow("http://ca.test/star/1")]
    [DataRow("http://127.0.0.1/star/1")]
    [DataRow("http://localhost/star/1")]
    [DataRow("ftp://ca.test/star/1")]
    [DataRow("file:///etc/passwd")]
    [DataRow("https://user@ca.test/star/1")]
    [DataRow("/star/1")]
    public async Task Url_NotHttps_IsNotAsked(string url)
    {
        await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(new(url, UriKind.RelativeOrAbsolute), Stop));

        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    [DataRow("http://127.0.0.1/star/1", true)]
    [DataRow("http://[::1]/star/1", true)]
    [DataRow("http://localhost/star/1", true)]
    [DataRow("http://192.0.2.1/star/1", false)]
    public async Task Url_OfPlainHttp_IsAskedOnLoopbackWhereAllowed(string url, bool isAsked)
    {
        var lax = new AcmeClient(http, key, Options with { AllowHttpOnLoopback = true });

        await Assert.ThrowsExactlyAsync<AcmeClientException>(() => lax.FetchAsync(new(url), Stop));

        Assert.AreEqual(isAsked, server.Requests.Count == 1);
    }

    [TestMethod]
    public async Task Redirect_IsNotFollowed()
    {
        server.Handle("/star/1", _ => FakeAcmeServer.Json(HttpStatusCode.Redirect, "", PemType, ("Location", "https://evil.test/")));

        Assert.AreEqual(HttpStatusCode.Redirect, (await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(Star, Stop))).Status);
    }

    [TestMethod]
    public async Task Answer_FromElsewhere_IsRefused()
    {
        server.Handle("/star/1", request =>
        {
            request.Plain!.RequestUri = new("https://evil.test/");
            return FakeAcmeServer.Json(HttpStatusCode.OK, certificate.ExportCertificatePem(), PemType);
        });

        Assert.Contains("redirects", (await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(Star, Stop))).Message);
    }

    [TestMethod]
    public async Task Answer_OverTheLimit_IsRefused()
    {
        server.Handle("/star/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, new string(' ', 256 * 1024 + 1), PemType));

        Assert.Contains("more than", (await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.FetchAsync(Star, Stop))).Message);
    }

    [TestMethod]
    [DataRow("not json", "application/json")]
    [DataRow("{}", "application/json")]
    [DataRow("""{"newNonce":null,"newAccount":"https://ca.test/a","newOrder":"https://ca.test/o"}""", "application/json")]
    public async Task Directory_ThatIsNone_IsRefused(string text, string type)
    {
        server.Handle("/directory", _ => FakeAcmeServer.Json(HttpStatusCode.OK, text, type));

        var refusal = await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.GetDirectoryAsync(Stop));

        Assert.IsTrue(refusal.IsTransient);
    }

    [TestMethod]
    public async Task Fault_OfTheServer_IsTransientAndTellsWhenToComeBack()
    {
        server.Handle("/directory", _ => FakeAcmeServer.Json(HttpStatusCode.ServiceUnavailable, "<html>", "text/html", ("Retry-After", "30")));

        var refusal = await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.GetDirectoryAsync(Stop));

        Assert.IsTrue(refusal.IsTransient);
        Assert.AreEqual(TimeSpan.FromSeconds(30), refusal.RetryAfter);
    }

    [TestMethod]
    public async Task Server_ThatIsAway_IsTransient()
    {
        server.Handle("/directory", _ => throw new HttpRequestException("refused"));

        Assert.IsTrue((await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.GetDirectoryAsync(Stop))).IsTransient);
    }

    [TestMethod]
    public async Task Server_ThatDoesNotAnswer_IsGivenUpAfterTheLimit()
    {
        using var silent = new SilentServer();
        using var silence = new HttpClient(silent);
        var asking = new AcmeClient(silence, key, Options).GetDirectoryAsync(Stop);

        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Contains("30 s", (await Assert.ThrowsExactlyAsync<AcmeClientException>(() => asking)).Message);
    }

    [TestMethod]
    public async Task Cancellation_ByTheCaller_IsOne()
    {
        using var silent = new SilentServer();
        using var silence = new HttpClient(silent);
        using var stop = new CancellationTokenSource();
        var asking = new AcmeClient(silence, key, Options).GetDirectoryAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => asking);
    }

    // RFC 9773 §4.1's serial number and authority key identifier.
    private static X509Certificate2 Certificate()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a.home.test", ecdsa, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(Convert.FromHexString("69885B6B87464041E1B37B847BA0AE2CDE01C8D4")));
        return request.Create(new X500DistinguishedName("CN=ca"), X509SignatureGenerator.CreateForECDsa(ecdsa), Now, Now.AddDays(4), [0, 0x87, 0x65, 0x43, 0x21]);
    }

    private sealed class SilentServer : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("never");
        }
    }
}
