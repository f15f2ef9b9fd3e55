using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using LocalHttps.TestKit;

namespace LocalHttps.Acme.Tests;

/// <summary>The README's example, run as it stands there, against a server in memory.</summary>
[TestClass]
public sealed partial class ReadmeTests
{
    private const string Order = """{"status":"STATUS","identifiers":[{"type":"dns","value":"a.home.test"}],"authorizations":[],"finalize":"https://ca.test/finalize","star-certificate":"https://ca.test/star/1"}""";

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Example_AgainstAServer_GetsACertificate()
    {
        using var accountKey = EcdsaAccountKey.Create();
        using var certificateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (name, macKey, csr, stop) = ("a.home.test", new byte[] { 1, 2, 3 }, SampleCsr.For("a.home.test").Sign(certificateKey), TestContext.CancellationToken);
        var end = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        var pem = new CertificateRequest("CN=a.home.test", certificateKey, HashAlgorithmName.SHA256).CreateSelfSigned(end.AddDays(-9), end).ExportCertificatePem();
        using var server = Server(accountKey.PublicKey, pem);
        using var http = new HttpClient(server);

        var client = new AcmeClient(http, accountKey, new AcmeClientOptions { Directory = new Uri("https://ca.test/directory") });
        await client.RegisterAsync(new AcmeRegistration { TermsOfServiceAgreed = true, KeyId = "kid-1", MacKey = macKey }, stop);
        var delegation = await client.ListDelegationsAsync(stop).FirstAsync(stop);
        var renewal = new AutoRenewal { EndDate = end, Lifetime = 4 * 86400, AllowCertificateGet = true };
        var order = await client.NewOrderAsync(new OrderRequest { Identifiers = [new("dns", name)], AutoRenewal = renewal, Delegation = delegation.OriginalString }, stop);
        order = await client.FinalizeAsync(order, csr, stop);
        order = await client.WaitForOrderAsync(order.Url, [AcmeStatus.Processing], TimeSpan.FromMinutes(5), stop);
        var certificate = await client.FetchAsync(order.Value.StarCertificate!, stop); // and again after each certificate.NotBefore

        Assert.AreEqual(pem, certificate.ChainPem);
    }

    [TestMethod]
    public void Example_InTheReadme_IsTheOneThatRuns()
    {
        var example = Squeeze(Fence().Matches(Read("README.md")).Single().Groups["code"].Value);

        Assert.IsGreaterThan(7, example.Split('\n').Length);
        Assert.Contains(example, Squeeze(Read("ReadmeTests.cs")));
    }

    private static FakeAcmeServer Server(JsonWebKey account, string pem)
    {
        var server = new FakeAcmeServer { AccountKey = account };
        server.Handle("/new-account", _ => FakeAcmeServer.Json(HttpStatusCode.Created, """{"status":"valid"}""", headers: ("Location", FakeAcmeServer.Account)));
        server.Handle("/account/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, """{"status":"valid","delegations":"https://ca.test/delegations"}"""));
        server.Handle("/delegations", _ => FakeAcmeServer.Json(HttpStatusCode.OK, """{"delegations":["https://ca.test/delegation/1"]}"""));
        server.Handle("/new-order", _ => FakeAcmeServer.Json(HttpStatusCode.Created, Order.Replace("STATUS", "ready", StringComparison.Ordinal), headers: ("Location", "https://ca.test/order/1")));
        server.Handle("/finalize", _ => FakeAcmeServer.Json(HttpStatusCode.OK, Order.Replace("STATUS", "processing", StringComparison.Ordinal)));
        server.Handle("/order/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, Order.Replace("STATUS", "valid", StringComparison.Ordinal)));
        server.Handle("/star/1", _ => FakeAcmeServer.Json(HttpStatusCode.OK, pem, "application/pem-certificate-chain"));
        return server;
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ReadmeTests).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static string Squeeze(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Fence();
}
