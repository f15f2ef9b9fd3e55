using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Star.Upstream.Embedded;

/// <summary>Makes the root and the intermediates: P-256 with SHA-256, kept within one zone.</summary>
internal static class AuthorityMaker
{
    /// <summary>serverAuth (RFC 5280 §4.2.1.12).</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>How long a root lives: as long as the things it is installed in.</summary>
    public static readonly TimeSpan RootLifetime = TimeSpan.FromDays(3653);

    /// <summary>How long an intermediate lives; the next takes over after two thirds of it.</summary>
    public static readonly TimeSpan IntermediateLifetime = TimeSpan.FromDays(1096);

    // Clocks of devices that have just started are often behind.
    private static readonly TimeSpan Predated = TimeSpan.FromDays(1);

    /// <summary>A root of its own key.</summary>
    public static X509Certificate2 MakeRoot(ECDsa key, string zone, DateTimeOffset now)
    {
        var request = Request($"CN={Distinct("Root")} for {zone}", key, zone, pathLength: 1);
        return request.CreateSelfSigned(now - Predated, now + RootLifetime);
    }

    /// <summary>An intermediate that signs leaves only.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="root">Its issuer, with the private key.</param>
    /// <param name="zone">The zone it is kept within.</param>
    /// <param name="now">The time.</param>
    public static X509Certificate2 MakeIntermediate(ECDsa key, X509Certificate2 root, string zone, DateTimeOffset now)
    {
        var request = Request($"CN={Distinct("Intermediate")} for {zone}", key, zone, pathLength: 0);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        var from = Later(now - Predated, new DateTimeOffset(root.NotBefore));
        var to = Earlier(now + IntermediateLifetime, new DateTimeOffset(root.NotAfter));
        return request.Create(root, from, to, SerialNumber());
    }

    /// <summary>When the next intermediate takes over from this one.</summary>
    public static DateTimeOffset RenewAt(X509Certificate2 intermediate)
    {
        var (from, to) = (new DateTimeOffset(intermediate.NotBefore), new DateTimeOffset(intermediate.NotAfter));
        return from + ((to - from) * (2.0 / 3));
    }

    /// <summary>128 random bits behind an octet that keeps the number positive and of one length (RFC 5280 §4.1.2.2).</summary>
    public static byte[] SerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(17);
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }

    /// <summary>The later of two times.</summary>
    public static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>The earlier of two times.</summary>
    public static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    // Trust stores find issuers by name: two households must not have roots of the same name.
    private static string Distinct(string role) => $"LocalHttps {role} {RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    private static CertificateRequest Request(string subject, ECDsa key, string zone, int pathLength)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, pathLength, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, X509SubjectKeyIdentifierHashAlgorithm.ShortSha256, false));
        request.CertificateExtensions.Add(NameConstraints.For(zone));
        return request;
    }
}
