using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>The directory object (RFC 8555 §7.1.1).</summary>
public sealed record AcmeDirectory
{
    /// <summary>Where a client asks for a nonce (RFC 8555 §7.2).</summary>
    [JsonPropertyName("newNonce")]
    public required Uri NewNonce { get; init; }

    /// <summary>Where a client registers (RFC 8555 §7.3).</summary>
    [JsonPropertyName("newAccount")]
    public required Uri NewAccount { get; init; }

    /// <summary>Where a client orders (RFC 8555 §7.4).</summary>
    [JsonPropertyName("newOrder")]
    public required Uri NewOrder { get; init; }

    /// <summary>Where a client revokes (RFC 8555 §7.6).</summary>
    [JsonPropertyName("revokeCert")]
    public Uri? RevokeCert { get; init; }

    /// <summary>Where a client changes its account key (RFC 8555 §7.3.5).</summary>
    [JsonPropertyName("keyChange")]
    public Uri? KeyChange { get; init; }

    /// <summary>Where a client asks when to renew (RFC 9773 §4.1).</summary>
    [JsonPropertyName("renewalInfo")]
    public Uri? RenewalInfo { get; init; }

    /// <summary>What the server can do.</summary>
    [JsonPropertyName("meta")]
    public AcmeDirectoryMeta? Meta { get; init; }
}

/// <summary>The <c>meta</c> of a directory (RFC 8555 §9.7.6, RFC 8739 §3.2, RFC 9115 §2.3.5).</summary>
public sealed record AcmeDirectoryMeta
{
    /// <summary>The terms of service.</summary>
    [JsonPropertyName("termsOfService")]
    public Uri? TermsOfService { get; init; }

    /// <summary>The server's website.</summary>
    [JsonPropertyName("website")]
    public Uri? Website { get; init; }

    /// <summary>Names the server recognises as itself in CAA records (RFC 8659).</summary>
    [JsonPropertyName("caaIdentities")]
    public IReadOnlyList<string>? CaaIdentities { get; init; }

    /// <summary>Whether a new account must be bound to an external one (RFC 8555 §7.3.4).</summary>
    [JsonPropertyName("externalAccountRequired")]
    public bool ExternalAccountRequired { get; init; }

    /// <summary>Present where the server renews by itself (RFC 8739 §3.2).</summary>
    [JsonPropertyName("auto-renewal")]
    public AutoRenewalCapability? AutoRenewal { get; init; }

    /// <summary>Whether the server delegates names (RFC 9115 §2.3.5).</summary>
    [JsonPropertyName("delegation-enabled")]
    public bool DelegationEnabled { get; init; }

    /// <summary>Whether plain certificates can be had by GET (RFC 9115 §2.3.5).</summary>
    [JsonPropertyName("allow-certificate-get")]
    public bool AllowCertificateGet { get; init; }

    /// <summary>The certificate profiles offered: name to description.</summary>
    [JsonPropertyName("profiles")]
    public IReadOnlyDictionary<string, string>? Profiles { get; init; }
}

/// <summary>What a server offers of automatic renewal (RFC 8739 §3.2).</summary>
public sealed record AutoRenewalCapability
{
    /// <summary>The shortest lifetime accepted, in seconds.</summary>
    [JsonPropertyName("min-lifetime")]
    public required long MinLifetime { get; init; }

    /// <summary>The longest span from start to end of a series, in seconds.</summary>
    [JsonPropertyName("max-duration")]
    public required long MaxDuration { get; init; }

    /// <summary>Whether star-certificate URLs may be fetched by plain GET and HEAD (RFC 8739 §3.4).</summary>
    [JsonPropertyName("allow-certificate-get")]
    public bool AllowCertificateGet { get; init; }
}
