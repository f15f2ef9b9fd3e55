using System.Formats.Asn1;
using System.Security.Cryptography;

namespace LocalHttps.TestKit;

/// <summary>A CSR written piece by piece, so that each piece can be wrong.</summary>
public sealed record SampleCsr
{
    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0);

    public int Version { get; init; }

    /// <summary>OID and text, one RDN each.</summary>
    public IReadOnlyList<(string Oid, string Value)> Subject { get; init; } = [];

    /// <summary>OID and value, as they stand.</summary>
    public IReadOnlyList<(string Oid, byte[] Value)> Extensions { get; init; } = [];

    /// <summary>Attributes beside the extension request: OID and one value.</summary>
    public IReadOnlyList<(string Oid, byte[] Value)> Attributes { get; init; } = [];

    /// <summary>Attributes as they stand, be they what they may within their SEQUENCE.</summary>
    public IReadOnlyList<byte[]> RawAttributes { get; init; } = [];

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>In place of the key's own.</summary>
    public byte[]? SubjectPublicKeyInfo { get; init; }

    /// <summary>In place of the right one.</summary>
    public string? SignatureOid { get; init; }

    /// <summary>What a device asks for: these names, digitalSignature, serverAuth.</summary>
    public static SampleCsr For(params string[] names) => new() { Extensions = [Names(names), KeyUsage(7, 0x80), ExtendedKeyUsage("1.3.6.1.5.5.7.3.1")] };

    public static (string Oid, byte[] Value) Names(params IEnumerable<string> names) => OtherNames(2, names);

    /// <summary>Names of another kind: 1 is mail, 6 is URI.</summary>
    public static (string Oid, byte[] Value) OtherNames(int tag, params IEnumerable<string> names) => ("2.5.29.17", Write(writer =>
    {
        using var sequence = writer.PushSequence();
        foreach (var name in names)
            writer.WriteCharacterString(UniversalTagNumber.IA5String, name, new Asn1Tag(TagClass.ContextSpecific, tag));
    }));

    public static (string Oid, byte[] Value) KeyUsage(int unused, params byte[] bits) => ("2.5.29.15", Write(writer => writer.WriteBitString(bits, unused)));

    public static (string Oid, byte[] Value) ExtendedKeyUsage(params string[] oids) => ("2.5.29.37", Write(writer =>
    {
        using var sequence = writer.PushSequence();
        foreach (var oid in oids)
            writer.WriteObjectIdentifier(oid);
    }));

    public static (string Oid, byte[] Value) BasicConstraints(bool isCa) => ("2.5.29.19", Write(writer =>
    {
        using var sequence = writer.PushSequence();
        if (isCa)
            writer.WriteBoolean(true);
    }));

    public byte[] Sign(ECDsa key) => Sign(
        key.ExportSubjectPublicKeyInfo(),
        $"1.2.840.10045.4.3.{(Hash == HashAlgorithmName.SHA256 ? 2 : Hash == HashAlgorithmName.SHA384 ? 3 : 4)}",
        data => key.SignData(data, Hash, DSASignatureFormat.Rfc3279DerSequence));

    public byte[] Sign(RSA key) => Sign(
        key.ExportSubjectPublicKeyInfo(),
        $"1.2.840.113549.1.1.{(Hash == HashAlgorithmName.SHA256 ? 11 : Hash == HashAlgorithmName.SHA384 ? 12 : 13)}",
        data => key.SignData(data, Hash, RSASignaturePadding.Pkcs1));

    private byte[] Sign(byte[] publicKey, string algorithm, Func<byte[], byte[]> sign)
    {
        var info = Write(writer =>
        {
            using var sequence = writer.PushSequence();
            writer.WriteInteger(Version);
            WriteSubject(writer);
            writer.WriteEncodedValue(SubjectPublicKeyInfo ?? publicKey);
            WriteAttributes(writer);
        });
        return Write(writer =>
        {
            using var sequence = writer.PushSequence();
            writer.WriteEncodedValue(info);
            using (writer.PushSequence())
                writer.WriteObjectIdentifier(SignatureOid ?? algorithm);
            writer.WriteBitString(sign(info));
        });
    }

    private void WriteSubject(AsnWriter writer)
    {
        using var sequence = writer.PushSequence();
        foreach (var (oid, value) in Subject)
        {
            using var set = writer.PushSetOf();
            using var pair = writer.PushSequence();
            writer.WriteObjectIdentifier(oid);
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
        }
    }

    private void WriteAttributes(AsnWriter writer)
    {
        using var attributes = writer.PushSetOf(Zero);
        if (Extensions.Count > 0)
        {
            WriteAttribute(writer, "1.2.840.113549.1.9.14", Write(inner =>
            {
                using var sequence = inner.PushSequence();
                foreach (var (oid, value) in Extensions)
                {
                    using var extension = inner.PushSequence();
                    inner.WriteObjectIdentifier(oid);
                    inner.WriteOctetString(value);
                }
            }));
        }
        foreach (var (oid, value) in Attributes)
            WriteAttribute(writer, oid, value);
        foreach (var raw in RawAttributes)
            writer.WriteEncodedValue(raw);
    }

    private static void WriteAttribute(AsnWriter writer, string oid, byte[] value)
    {
        using var attribute = writer.PushSequence();
        writer.WriteObjectIdentifier(oid);
        using var values = writer.PushSetOf();
        writer.WriteEncodedValue(value);
    }

    private static byte[] Write(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
