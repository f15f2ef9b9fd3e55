using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Star.Upstream.Embedded;

/// <summary>One intermediate that signs. Everything that is the same for all leaves is made once.</summary>
internal sealed class LeafIssuer : IDisposable
{
    private static readonly X509Extension Usage = new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true);
    private static readonly X509Extension Purpose = new X509EnhancedKeyUsageExtension([new Oid(AuthorityMaker.ServerAuthentication)], critical: false);
    private static readonly X509Extension NoAuthority = new X509BasicConstraintsExtension(false, false, 0, critical: true);

    private readonly X509Certificate2 certificate;
    private readonly X509AuthorityKeyIdentifierExtension issuerKey;
    private readonly LeafWriter writer;
    private readonly byte[] revocations;
    private readonly ECParameters key;
    private readonly ConcurrentBag<Signer> signers = [];
    private readonly string pem;

    /// <summary>Takes over the certificate.</summary>
    /// <param name="certificate">The intermediate, with its private key.</param>
    /// <param name="revocationLists">Where lists of revoked certificates are published, if they are; the list's name goes behind.</param>
    public LeafIssuer(X509Certificate2 certificate, Uri? revocationLists)
    {
        this.certificate = certificate;
        using (var own = certificate.GetECDsaPrivateKey() ?? throw new ArgumentException("An intermediate without an ECDSA key.", nameof(certificate)))
            key = own.ExportParameters(includePrivateParameters: true);
        var identifier = certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().First();
        KeyId = Convert.ToHexStringLower(identifier.SubjectKeyIdentifierBytes.Span);
        issuerKey = X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(identifier);
        writer = new LeafWriter(certificate.SubjectName, [NoAuthority, Usage, Purpose, issuerKey]);
        revocations = revocationLists is null
            ? []
            : LeafWriter.Encode(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"{revocationLists.AbsoluteUri.TrimEnd('/')}/{KeyId}"]));
        pem = certificate.ExportCertificatePem() + "\n";
        NotBefore = new DateTimeOffset(certificate.NotBefore);
        NotAfter = new DateTimeOffset(certificate.NotAfter);
    }

    /// <summary>The subject key identifier, lower-case hexadecimal; names the intermediate and its list.</summary>
    public string KeyId { get; }

    /// <summary>No leaf begins before.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>No leaf ends after.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>When the next intermediate takes over.</summary>
    public DateTimeOffset RenewAt => AuthorityMaker.RenewAt(certificate);

    /// <summary>Signs a leaf and puts the intermediate behind it, PEM.</summary>
    /// <param name="names">The names, lower-case A-labels; nothing else goes in.</param>
    /// <param name="publicKey">Its SubjectPublicKeyInfo, DER.</param>
    /// <param name="notBefore">Not before the intermediate's.</param>
    /// <param name="notAfter">Not after the intermediate's.</param>
    /// <param name="revocable">Whether it says where revocations are published; short-term certificates are not revoked.</param>
    public string Sign(IEnumerable<string> names, ReadOnlyMemory<byte> publicKey, DateTimeOffset notBefore, DateTimeOffset notAfter, bool revocable)
    {
        var leaf = WithSigner(signer => writer.Sign(signer.Key, AuthorityMaker.SerialNumber(), names, publicKey, (notBefore, notAfter), revocable ? revocations : []));
        return $"{PemEncoding.WriteString("CERTIFICATE", leaf)}\n{pem}";
    }

    /// <summary>Signs the list of what was revoked (RFC 5280 §5), DER.</summary>
    /// <param name="builder">With its entries.</param>
    /// <param name="number">Greater than that of every earlier list.</param>
    /// <param name="thisUpdate">Now.</param>
    /// <param name="nextUpdate">When the next is there at the latest.</param>
    public byte[] SignList(CertificateRevocationListBuilder builder, long number, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate) =>
        WithSigner(signer => builder.Build(certificate.SubjectName, signer.Generator, number, nextUpdate, HashAlgorithmName.SHA256, issuerKey, thisUpdate));

    /// <inheritdoc/>
    public void Dispose()
    {
        certificate.Dispose();
        while (signers.TryTake(out var signer))
            signer.Key.Dispose();
    }

    // A key object serves one thread at a time.
    private T WithSigner<T>(Func<Signer, T> use)
    {
        if (!signers.TryTake(out var signer))
        {
            var own = ECDsa.Create(key);
            signer = new Signer(own, X509SignatureGenerator.CreateForECDsa(own));
        }
        try
        {
            return use(signer);
        }
        finally
        {
            signers.Add(signer);
        }
    }

    private sealed record Signer(ECDsa Key, X509SignatureGenerator Generator);
}
