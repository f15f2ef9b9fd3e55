using System.Formats.Asn1;

namespace LocalHttps.Acme;

/// <summary>Takes a CSR apart (RFC 2986 §4.1). Strict DER, nothing passed over: what is not known is refused or named in the facts.</summary>
internal static class CsrReader
{
    private const string ExtensionRequest = "1.2.840.113549.1.9.14";
    private static readonly Asn1Tag Attributes = new(TagClass.ContextSpecific, 0);

    /// <exception cref="AsnContentException">It is no DER of a CSR.</exception>
    /// <exception cref="AcmeException"><c>badCSR</c>.</exception>
    public static CsrFacts Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var request = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var signed = request.PeekEncodedValue();
        var info = request.ReadSequence();
        var algorithm = PublicKeyReader.ReadAlgorithm(request.ReadSequence());
        var signature = request.ReadBitString(out var unused);
        request.ThrowIfNotEmpty();
        if (unused != 0 || !info.TryReadInt32(out var version) || version != 0)
            throw Problems.BadCsr("The CSR is not of version 1, or its signature is no whole number of bytes.");
        var subject = ReadSubject(info.ReadSequence());
        var publicKey = info.PeekEncodedValue();
        var key = PublicKeyReader.Read(info.ReadSequence());
        PublicKeyReader.CheckSignature(key, publicKey, algorithm, signed.Span, signature);
        var facts = new CsrFacts { Der = der, SubjectPublicKeyInfo = publicKey, Key = key, Subject = subject };
        // RFC 2986 §4.1 wants the attributes even where there are none; some leave them out.
        facts = info.HasData ? ReadAttributes(facts, info.ReadSetOf(Attributes)) : facts;
        info.ThrowIfNotEmpty();
        return facts;
    }

    private static List<CsrSubjectField> ReadSubject(AsnReader names)
    {
        var fields = new List<CsrSubjectField>();
        while (names.HasData)
        {
            var set = names.ReadSetOf();
            var pair = set.ReadSequence();
            set.ThrowIfNotEmpty();
            var oid = pair.ReadObjectIdentifier();
            fields.Add(new(CsrNames.Field(oid), ReadText(pair)));
            pair.ThrowIfNotEmpty();
        }
        return fields;
    }

    private static string ReadText(AsnReader reader)
    {
        var tag = reader.PeekTag();
        foreach (var kind in (ReadOnlySpan<UniversalTagNumber>)[UniversalTagNumber.UTF8String, UniversalTagNumber.PrintableString, UniversalTagNumber.IA5String])
        {
            if (tag == new Asn1Tag(kind))
                return reader.ReadCharacterString(kind);
        }
        throw Problems.BadCsr("A field of the CSR's subject is neither a UTF8String nor a PrintableString nor an IA5String.");
    }

    private static CsrFacts ReadAttributes(CsrFacts facts, AsnReader attributes)
    {
        var hasExtensions = false;
        while (attributes.HasData)
        {
            var attribute = attributes.ReadSequence();
            var oid = attribute.ReadObjectIdentifier();
            var values = attribute.ReadSetOf();
            attribute.ThrowIfNotEmpty();
            if (oid != ExtensionRequest)
            {
                facts = facts with { HasOtherAttributes = true };
                continue;
            }
            if (hasExtensions)
                throw Problems.BadCsr("The CSR asks for extensions twice.");
            hasExtensions = true;
            facts = CsrExtensionReader.Read(facts, values.ReadSequence());
            values.ThrowIfNotEmpty();
        }
        return facts;
    }
}
