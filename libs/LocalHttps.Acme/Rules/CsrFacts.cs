namespace LocalHttps.Acme;

/// <summary>One attribute of a subject.</summary>
/// <param name="Name">As RFC 9115 Appendix A calls it, such as <c>commonName</c>; else the OID in dots.</param>
/// <param name="Value">Its text.</param>
public sealed record CsrSubjectField(string Name, string Value);

/// <summary>What a CSR says (RFC 2986), once it was found to be well-formed and signed by the key in it.</summary>
public sealed record CsrFacts
{
    /// <summary>The CSR itself.</summary>
    public required ReadOnlyMemory<byte> Der { get; init; }

    /// <summary>The key as the certificate will bear it (SubjectPublicKeyInfo, DER).</summary>
    public required ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; init; }

    /// <summary>The same key, found sound.</summary>
    public required JsonWebKey Key { get; init; }

    /// <summary>The subject's fields in their order.</summary>
    public required IReadOnlyList<CsrSubjectField> Subject { get; init; }

    /// <summary>subjectAltName: DNS names as <see cref="LocalHttps.Acme.DnsNames"/> writes them, each once.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>subjectAltName: mail addresses.</summary>
    public IReadOnlyList<string> Emails { get; init; } = [];

    /// <summary>subjectAltName: URIs.</summary>
    public IReadOnlyList<string> Uris { get; init; } = [];

    /// <summary>keyUsage by the names of RFC 9115 Appendix A; null without the extension.</summary>
    public IReadOnlyList<string>? KeyUsage { get; init; }

    /// <summary>extendedKeyUsage by the names of RFC 9115 Appendix A or OIDs; null without the extension.</summary>
    public IReadOnlyList<string>? ExtendedKeyUsage { get; init; }

    /// <summary>Whether there is a basicConstraints, which says that this is no CA: any other is refused.</summary>
    public bool HasBasicConstraints { get; init; }

    /// <summary>Whether there are attributes beside the extensions, such as a challenge password.</summary>
    public bool HasOtherAttributes { get; init; }

    /// <summary>The texts of commonName.</summary>
    public IEnumerable<string> CommonNames => Subject.Where(one => one.Name == CsrNames.CommonName).Select(one => one.Value);
}
