using System.Security.Cryptography;
using System.Text;

namespace LocalHttps.Acme;

/// <summary>A certificate as it was fetched (RFC 8555 §7.4.2, RFC 8739 §3.3).</summary>
public sealed record AcmeCertificate
{
    private const int MostCertificates = 10;

    /// <summary>Leaf and issuers, PEM.</summary>
    public required string ChainPem { get; init; }

    /// <summary>Leaf and issuers, DER.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Chain { get; init; }

    /// <summary><c>Cert-Not-Before</c> as the server says it; the leaf's own is what counts.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary><c>Cert-Not-After</c> as the server says it; the leaf's own is what counts.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>How long the server says that it is fresh.</summary>
    public TimeSpan? MaximumAge { get; init; }

    /// <summary>Other chains for the leaf (RFC 8555 §7.4.2).</summary>
    public IReadOnlyList<Uri> Alternates { get; init; } = [];

    internal static AcmeCertificate From(AcmeAnswer answer, Uri url)
    {
        if (answer.MediaType != "application/pem-certificate-chain")
            throw new AcmeClientException($"{url} answered with no certificate chain.") { Status = answer.Status };
        // Latin-1 takes every byte; the reader below takes ASCII alone.
        var pem = Encoding.Latin1.GetString(answer.Body);
        return new()
        {
            ChainPem = pem,
            Chain = Read(pem) ?? throw new AcmeClientException($"{url} answered with what is not a chain of 1 to {MostCertificates} certificates.") { Status = answer.Status },
            NotBefore = answer.Date("Cert-Not-Before"),
            NotAfter = answer.Date("Cert-Not-After"),
            MaximumAge = answer.MaximumAge,
            Alternates = answer.Links("alternate"),
        };
    }

    // RFC 8555 §9.1 and RFC 7468 §5: certificates and white space, and no explanatory text, so that nothing else can be smuggled into a file.
    private static List<ReadOnlyMemory<byte>>? Read(ReadOnlySpan<char> pem)
    {
        var chain = new List<ReadOnlyMemory<byte>>();
        for (var rest = pem; !rest.IsWhiteSpace();)
        {
            if (!PemEncoding.TryFind(rest, out var fields) || !rest[..fields.Location.Start].IsWhiteSpace() || rest[fields.Label] is not "CERTIFICATE" || chain.Count == MostCertificates)
                return null;
            chain.Add(Convert.FromBase64String(rest[fields.Base64Data].ToString()));
            rest = rest[fields.Location.End..];
        }
        return chain.Count > 0 ? chain : null;
    }
}
