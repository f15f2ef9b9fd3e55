using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Star.Upstream.Embedded;

/// <summary>
/// Writes a leaf of an intermediate (RFC 5280 §4.1). By hand, as the platform's builder reads back each certificate that it makes: signing takes a quarter of the
/// time, which counts where a hundred thousand are renewed.
/// </summary>
internal sealed class LeafWriter
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";
    private static readonly Asn1Tag Version = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag Extensions = new(TagClass.ContextSpecific, 3, isConstructed: true);
    private static readonly Asn1Tag DnsName = new(TagClass.ContextSpecific, 2);

    // Certificates say years from 2050 on with four digits (§4.1.2.5).
    private static readonly DateTimeOffset FourDigits = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ReadOnlyMemory<byte> issuer;
    private readonly byte[] always;

    /// <summary>Encodes what all leaves have in common.</summary>
    /// <param name="issuer">The intermediate's subject.</param>
    /// <param name="common">Extensions of every leaf.</param>
    public LeafWriter(X500DistinguishedName issuer, IEnumerable<X509Extension> common)
    {
        this.issuer = issuer.RawData;
        always = [.. common.SelectMany(Encode)];
    }

    /// <summary>One extension.</summary>
    public static byte[] Encode(X509Extension extension)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        Write(writer, extension.Oid!.Value!, extension.Critical, extension.RawData);
        return writer.Encode();
    }

    /// <summary>Writes and signs; DER.</summary>
    /// <param name="signer">The intermediate's key.</param>
    /// <param name="serial">Positive.</param>
    /// <param name="names">Lower-case A-labels, one at least.</param>
    /// <param name="key">SubjectPublicKeyInfo, DER.</param>
    /// <param name="validity">In whole seconds.</param>
    /// <param name="more">Further extensions, encoded.</param>
    public byte[] Sign(ECDsa signer, byte[] serial, IEnumerable<string> names, ReadOnlyMemory<byte> key, (DateTimeOffset From, DateTimeOffset To) validity, ReadOnlySpan<byte> more)
    {
        var signed = new AsnWriter(AsnEncodingRules.DER, initialCapacity: 1024);
        using (signed.PushSequence())
        {
            using (signed.PushSequence(Version))
                signed.WriteInteger(2);
            signed.WriteInteger(serial);
            WriteAlgorithm(signed);
            signed.WriteEncodedValue(issuer.Span);
            using (signed.PushSequence())
            {
                WriteTime(signed, validity.From);
                WriteTime(signed, validity.To);
            }
            // No subject: the names stand in the extension, which is critical therefore (§4.2.1.6).
            using (signed.PushSequence())
            {
            }
            signed.WriteEncodedValue(key.Span);
            using (signed.PushSequence(Extensions))
            using (signed.PushSequence())
            {
                Write(signed, "2.5.29.17", critical: true, AlternativeNames(names));
                Write(signed, "2.5.29.14", critical: false, KeyIdentifier(key));
                WriteAll(signed, always);
                WriteAll(signed, more);
            }
        }
        var content = signed.Encode();
        var certificate = new AsnWriter(AsnEncodingRules.DER, initialCapacity: content.Length + 128);
        using (certificate.PushSequence())
        {
            certificate.WriteEncodedValue(content);
            WriteAlgorithm(certificate);
            certificate.WriteBitString(signer.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        }
        return certificate.Encode();
    }

    private static void WriteAll(AsnWriter writer, ReadOnlySpan<byte> encoded)
    {
        while (encoded.Length > 0)
        {
            AsnDecoder.ReadEncodedValue(encoded, AsnEncodingRules.DER, out _, out _, out var length);
            writer.WriteEncodedValue(encoded[..length]);
            encoded = encoded[length..];
        }
    }

    private static void Write(AsnWriter writer, string oid, bool critical, ReadOnlySpan<byte> value)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
            if (critical)
                writer.WriteBoolean(true);
            writer.WriteOctetString(value);
        }
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(EcdsaWithSha256);
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time < FourDigits)
            writer.WriteUtcTime(time);
        else
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }

    private static byte[] AlternativeNames(IEnumerable<string> names)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (var name in names)
                writer.WriteCharacterString(UniversalTagNumber.IA5String, name, DnsName);
        }
        return writer.Encode();
    }

    // The leftmost 160 bits of the SHA-256 of the key (RFC 7093 §2, method 1), as of the intermediates.
    private static byte[] KeyIdentifier(ReadOnlyMemory<byte> key)
    {
        var information = new AsnReader(key, AsnEncodingRules.DER).ReadSequence();
        information.ReadEncodedValue();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(SHA256.HashData(information.ReadBitString(out _)).AsSpan(0, 20));
        return writer.Encode();
    }
}
