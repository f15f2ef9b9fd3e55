using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Acme;

/// <summary>Makes the HTTP client that <see cref="AcmeClient"/> wants.</summary>
public static class AcmeHttp
{
    /// <summary>Without redirects and cookies; TLS as the system trusts, or with these roots alone.</summary>
    /// <param name="roots">Roots of the server's certificate; null or none: the system's.</param>
    public static HttpClient Create(X509Certificate2Collection? roots = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            // The server's address may change while the client lives.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxResponseHeadersLength = 32,
        };
        if (roots is { Count: > 0 })
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
            policy.CustomTrustStore.AddRange(roots);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }
        return new HttpClient(handler);
    }
}
