using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace LocalHttps.Acme;

/// <summary>JSON of strangers: bounded, without duplicate members, and every fault a problem of the type <c>malformed</c>.</summary>
public static class HostileJson
{
    /// <summary>Nesting allowed; nothing in ACME is deeper than half of it.</summary>
    public const int MaximumDepth = 16;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaximumDepth };

    /// <summary>Reads one of the wire types.</summary>
    /// <param name="utf8">The text; its size is the caller's to bound.</param>
    /// <param name="type">From <see cref="AcmeJson"/>.</param>
    /// <param name="name">What it is, for the problem.</param>
    /// <exception cref="AcmeException"><c>malformed</c>.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        try
        {
            CheckText(utf8);
            return JsonSerializer.Deserialize(utf8, type) ?? throw Problems.Malformed($"The {name} is null.");
        }
        catch (Exception problem) when (IsFault(problem))
        {
            throw Problems.Malformed($"The {name} is not the JSON object it should be.");
        }
    }

    /// <summary>Reads one JSON object.</summary>
    /// <exception cref="AcmeException"><c>malformed</c>.</exception>
    public static JsonElement ReadObject(ReadOnlyMemory<byte> utf8, string name)
    {
        try
        {
            CheckText(utf8.Span);
            using var document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document.RootElement.Clone();
        }
        catch (Exception problem) when (IsFault(problem))
        {
            throw Problems.Malformed($"The {name} is not well-formed JSON.");
        }
        throw Problems.Malformed($"The {name} is not a JSON object.");
    }

    /// <summary>The string member <paramref name="name"/>; false where it is absent, no string, or no Unicode text.</summary>
    public static bool TryGetString(this JsonElement json, string name, [NotNullWhen(true)] out string? text)
    {
        text = null;
        try
        {
            if (json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String)
                text = member.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped.
            return false;
        }
        return text is not null;
    }

    // What is no Unicode is refused as it comes in: within a JsonElement nobody would look at it before it is to be written again.
    private static void CheckText(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            throw new JsonException("not UTF-8");
        // Only an escape can hide half of a surrogate pair.
        if (utf8.IndexOf("\\u"u8) < 0)
            return;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaximumDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                _ = reader.GetString();
        }
    }

    // System.Text.Json throws InvalidOperationException for an escaped half of a surrogate pair, and NotSupportedException for what its converters do not know.
    private static bool IsFault(Exception problem) => problem is JsonException or InvalidOperationException or NotSupportedException or FormatException;
}
