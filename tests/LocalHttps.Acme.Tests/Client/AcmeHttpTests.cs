using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Acme.Tests;

[TestClass]
public sealed class AcmeHttpTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Server_UnderARoot_IsTrustedWhenItIsGiven(bool isGiven)
    {
        using var certificate = Certificate("localhost");
        using var other = Certificate("localhost");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener, certificate);
        using var http = AcmeHttp.Create([isGiven ? certificate : other]);
        using var key = EcdsaAccountKey.Create();
        var client = new AcmeClient(http, key, new() { Directory = new($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/directory") });

        var refusal = await Assert.ThrowsExactlyAsync<AcmeClientException>(() => client.GetDirectoryAsync(TestContext.CancellationToken));

        Assert.AreEqual(isGiven ? HttpStatusCode.Found : null, refusal.Status);
        await serving;
    }

    private async Task ServeAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var connection = await listener.AcceptTcpClientAsync(TestContext.CancellationToken);
        await using var tls = new SslStream(connection.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, TestContext.CancellationToken);
            _ = await tls.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, TestContext.CancellationToken);
            await tls.WriteAsync("HTTP/1.1 302 Found\r\nLocation: https://localhost:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.CancellationToken);
        }
        catch (Exception problem) when (problem is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client that does not trust the certificate goes away; the other one is looked after by its own assertion.
            return;
        }
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}-{Convert.ToHexString(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
    }
}
