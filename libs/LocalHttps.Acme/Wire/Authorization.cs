using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>The authorization object (RFC 8555 §7.1.4).</summary>
public sealed record AcmeAuthorization
{
    /// <summary><c>pending</c>, <c>valid</c>, <c>invalid</c>, <c>deactivated</c>, <c>expired</c> or <c>revoked</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>When it ends.</summary>
    [JsonPropertyName("expires")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The name, of a wildcard without the <c>*.</c>.</summary>
    [JsonPropertyName("identifier")]
    public required AcmeIdentifier Identifier { get; init; }

    /// <summary>How it can be proved.</summary>
    [JsonPropertyName("challenges")]
    public required IReadOnlyList<AcmeChallenge> Challenges { get; init; }

    /// <summary>Whether it is for a wildcard.</summary>
    [JsonPropertyName("wildcard")]
    public bool? Wildcard { get; init; }
}

/// <summary>A challenge object (RFC 8555 §7.1.5, §8).</summary>
public sealed record AcmeChallenge
{
    /// <summary><c>dns-01</c> or <c>http-01</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>Where the client says that it is ready.</summary>
    [JsonPropertyName("url")]
    public required Uri Url { get; init; }

    /// <summary><c>pending</c>, <c>processing</c>, <c>valid</c> or <c>invalid</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>When it was proved.</summary>
    [JsonPropertyName("validated")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public DateTimeOffset? Validated { get; init; }

    /// <summary>Why it failed.</summary>
    [JsonPropertyName("error")]
    public Problem? Error { get; init; }

    /// <summary>At least 128 bits, base64url (RFC 8555 §8.1).</summary>
    [JsonPropertyName("token")]
    public string? Token { get; init; }
}

/// <summary>The payload that gives an authorization up (RFC 8555 §7.5.2).</summary>
public sealed record AuthorizationUpdateRequest
{
    /// <summary><c>deactivated</c>.</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }
}
