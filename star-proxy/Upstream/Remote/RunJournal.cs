using System.Text.Json;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>How far one certificate has come at the CA; durable before each step that must not be taken twice.</summary>
internal sealed record RunJournal
{
    /// <summary>Its place in the series.</summary>
    public required int Index { get; init; }

    /// <summary>The CA.</summary>
    public required Uri Directory { get; init; }

    /// <summary>The order at the CA.</summary>
    public Uri? Order { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? OrderedAt { get; init; }

    /// <summary>The responses that may be in the zone, to be taken out at the end.</summary>
    public IReadOnlyList<ProofRecord> Proofs { get; init; } = [];

    /// <summary>Where the order stands; what belongs to an earlier certificate or another CA hands its responses over.</summary>
    public static RunJournal Of(Order order, int index, Uri directory)
    {
        RunJournal? kept = null;
        try
        {
            kept = order.Journal is { } text ? JsonSerializer.Deserialize<RunJournal>(text) : null;
        }
        catch (JsonException)
        {
            // What nobody can read is nothing to go on from.
            kept = null;
        }
        return kept?.Index == index && kept.Directory == directory ? kept : new RunJournal { Index = index, Directory = directory, Proofs = kept?.Proofs ?? [] };
    }

    /// <summary>As the store keeps it.</summary>
    public string Write() => JsonSerializer.Serialize(this);
}

/// <summary>One dns-01 response.</summary>
/// <param name="Name">The owner of the TXT record.</param>
/// <param name="Text">The response (RFC 8555 §8.4).</param>
/// <param name="AnsweredAt">When the CA was told that it is there.</param>
internal sealed record ProofRecord(string Name, string Text, DateTimeOffset? AnsweredAt = null);
