using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity;

/// <summary>What a certificate itself must be, whoever signed it.</summary>
internal static class LeafRules
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int MinimumRsaBits = 2048;
    private const int MinimumCurveBits = 256;

    /// <summary>Signatures that can be forged: MD2, MD5 and SHA-1 with RSA, DSA or ECDSA.</summary>
    private static readonly string[] WeakSignatures =
    [
        "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.4", "1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.2.840.10040.4.3", "1.2.840.10045.4.1",
    ];

    /// <summary>Whether the leaf may serve TLS. A leaf without the EKU extension may (RFC 5280 §4.2.1.12 leaves it unrestricted, and so do
    /// browsers); one with it must name serverAuth, since "any" is not what public CAs may issue. Every cipher suite this project offers
    /// signs, so a keyUsage extension must allow that (RFC 8446 §4.4.2.2).</summary>
    public static bool MayServe(X509Certificate2 leaf)
    {
        try
        {
            return leaf.Extensions.OfType<X509EnhancedKeyUsageExtension>().All(NamesServers)
                && leaf.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool NamesServers(X509EnhancedKeyUsageExtension usage) =>
        usage.EnhancedKeyUsages.Cast<Oid>().Any(oid => oid.Value == ServerAuthentication);

    /// <summary>Whether the leaf is a CA itself.</summary>
    public static bool IsAuthority(X509Certificate2 leaf) =>
        leaf.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    /// <summary>Whether it was signed with a broken hash.</summary>
    public static bool HasWeakSignature(X509Certificate2 certificate) => WeakSignatures.Contains(certificate.SignatureAlgorithm.Value, StringComparer.Ordinal);

    /// <summary>Whether its key is too short to trust.</summary>
    public static bool HasWeakKey(X509Certificate2 certificate)
    {
        using var rsa = certificate.PublicKey.GetRSAPublicKey();
        using var curve = rsa is null ? certificate.PublicKey.GetECDsaPublicKey() : null;
        return rsa?.KeySize < MinimumRsaBits || curve?.KeySize < MinimumCurveBits;
    }

    /// <summary>Whether issuer and subject are the same bytes.</summary>
    public static bool IsSelfIssued(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);
}
