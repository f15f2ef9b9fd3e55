using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>The payload of newAccount and of an account update (RFC 8555 §7.3).</summary>
public sealed record AccountRequest
{
    /// <summary><c>deactivated</c> in an update, else absent (RFC 8555 §7.3.6).</summary>
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    /// <summary>Contact URLs.</summary>
    [JsonPropertyName("contact")]
    public IReadOnlyList<string>? Contact { get; init; }

    /// <summary>Whether the client agreed to the terms.</summary>
    [JsonPropertyName("termsOfServiceAgreed")]
    public bool TermsOfServiceAgreed { get; init; }

    /// <summary>Ask for an account that exists and create none (RFC 8555 §7.3.1).</summary>
    [JsonPropertyName("onlyReturnExisting")]
    public bool OnlyReturnExisting { get; init; }

    /// <summary>A JWS over the account key with the external account's MAC key (RFC 8555 §7.3.4).</summary>
    [JsonPropertyName("externalAccountBinding")]
    public JsonElement? ExternalAccountBinding { get; init; }
}

/// <summary>The account object (RFC 8555 §7.1.2, RFC 9115 §2.3.1.1).</summary>
public sealed record AcmeAccount
{
    /// <summary><c>valid</c>, <c>deactivated</c> or <c>revoked</c>.</summary>
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    /// <summary>Contact URLs.</summary>
    [JsonPropertyName("contact")]
    public IReadOnlyList<string>? Contact { get; init; }

    /// <summary>Whether the client agreed to the terms.</summary>
    [JsonPropertyName("termsOfServiceAgreed")]
    public bool? TermsOfServiceAgreed { get; init; }

    /// <summary>Where the account's orders are listed.</summary>
    [JsonPropertyName("orders")]
    public Uri? Orders { get; init; }

    /// <summary>Where the account's delegations are listed (RFC 9115 §2.3.1.1).</summary>
    [JsonPropertyName("delegations")]
    public Uri? Delegations { get; init; }

    /// <summary>As the request had it, where it was verified (RFC 8555 §7.3.4).</summary>
    [JsonPropertyName("externalAccountBinding")]
    public JsonElement? ExternalAccountBinding { get; init; }
}
