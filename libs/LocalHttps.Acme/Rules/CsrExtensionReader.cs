using System.Formats.Asn1;

namespace LocalHttps.Acme;

/// <summary>Reads the extensions that a CSR asks for (RFC 5280 §4.2).</summary>
internal static class CsrExtensionReader
{
    public static CsrFacts Read(CsrFacts facts, AsnReader extensions)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            if (!seen.Add(oid))
                throw Problems.BadCsr("The CSR asks for an extension twice.");
            if (extension.HasData && extension.PeekTag() == Asn1Tag.Boolean)
                extension.ReadBoolean();
            var value = new AsnReader(extension.ReadOctetString(), AsnEncodingRules.DER);
            extension.ThrowIfNotEmpty();
            facts = oid switch
            {
                "2.5.29.17" => ReadNames(facts, value.ReadSequence()),
                "2.5.29.15" => facts with { KeyUsage = ReadKeyUsage(value) },
                "2.5.29.37" => facts with { ExtendedKeyUsage = ReadExtendedKeyUsage(value.ReadSequence()) },
                "2.5.29.19" => ReadBasicConstraints(facts, value.ReadSequence()),
                _ => throw Problems.BadCsr("The CSR asks for an extension other than subjectAltName, keyUsage, extendedKeyUsage and basicConstraints."),
            };
            value.ThrowIfNotEmpty();
        }
        return facts;
    }

    // RFC 5280 §4.2.1.6
    private static CsrFacts ReadNames(CsrFacts facts, AsnReader names)
    {
        var (hosts, emails, uris) = (new List<string>(), new List<string>(), new List<string>());
        while (names.HasData)
        {
            var tag = names.PeekTag();
            var list = (tag.TagClass, tag.TagValue) switch
            {
                (TagClass.ContextSpecific, 1) => emails,
                (TagClass.ContextSpecific, 2) => hosts,
                (TagClass.ContextSpecific, 6) => uris,
                _ => throw Problems.BadCsr("The CSR has a subjectAltName other than DNS names, mail addresses and URIs."),
            };
            list.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, tag));
        }
        var normalised = new List<string>();
        foreach (var host in hosts)
        {
            if (!DnsNames.TryParse(host, allowWildcard: true, out var name))
                throw Problems.BadCsr("A DNS name in the CSR is not a host name in A-labels.");
            if (normalised.Contains(name, StringComparer.Ordinal))
                throw Problems.BadCsr("A DNS name is twice in the CSR.");
            normalised.Add(name);
        }
        return facts with { DnsNames = normalised, Emails = emails, Uris = uris };
    }

    private static List<string> ReadKeyUsage(AsnReader value)
    {
        var bits = value.ReadNamedBitList();
        var names = new List<string>();
        for (var i = 0; i < bits.Count; i++)
        {
            if (bits[i])
                names.Add(i < CsrNames.KeyUsages.Length ? CsrNames.KeyUsages[i] : throw Problems.BadCsr("The CSR's keyUsage has bits that nobody defined."));
        }
        return names;
    }

    private static List<string> ReadExtendedKeyUsage(AsnReader usages)
    {
        var names = new List<string>();
        while (usages.HasData)
        {
            var name = CsrNames.ExtendedKeyUsage(usages.ReadObjectIdentifier());
            if (names.Contains(name, StringComparer.Ordinal))
                throw Problems.BadCsr("An extendedKeyUsage is twice in the CSR.");
            names.Add(name);
        }
        return names;
    }

    private static CsrFacts ReadBasicConstraints(CsrFacts facts, AsnReader constraints)
    {
        // DER leaves out a false; some write it all the same, and AsnReader lets it pass.
        var isCa = constraints.HasData && constraints.PeekTag() == Asn1Tag.Boolean && constraints.ReadBoolean();
        return isCa || constraints.HasData ? throw Problems.BadCsr("The CSR is for a CA.") : facts with { HasBasicConstraints = true };
    }
}
