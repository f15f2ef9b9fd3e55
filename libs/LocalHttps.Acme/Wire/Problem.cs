using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>A problem document (RFC 7807, RFC 8555 §6.7). Made by the named constructors of <see cref="Problems"/>.</summary>
public sealed record Problem
{
    /// <summary>Such as <c>urn:ietf:params:acme:error:badNonce</c>.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>What a person reads.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    /// <summary>The HTTP status.</summary>
    [JsonPropertyName("status")]
    public int? Status { get; init; }

    /// <summary>The identifier a subproblem is about.</summary>
    [JsonPropertyName("identifier")]
    public AcmeIdentifier? Identifier { get; init; }

    /// <summary>One per identifier that failed (RFC 8555 §6.7.1).</summary>
    [JsonPropertyName("subproblems")]
    public IReadOnlyList<Problem>? Subproblems { get; init; }

    /// <summary>The algorithms a server takes, with badSignatureAlgorithm (RFC 8555 §6.2).</summary>
    [JsonPropertyName("algorithms")]
    public IReadOnlyList<string>? Algorithms { get; init; }

    /// <summary>As a document of its own: what is about an identifier tells it in a subproblem, for at the top it must not stand (RFC 8555 §6.7.1).</summary>
    public Problem AsDocument() => Identifier is null ? this : this with { Identifier = null, Subproblems = Subproblems ?? [this with { Status = null, Algorithms = null }] };
}
