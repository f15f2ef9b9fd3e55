using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity.Tests;

/// <summary>A certification authority in memory, root or intermediate, that signs whatever a test asks of it.</summary>
internal sealed class TestAuthority : IDisposable
{
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly ECDsa key;

    private TestAuthority(ECDsa key, X509Certificate2 certificate)
    {
        this.key = key;
        Certificate = certificate;
    }

    public static DateTimeOffset Now { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public X509Certificate2 Certificate { get; }

    public X509Certificate2Collection Collection => [Certificate];

    public static TestAuthority Root(string name = "Test Root")
    {
        var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = AuthorityRequest(name, own);
        return new TestAuthority(own, request.CreateSelfSigned(Now.AddYears(-5), Now.AddYears(5)));
    }

    public TestAuthority Intermediate(string name = "Test Intermediate", Action<CertificateRequest>? change = null, DateTimeOffset? notAfter = null, bool isAuthority = true)
    {
        var child = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = isAuthority ? AuthorityRequest(name, child) : new CertificateRequest("CN=" + name, child, HashAlgorithmName.SHA256);
        change?.Invoke(request);
        return new TestAuthority(child, Sign(request, Now.AddYears(-1), notAfter ?? Now.AddYears(1)));
    }

    public X509Certificate2 Leaf(params string[] names) => new LeafShape { Names = names }.SignedBy(this);

    public X509Certificate2 Sign(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        Sign(request, X509SignatureGenerator.CreateForECDsa(key), notBefore, notAfter);

    public X509Certificate2 SignWithSha1(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        Sign(request, new Sha1Signature(key), notBefore, notAfter);

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
    }

    private X509Certificate2 Sign(CertificateRequest request, X509SignatureGenerator generator, DateTimeOffset notBefore, DateTimeOffset notAfter) =>
        request.Create(Certificate.SubjectName, generator, notBefore, notAfter, RandomNumberGenerator.GetBytes(12));

    private static CertificateRequest AuthorityRequest(string name, ECDsa key)
    {
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        return request;
    }

    /// <summary>nameConstraints with one permitted DNS subtree (RFC 5280 §4.2.1.10).</summary>
    public static X509Extension PermitOnly(string domain)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        using (writer.PushSequence())
            writer.WriteCharacterString(UniversalTagNumber.IA5String, domain, new Asn1Tag(TagClass.ContextSpecific, 2));
        return new X509Extension("2.5.29.30", writer.Encode(), critical: true);
    }
}

/// <summary>The shape of a leaf certificate.</summary>
internal sealed record LeafShape
{
    public IReadOnlyList<string> Names { get; init; } = ["device.example.com"];

    public string Subject { get; init; } = "CN=device";

    public DateTimeOffset NotBefore { get; init; } = TestAuthority.Now.AddDays(-1);

    public DateTimeOffset NotAfter { get; init; } = TestAuthority.Now.AddDays(5);

    public IReadOnlyList<string>? Usages { get; init; } = [TestAuthority.ServerAuthentication];

    public X509KeyUsageFlags? KeyUsage { get; init; }

    public bool IsAuthority { get; init; }

    public string? IssuerAddress { get; init; }

    public bool HasSubjectAlternativeName { get; init; } = true;

    public bool HasWeakSignature { get; init; }

    public AsymmetricAlgorithm? Key { get; init; }

    public X509Extension? Extra { get; init; }

    public X509Certificate2 SignedBy(TestAuthority authority)
    {
        using var own = Key is null ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        var request = Request(Key ?? own!);
        return HasWeakSignature ? authority.SignWithSha1(request, NotBefore, NotAfter) : authority.Sign(request, NotBefore, NotAfter);
    }

    public X509Certificate2 SelfSigned()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request(own).CreateSelfSigned(NotBefore, NotAfter);
    }

    private CertificateRequest Request(AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest(Subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(Subject, (ECDsa)key, HashAlgorithmName.SHA256);
        var extensions = request.CertificateExtensions;
        if (HasSubjectAlternativeName)
            extensions.Add(AlternativeNames());
        if (Usages is not null)
            extensions.Add(new X509EnhancedKeyUsageExtension([.. Usages.Select(usage => new Oid(usage))], critical: false));
        if (KeyUsage is { } flags)
            extensions.Add(new X509KeyUsageExtension(flags, critical: true));
        if (IsAuthority)
            extensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        if (IssuerAddress is not null)
            extensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [IssuerAddress]));
        if (Extra is not null)
            extensions.Add(Extra);
        return request;
    }

    private X509Extension AlternativeNames()
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Names)
            names.AddDnsName(name);
        return names.Build();
    }
}

/// <summary>ecdsa-with-SHA1 (RFC 3279 §2.2.3), which the platform no longer makes by itself.</summary>
internal sealed class Sha1Signature(ECDsa key) : X509SignatureGenerator
{
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
            writer.WriteObjectIdentifier("1.2.840.10045.4.1");
        return writer.Encode();
    }

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        key.SignData(data, HashAlgorithmName.SHA1, DSASignatureFormat.Rfc3279DerSequence);

    protected override PublicKey BuildPublicKey() => PublicKey.CreateFromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
}
