using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Host.Tests.Support;

internal static class Certificates
{
    /// <summary>A certificate signed by itself, an authority's or not.</summary>
    public static X509Certificate2 Make(string subject, bool authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        if (authority)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        }
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return request.CreateSelfSigned(start, start.AddYears(10));
    }
}
