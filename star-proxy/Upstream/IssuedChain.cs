using System.Formats.Asn1;
using System.Security.Cryptography;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Upstream;

/// <summary>Reads what a CA sent, and takes it only if it is what was ordered: a CA is somebody else.</summary>
internal static class IssuedChain
{
    private const int LongestChain = 65_536;

    // A leaf and, of the longest chains in use, three issuers.
    private const int MostCertificates = 8;

    /// <summary>The facts of the leaf.</summary>
    /// <param name="chainPem">Leaf and issuers.</param>
    /// <param name="order">What was ordered, with its CSR.</param>
    /// <param name="index">Its place in the series.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="UpstreamException">It is not what was ordered.</exception>
    public static IssuedCertificate Read(string chainPem, Order order, int index, DateTimeOffset now)
    {
        var der = Leaf(chainPem);
        LeafFacts leaf;
        try
        {
            leaf = LeafFacts.Read(der);
        }
        catch (Exception problem) when (problem is AsnContentException or CryptographicException)
        {
            throw new UpstreamException("The CA sent a certificate that cannot be read.", problem);
        }
        if (!leaf.Names.SetEquals(order.Identifiers.Select(identifier => identifier.Value)))
            throw new UpstreamException("The CA sent a certificate for other names than those ordered.");
        if (!leaf.PublicKeyInfo.Span.SequenceEqual(Csr.PublicKeyInfo(order.Csr!.Value).Span))
            throw new UpstreamException("The CA sent a certificate for another key than the order's.");
        if (leaf.NotAfter <= now)
            throw new UpstreamException($"The CA sent a certificate that ended at {leaf.NotAfter:u}; is this machine's clock right?");
        return new IssuedCertificate
        {
            Fingerprint = Convert.ToHexStringLower(SHA256.HashData(der)),
            OrderId = order.Id,
            Index = index,
            SerialNumber = Convert.ToHexStringLower(leaf.SerialNumber.Span),
            NotBefore = leaf.NotBefore,
            NotAfter = leaf.NotAfter,
            ChainPem = chainPem,
            IssuedAt = now,
        };
    }

    private static byte[] Leaf(ReadOnlySpan<char> pem)
    {
        if (pem.Length > LongestChain)
            throw new UpstreamException($"The CA sent a chain of more than {LongestChain} characters.");
        byte[]? leaf = null;
        var count = 0;
        // Certificates and white space alone (RFC 8555 §9.1): the chain is handed on as it is.
        for (var rest = pem; !rest.IsWhiteSpace(); count++)
        {
            if (!PemEncoding.TryFind(rest, out var fields) || !rest[..fields.Location.Start].IsWhiteSpace() || rest[fields.Label] is not "CERTIFICATE" || count == MostCertificates)
                throw new UpstreamException("The CA sent what is not a chain of certificates.");
            leaf ??= Convert.FromBase64String(rest[fields.Base64Data].ToString());
            rest = rest[fields.Location.End..];
        }
        return leaf ?? throw new UpstreamException("The CA sent no certificate.");
    }
}

/// <summary>What is needed of a leaf. The platform's certificate takes ten times as long to make, which counts where a hundred thousand are renewed.</summary>
internal sealed record LeafFacts(ReadOnlyMemory<byte> SerialNumber, DateTimeOffset NotBefore, DateTimeOffset NotAfter, ReadOnlyMemory<byte> PublicKeyInfo, IReadOnlySet<string> Names)
{
    private const string AlternativeNames = "2.5.29.17";
    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 3);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);

    /// <summary>Reads a certificate (RFC 5280 §4.1).</summary>
    /// <exception cref="AsnContentException">It is none, or names something other than DNS names.</exception>
    public static LeafFacts Read(ReadOnlyMemory<byte> der)
    {
        var whole = new AsnReader(der, AsnEncodingRules.DER);
        var certificate = whole.ReadSequence();
        whole.ThrowIfNotEmpty();
        var signed = certificate.ReadSequence();
        if (signed.PeekTag().HasSameClassAndValue(Version))
            signed.ReadEncodedValue();
        var serial = signed.ReadIntegerBytes();
        signed.ReadEncodedValue();
        signed.ReadEncodedValue();
        var validity = signed.ReadSequence();
        var (from, to) = (ReadTime(validity), ReadTime(validity));
        signed.ReadEncodedValue();
        var key = signed.ReadEncodedValue();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (signed.HasData)
        {
            if (signed.PeekTag().HasSameClassAndValue(Extensions))
                ReadNames(signed.ReadSequence(Extensions).ReadSequence(), names);
            else
                signed.ReadEncodedValue();
        }
        return new LeafFacts(serial, from, to, key, names);
    }

    private static void ReadNames(AsnReader extensions, HashSet<string> names)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            if (extension.ReadObjectIdentifier() != AlternativeNames)
                continue;
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean))
                extension.ReadBoolean();
            var list = new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER).ReadSequence();
            while (list.HasData)
                names.Add(list.ReadCharacterString(UniversalTagNumber.IA5String, DnsName));
        }
    }

    private static DateTimeOffset ReadTime(AsnReader validity) =>
        validity.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? validity.ReadUtcTime() : validity.ReadGeneralizedTime();
}
