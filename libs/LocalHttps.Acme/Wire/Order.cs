using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>What a certificate is asked for (RFC 8555 §9.7.7).</summary>
/// <param name="Type"><c>dns</c>, or <c>ip</c> of RFC 8738.</param>
/// <param name="Value">The name; of a wildcard order with the leading <c>*.</c>.</param>
public sealed record AcmeIdentifier(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("value")] string Value)
{
    /// <summary>The type of DNS names.</summary>
    public const string Dns = "dns";
}

/// <summary>How a certificate is renewed (RFC 8739 §3.1.1).</summary>
public sealed record AutoRenewal
{
    /// <summary>The earliest notBefore of the first certificate; absent: as soon as authorisation is complete.</summary>
    [JsonPropertyName("start-date")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>The latest notAfter of the last certificate.</summary>
    [JsonPropertyName("end-date")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public required DateTimeOffset? EndDate { get; init; }

    /// <summary>The nominal validity of each certificate, in seconds.</summary>
    [JsonPropertyName("lifetime")]
    public required long Lifetime { get; init; }

    /// <summary>How far each notBefore is pre-dated, in seconds.</summary>
    [JsonPropertyName("lifetime-adjust")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long LifetimeAdjust { get; init; }

    /// <summary>Whether the star-certificate may be fetched by plain GET (RFC 8739 §3.4).</summary>
    [JsonPropertyName("allow-certificate-get")]
    public bool? AllowCertificateGet { get; init; }
}

/// <summary>The payload of newOrder (RFC 8555 §7.4, RFC 8739 §3.1.1, RFC 9115 §2.3.2 and §2.3.3).</summary>
public sealed record OrderRequest
{
    /// <summary>The names.</summary>
    [JsonPropertyName("identifiers")]
    public IReadOnlyList<AcmeIdentifier>? Identifiers { get; init; }

    /// <summary>The notBefore asked for; never in a STAR or delegated order.</summary>
    [JsonPropertyName("notBefore")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The notAfter asked for; never in a STAR or delegated order.</summary>
    [JsonPropertyName("notAfter")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Present in a STAR order.</summary>
    [JsonPropertyName("auto-renewal")]
    public AutoRenewal? AutoRenewal { get; init; }

    /// <summary>The delegation ordered under (RFC 9115 §2.3.1.3).</summary>
    [JsonPropertyName("delegation")]
    public string? Delegation { get; init; }

    /// <summary>Whether a plain certificate is to be had by GET (RFC 9115 §2.3.5).</summary>
    [JsonPropertyName("allow-certificate-get")]
    public bool? AllowCertificateGet { get; init; }

    /// <summary>The certificate profile asked for.</summary>
    [JsonPropertyName("profile")]
    public string? Profile { get; init; }

    /// <summary>The certificate this one takes the place of (RFC 9773 §5).</summary>
    [JsonPropertyName("replaces")]
    public string? Replaces { get; init; }
}

/// <summary>The order object (RFC 8555 §7.1.3, RFC 8739 §3.1.1, RFC 9115 §2.3.2).</summary>
public sealed record AcmeOrder
{
    /// <summary><c>pending</c>, <c>ready</c>, <c>processing</c>, <c>valid</c>, <c>invalid</c> or <c>canceled</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>When the server forgets the order.</summary>
    [JsonPropertyName("expires")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The names.</summary>
    [JsonPropertyName("identifiers")]
    public required IReadOnlyList<AcmeIdentifier> Identifiers { get; init; }

    /// <summary>The notBefore asked for.</summary>
    [JsonPropertyName("notBefore")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The notAfter asked for.</summary>
    [JsonPropertyName("notAfter")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Present in a STAR order.</summary>
    [JsonPropertyName("auto-renewal")]
    public AutoRenewal? AutoRenewal { get; init; }

    /// <summary>The delegation ordered under.</summary>
    [JsonPropertyName("delegation")]
    public string? Delegation { get; init; }

    /// <summary>Whether a plain certificate is to be had by GET.</summary>
    [JsonPropertyName("allow-certificate-get")]
    public bool? AllowCertificateGet { get; init; }

    /// <summary>The certificate profile.</summary>
    [JsonPropertyName("profile")]
    public string? Profile { get; init; }

    /// <summary>Why the order is invalid.</summary>
    [JsonPropertyName("error")]
    public Problem? Error { get; init; }

    /// <summary>The authorizations; none in a delegated order.</summary>
    [JsonPropertyName("authorizations")]
    public required IReadOnlyList<Uri> Authorizations { get; init; }

    /// <summary>Where the CSR goes.</summary>
    [JsonPropertyName("finalize")]
    public required Uri Finalize { get; init; }

    /// <summary>The certificate of a valid plain order.</summary>
    [JsonPropertyName("certificate")]
    public Uri? Certificate { get; init; }

    /// <summary>The rolling certificate of a valid STAR order.</summary>
    [JsonPropertyName("star-certificate")]
    public Uri? StarCertificate { get; init; }
}

/// <summary>The payload that cancels a STAR order (RFC 8739 §3.1.2).</summary>
public sealed record OrderUpdateRequest
{
    /// <summary><c>canceled</c>.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }
}

/// <summary>The payload of finalize (RFC 8555 §7.4).</summary>
public sealed record FinalizeRequest
{
    /// <summary>The CSR: base64url of DER.</summary>
    [JsonPropertyName("csr")]
    public string? Csr { get; init; }
}

/// <summary>The payload of revokeCert (RFC 8555 §7.6).</summary>
public sealed record RevocationRequest
{
    /// <summary>The certificate: base64url of DER.</summary>
    [JsonPropertyName("certificate")]
    public string? Certificate { get; init; }

    /// <summary>A reason of RFC 5280 §5.3.1.</summary>
    [JsonPropertyName("reason")]
    public int? Reason { get; init; }
}

/// <summary>A list of an account's orders (RFC 8555 §7.1.2.1).</summary>
public sealed record OrderList([property: JsonPropertyName("orders")] IReadOnlyList<Uri> Orders);
