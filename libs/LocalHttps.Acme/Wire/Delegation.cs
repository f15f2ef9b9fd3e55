using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>A list of an account's delegations (RFC 9115 §2.3.1.2).</summary>
public sealed record DelegationList([property: JsonPropertyName("delegations")] IReadOnlyList<Uri> Delegations);

/// <summary>The delegation object (RFC 9115 §2.3.1.3).</summary>
public sealed record AcmeDelegation
{
    /// <summary>What the CSR must look like.</summary>
    [JsonPropertyName("csr-template")]
    public required CsrTemplate CsrTemplate { get; init; }

    /// <summary>Delegated name to the name it is an alias of, both with the final dot.</summary>
    [JsonPropertyName("cname-map")]
    public IReadOnlyDictionary<string, string>? CnameMap { get; init; }
}

/// <summary>A CSR template (RFC 9115 §4, Appendix A): a literal is exactly that, <c>**</c> any but needed, <c>*</c> any or none.</summary>
public sealed record CsrTemplate
{
    /// <summary>The keys allowed; at least one.</summary>
    [JsonPropertyName("keyTypes")]
    public required IReadOnlyList<CsrKeyType> KeyTypes { get; init; }

    /// <summary>The subject; absent: an empty subject.</summary>
    [JsonPropertyName("subject")]
    public CsrSubject? Subject { get; init; }

    /// <summary>The extensions.</summary>
    [JsonPropertyName("extensions")]
    public required CsrExtensions Extensions { get; init; }
}

/// <summary>A kind of key (RFC 9115 Appendix A).</summary>
public sealed record CsrKeyType
{
    /// <summary><c>rsaEncryption</c> or <c>id-ecPublicKey</c>.</summary>
    [JsonPropertyName("PublicKeyType")]
    public required string PublicKeyType { get; init; }

    /// <summary>Bits of an RSA modulus.</summary>
    [JsonPropertyName("PublicKeyLength")]
    public int? PublicKeyLength { get; init; }

    /// <summary><c>secp256r1</c>, <c>secp384r1</c> or <c>secp521r1</c>.</summary>
    [JsonPropertyName("namedCurve")]
    public string? NamedCurve { get; init; }

    /// <summary>Such as <c>ecdsa-with-SHA256</c>.</summary>
    [JsonPropertyName("SignatureType")]
    public required string SignatureType { get; init; }
}

/// <summary>The subject's fields (RFC 9115 Appendix A).</summary>
public sealed record CsrSubject
{
    /// <summary>C.</summary>
    [JsonPropertyName("country")]
    public string? Country { get; init; }

    /// <summary>ST.</summary>
    [JsonPropertyName("stateOrProvince")]
    public string? StateOrProvince { get; init; }

    /// <summary>L.</summary>
    [JsonPropertyName("locality")]
    public string? Locality { get; init; }

    /// <summary>O.</summary>
    [JsonPropertyName("organization")]
    public string? Organization { get; init; }

    /// <summary>OU.</summary>
    [JsonPropertyName("organizationalUnit")]
    public string? OrganizationalUnit { get; init; }

    /// <summary>E.</summary>
    [JsonPropertyName("emailAddress")]
    public string? EmailAddress { get; init; }

    /// <summary>CN.</summary>
    [JsonPropertyName("commonName")]
    public string? CommonName { get; init; }
}

/// <summary>The extensions (RFC 9115 Appendix A).</summary>
public sealed record CsrExtensions
{
    /// <summary>The names.</summary>
    [JsonPropertyName("subjectAltName")]
    public required CsrSubjectAltName SubjectAltName { get; init; }

    /// <summary>Such as <c>digitalSignature</c>.</summary>
    [JsonPropertyName("keyUsage")]
    public IReadOnlyList<string>? KeyUsage { get; init; }

    /// <summary>Such as <c>serverAuth</c>, or an OID in dots.</summary>
    [JsonPropertyName("extendedKeyUsage")]
    public IReadOnlyList<string>? ExtendedKeyUsage { get; init; }
}

/// <summary>The alternative names (RFC 9115 Appendix A).</summary>
public sealed record CsrSubjectAltName
{
    /// <summary>DNS names.</summary>
    [JsonPropertyName("DNS")]
    public IReadOnlyList<string>? Dns { get; init; }

    /// <summary>Addresses of mail.</summary>
    [JsonPropertyName("Email")]
    public IReadOnlyList<string>? Email { get; init; }

    /// <summary>URIs.</summary>
    [JsonPropertyName("URI")]
    public IReadOnlyList<string>? Uri { get; init; }
}
