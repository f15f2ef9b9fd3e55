namespace LocalHttps.Acme;

/// <summary>OIDs and the names that RFC 9115 Appendix A has for them.</summary>
internal static class CsrNames
{
    public const string CommonName = "commonName";

    /// <summary>By the number of the bit (RFC 5280 §4.2.1.3).</summary>
    public static readonly string[] KeyUsages =
        ["digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment", "keyAgreement", "keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"];

    private static readonly Dictionary<string, string> Fields = new(StringComparer.Ordinal)
    {
        ["2.5.4.6"] = "country",
        ["2.5.4.8"] = "stateOrProvince",
        ["2.5.4.7"] = "locality",
        ["2.5.4.10"] = "organization",
        ["2.5.4.11"] = "organizationalUnit",
        ["1.2.840.113549.1.9.1"] = "emailAddress",
        ["2.5.4.3"] = CommonName,
    };

    private static readonly Dictionary<string, string> Usages = new(StringComparer.Ordinal)
    {
        ["1.3.6.1.5.5.7.3.1"] = "serverAuth",
        ["1.3.6.1.5.5.7.3.2"] = "clientAuth",
        ["1.3.6.1.5.5.7.3.3"] = "codeSigning",
        ["1.3.6.1.5.5.7.3.4"] = "emailProtection",
        ["1.3.6.1.5.5.7.3.8"] = "timeStamping",
        ["1.3.6.1.5.5.7.3.9"] = "OCSPSigning",
    };

    /// <summary>The name of a field of the subject, or its OID.</summary>
    public static string Field(string oid) => Fields.GetValueOrDefault(oid, oid);

    /// <summary>The name of an extended key usage, or its OID.</summary>
    public static string ExtendedKeyUsage(string oid) => Usages.GetValueOrDefault(oid, oid);
}
