using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Lab;

/// <summary>A root with an intermediate that signs the lab's device certificates (P-256, SHA-256).</summary>
public sealed class LabAuthority : IDisposable
{
    private readonly X509Certificate2 root;
    private readonly X509Certificate2 intermediate;
    private readonly DateTimeOffset now;

    /// <summary>Makes fresh keys.</summary>
    /// <param name="name">Goes into the subjects.</param>
    /// <param name="now">The middle of the authority's own validity.</param>
    public LabAuthority(string name, DateTimeOffset now)
    {
        this.now = now;
        RootName = $"{name} Root";
        root = Authority(RootName, issuer: null);
        intermediate = Authority($"{name} Intermediate", root);
    }

    /// <summary>The root's common name.</summary>
    public string RootName { get; }

    /// <summary>The root as PEM.</summary>
    public string RootPem => root.ExportCertificatePem();

    /// <summary>The intermediate as PEM.</summary>
    public string IntermediatePem => intermediate.ExportCertificatePem();

    /// <summary>Signs a server certificate for a key that the caller keeps.</summary>
    public string IssuePem(ECDsa key, string dnsName, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var request = ServerRequest(key, dnsName);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(intermediate, true, false));
        using var leaf = request.Create(intermediate, notBefore, notAfter, RandomNumberGenerator.GetBytes(16));
        return leaf.ExportCertificatePem();
    }

    /// <summary>A server certificate signed by its own key.</summary>
    public static string SelfSignedPem(ECDsa key, string dnsName, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var leaf = ServerRequest(key, dnsName).CreateSelfSigned(notBefore, notAfter);
        return leaf.ExportCertificatePem();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        intermediate.Dispose();
        root.Dispose();
    }

    private static CertificateRequest ServerRequest(ECDsa key, string dnsName)
    {
        var request = new CertificateRequest($"CN={dnsName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(dnsName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private X509Certificate2 Authority(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, issuer is not null, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var (from, to) = (now.AddYears(-2), now.AddYears(issuer is null ? 8 : 4));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer, true, false));
        using var signed = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }
}
