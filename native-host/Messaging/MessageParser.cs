using System.Collections.Frozen;
using System.Text.Json;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Messaging;

/// <summary>Reads requests strictly; what is not one becomes an error with the id it seems to carry.</summary>
internal static class MessageParser
{
    private static readonly FrozenSet<string> KnownTypes = ProtocolJson.Default.Request.PolymorphismOptions!.DerivedTypes
        .Select(type => (string)type.TypeDiscriminator!).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Reads one message.</summary>
    public static ParsedMessage Parse(ReadOnlySpan<byte> json)
    {
        if (Greeting.TryRead(json) is { } hello)
        {
            return new(hello, null);
        }
        try
        {
            return JsonSerializer.Deserialize(json, ProtocolJson.Default.Request) is { } request
                ? new(request, null)
                : Refuse(json);
        }
        // A missing discriminator throws NotSupportedException; bad escapes and numbers may surface as the other two.
        catch (Exception fault) when (fault is JsonException or NotSupportedException or InvalidOperationException or FormatException)
        {
            return Refuse(json);
        }
    }

    private static ParsedMessage Refuse(ReadOnlySpan<byte> json)
    {
        var (id, type) = Glance(json);
        var error = type is not null && !KnownTypes.Contains(type)
            ? Errors.UnknownType(id)
            : Errors.InvalidMessage(id);
        return new(null, error);
    }

    /// <summary>Best effort: the id and the type at the top level of what may be broken further on.</summary>
    private static (int? Id, string? Type) Glance(ReadOnlySpan<byte> json)
    {
        int? id = null;
        string? type = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return (null, null);
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                var isType = reader.ValueTextEquals("type"u8);
                reader.Read();
                if (isId && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number > 0)
                {
                    id ??= number;
                }
                else if (isType && reader.TokenType == JsonTokenType.String)
                {
                    type ??= reader.GetString();
                }
                reader.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return (id, type);
        }
        return (id, type);
    }
}

/// <summary>A request, or the error to answer with.</summary>
internal readonly record struct ParsedMessage(Request? Request, ErrorReply? Error);
