using System.Text.Json.Serialization;

namespace LocalHttps.Acme;

/// <summary>When a CA would like a certificate renewed (RFC 9773 §4.2).</summary>
public sealed record RenewalInfo
{
    /// <summary>Any time in it is good; one that is past means now.</summary>
    [JsonPropertyName("suggestedWindow")]
    public required RenewalWindow SuggestedWindow { get; init; }

    /// <summary>Why, for a person.</summary>
    [JsonPropertyName("explanationURL")]
    public Uri? ExplanationUrl { get; init; }
}

/// <summary>A span of time.</summary>
public sealed record RenewalWindow
{
    /// <summary>Its beginning.</summary>
    [JsonPropertyName("start")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public required DateTimeOffset? Start { get; init; }

    /// <summary>Its end, after its beginning.</summary>
    [JsonPropertyName("end")]
    [JsonConverter(typeof(Rfc3339Converter))]
    public required DateTimeOffset? End { get; init; }
}
