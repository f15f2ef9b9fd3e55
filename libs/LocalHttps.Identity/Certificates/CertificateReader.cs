using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity;

/// <summary>Reads from a leaf what the verdict needs, from the bytes as served. Vouches for nothing.</summary>
internal static class CertificateReader
{
    private const string SubjectAlternativeName = "2.5.29.17";

    // GeneralName ::= CHOICE { … dNSName [2] IA5String … } (RFC 5280 §4.2.1.6)
    private static readonly Asn1Tag DnsNameTag = new(TagClass.ContextSpecific, 2);

    /// <summary>SHA-256 of the certificate in DER, lower-case hexadecimal.</summary>
    public static string LeafSha256(X509Certificate2 leaf) => Hex(leaf.RawDataMemory.Span);

    /// <summary>SHA-256 of the SubjectPublicKeyInfo exactly as it stands in the certificate, lower-case hexadecimal.</summary>
    /// <exception cref="CryptographicException">The certificate is not well-formed.</exception>
    public static string SpkiSha256(X509Certificate2 leaf)
    {
        try
        {
            // Certificate → TBSCertificate → [0] version, serial, signature, issuer, validity, subject, subjectPublicKeyInfo (RFC 5280 §4.1)
            var tbs = new AsnReader(leaf.RawDataMemory, AsnEncodingRules.DER).ReadSequence().ReadSequence();
            if (tbs.PeekTag().HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 0)))
                _ = tbs.ReadEncodedValue();
            for (var i = 0; i < 5; i++)
                _ = tbs.ReadEncodedValue();
            return Hex(tbs.ReadEncodedValue().Span);
        }
        catch (AsnContentException fault)
        {
            throw new CryptographicException("The certificate is not well-formed DER.", fault);
        }
    }

    /// <summary>The dNSName entries, at most <see cref="CertificateFacts.MaximumNames"/>, and the number of entries of all kinds.
    /// A SAN that cannot be read has none: a certificate without names matches nothing.</summary>
    public static (IReadOnlyList<string> DnsNames, int Count) Names(X509Certificate2 leaf)
    {
        var names = new List<string>();
        var count = 0;
        try
        {
            foreach (var extension in leaf.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName))
            {
                var entries = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                for (; entries.HasData; count++)
                {
                    if (!entries.PeekTag().HasSameClassAndValue(DnsNameTag))
                        _ = entries.ReadEncodedValue();
                    else if (names.Count < CertificateFacts.MaximumNames)
                        names.Add(SafeText.Parameter(entries.ReadCharacterString(UniversalTagNumber.IA5String, DnsNameTag)));
                    else
                        _ = entries.ReadEncodedValue();
                }
            }
            return (names, count);
        }
        catch (AsnContentException)
        {
            return ([], count);
        }
    }

    /// <summary>The issuer's common name, else its organisation, safe to show.</summary>
    public static string Issuer(X509Certificate2 certificate) => Display(certificate.IssuerName);

    /// <summary>The common name of <paramref name="name"/>, else its organisation, else the whole, safe to show.</summary>
    public static string Display(X500DistinguishedName name)
    {
        try
        {
            return DeviceNames.MakeSafe(NameOrOrganisation(name) ?? name.Name);
        }
        catch (CryptographicException)
        {
            return DeviceNames.MakeSafe(name.Name);
        }
    }

    private static string? NameOrOrganisation(X500DistinguishedName name)
    {
        string? organisation = null;
        foreach (var part in name.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements)
                continue;
            switch (part.GetSingleElementType().Value)
            {
                case "2.5.4.3" when part.GetSingleElementValue() is { Length: > 0 } commonName:
                    return commonName;
                case "2.5.4.10":
                    organisation ??= part.GetSingleElementValue();
                    break;
            }
        }
        return organisation;
    }

    private static string Hex(ReadOnlySpan<byte> der) => Convert.ToHexStringLower(SHA256.HashData(der));
}
