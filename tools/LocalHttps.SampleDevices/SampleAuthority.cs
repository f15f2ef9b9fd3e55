using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.SampleDevices;

/// <summary>A throw-away authority: its key never leaves the process.</summary>
internal sealed class SampleAuthority : IDisposable
{
    private readonly X509Certificate2 root;
    private readonly DateTimeOffset now;

    public SampleAuthority(string name, TimeProvider time)
    {
        now = time.GetUtcNow();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        root = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(30));
    }

    /// <summary>The root for whoever is to trust it.</summary>
    public string RootPem => root.ExportCertificatePem();

    /// <summary>A certificate of three days for one name, as STAR would give.</summary>
    /// <param name="name">The one name.</param>
    /// <param name="startsDaysAgo">When its validity started; over 3 makes it expired.</param>
    public X509Certificate2 Issue(string name, double startsDaysAgo = 0.5)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = LeafRequest(name, key);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var start = now.AddDays(-startsDaysAgo);
        using var leaf = request.Create(root, start, start.AddDays(3), RandomNumberGenerator.GetBytes(16));
        return leaf.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate that vouches for itself.</summary>
    public X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return LeafRequest(name, key).CreateSelfSigned(now.AddDays(-0.5), now.AddDays(2.5));
    }

    /// <inheritdoc/>
    public void Dispose() => root.Dispose();

    private static CertificateRequest LeafRequest(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request;
    }
}
