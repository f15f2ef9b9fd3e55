namespace LocalHttps.Acme;

/// <summary>Whether a CSR keeps to its delegation's template (RFC 9115 §4): nothing beside it, each literal as it stands, <c>**</c> there with any value, <c>*</c> there or not.</summary>
public static class CsrTemplateRules
{
    private const string Mandatory = "**";
    private const string Optional = "*";

    // RFC 5280 Appendix A.1 has upper bounds of 64 to 255; §4.1: "The IdO MAY enforce additional constraints, e.g., by restricting field lengths".
    private const int LongestField = 128;

    /// <summary>Checks the CSR of a finalize under a delegation.</summary>
    /// <param name="csr">The CSR.</param>
    /// <param name="template">The delegation's.</param>
    /// <param name="identifiers">The order's.</param>
    /// <exception cref="AcmeException"><c>badCSR</c>, or <c>rejectedIdentifier</c> with a subproblem for each name that fails (§2.3.2); both with 403.</exception>
    public static void Check(CsrFacts csr, CsrTemplate template, IReadOnlyList<AcmeIdentifier> identifiers)
    {
        ArgumentNullException.ThrowIfNull(csr);
        ArgumentNullException.ThrowIfNull(template);
        CheckNames(csr, template.Extensions.SubjectAltName, identifiers);
        if (!template.KeyTypes.Any(type => Fits(csr.Key, type)))
            throw Bad("The CSR's key is of none of the template's keyTypes.");
        CheckSubject(csr, template.Subject);
        CheckUsage("keyUsage", csr.KeyUsage, template.Extensions.KeyUsage);
        CheckUsage("extendedKeyUsage", csr.ExtendedKeyUsage, template.Extensions.ExtendedKeyUsage);
        // "The NDC MUST NOT include any fields in the CSR, including any extensions, unless they are specified in the template."
        if (csr.HasBasicConstraints || csr.HasOtherAttributes)
            throw Bad("The CSR has a field that the template has not.");
    }

    // §4.1: keyTypes "constrains the SubjectPublicKeyInfo field of the CSR, which MUST have the type/size"; of the SignatureType the key says nothing.
    private static bool Fits(JsonWebKey key, CsrKeyType type) => type.PublicKeyType switch
    {
        "rsaEncryption" => key.Kind == JsonWebKeyKind.Rsa && key.Bits == type.PublicKeyLength,
        "id-ecPublicKey" => type.NamedCurve == (key.Kind switch { JsonWebKeyKind.P256 => "secp256r1", JsonWebKeyKind.P384 => "secp384r1", _ => "" }),
        _ => false,
    };

    private static void CheckNames(CsrFacts csr, CsrSubjectAltName template, IReadOnlyList<AcmeIdentifier> identifiers)
    {
        var wanted = template.Dns ?? [];
        var literals = wanted.Where(name => name is not (Mandatory or Optional)).Select(Normal).ToHashSet(StringComparer.Ordinal);
        var isOpen = literals.Count < wanted.Count;
        var ordered = identifiers.Select(identifier => identifier.Value).ToHashSet(StringComparer.Ordinal);
        var failed = new List<Problem>();
        foreach (var name in csr.DnsNames)
        {
            if (!ordered.Contains(name) || !(isOpen || literals.Contains(name)))
                failed.Add(Rejected("This name is not one of the order's and the template's.", name));
        }
        // Each name ordered is to be in the CSR (RFC 8555 §7.4), and each literal (RFC 9115 §4.1).
        failed.AddRange(ordered.Union(literals, StringComparer.Ordinal).Except(csr.DnsNames, StringComparer.Ordinal).Select(name => Rejected("This name is not in the CSR.", name)));
        if (failed.Count > 0)
            throw Problems.RejectedIdentifiers("The names in the CSR are not those of the order and the delegation.", failed);
        if (wanted.Contains(Mandatory, StringComparer.Ordinal) && csr.DnsNames.Count <= literals.Count)
            throw Bad("The template wants a name in the CSR that is the client's to choose.");
        CheckExactly("mail address", csr.Emails, template.Email);
        CheckExactly("URI", csr.Uris, template.Uri);
    }

    private static void CheckSubject(CsrFacts csr, CsrSubject? template)
    {
        var allowed = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["country"] = template?.Country,
            ["stateOrProvince"] = template?.StateOrProvince,
            ["locality"] = template?.Locality,
            ["organization"] = template?.Organization,
            ["organizationalUnit"] = template?.OrganizationalUnit,
            ["emailAddress"] = template?.EmailAddress,
            [CsrNames.CommonName] = template?.CommonName,
        };
        foreach (var (name, rule) in allowed)
        {
            var values = csr.Subject.Where(field => field.Name == name).Select(field => field.Value).ToList();
            if (!Keeps(values, rule))
                throw Bad($"The CSR's {name} is not as the template has it.");
        }
        if (csr.Subject.Any(field => !allowed.ContainsKey(field.Name)))
            throw Bad("The CSR's subject has a field that the template has not.");
        // A name in the subject is a name of the certificate, whatever wildcard let it in.
        if (csr.CommonNames.Any(name => !csr.DnsNames.Contains(name, StringComparer.OrdinalIgnoreCase)))
            throw Bad("The CSR's commonName is not one of its DNS names.");
    }

    private static bool Keeps(List<string> values, string? rule) => rule switch
    {
        null => values is [],
        Optional => values is [] or [{ Length: > 0 and <= LongestField }],
        Mandatory => values is [{ Length: > 0 and <= LongestField }],
        _ => values is [var value] && value == rule,
    };

    private static void CheckUsage(string name, IReadOnlyList<string>? actual, IReadOnlyList<string>? template)
    {
        // Of an extension that the template has all values are literals.
        if (template is null ? actual is not null : actual is null || !actual.ToHashSet(StringComparer.Ordinal).SetEquals(template))
            throw Bad($"The CSR's {name} is not as the template has it.");
    }

    private static void CheckExactly(string name, IReadOnlyList<string> actual, IReadOnlyList<string>? template)
    {
        if (!actual.Order(StringComparer.Ordinal).SequenceEqual((template ?? []).Order(StringComparer.Ordinal), StringComparer.Ordinal))
            throw Bad($"A {name} in the CSR is not as the template has it.");
    }

    private static string Normal(string name) => DnsNames.TryParse(name, allowWildcard: true, out var normal) ? normal : name;

    private static Problem Rejected(string detail, string name) => Problems.RejectedIdentifier(detail, new(AcmeIdentifier.Dns, name)).Problem;

    private static AcmeException Bad(string detail) => Problems.BadCsr(detail, 403);
}
