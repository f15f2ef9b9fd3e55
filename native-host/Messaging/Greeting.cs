using System.Text.Json;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Messaging;

/// <summary>The first exchange, <c>hello</c> and <c>welcome</c>, without the serializer: what that prepares for all messages takes longer than
/// everything else up to the first answer. It takes no message that the serializer refuses, and writes the same bytes; tests hold it to that.</summary>
internal static class Greeting
{
    /// <summary>Reads a plain <c>hello</c>.</summary>
    /// <returns>Null for anything else, and for a <c>hello</c> that is not well-formed: the serializer decides what that is.</returns>
    public static HelloRequest? TryRead(ReadOnlySpan<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && TryReadMembers(ref reader) is { } hello && !reader.Read() ? hello : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Writes a <c>welcome</c>.</summary>
    public static void Write(Utf8JsonWriter json, WelcomeReply welcome)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "welcome"u8);
        json.WriteNumber("id"u8, welcome.Id!.Value);
        json.WriteString("version"u8, welcome.Version);
        json.WriteNumber("protocol"u8, welcome.Protocol);
        json.WriteStartArray("capabilities"u8);
        foreach (var capability in welcome.Capabilities)
        {
            json.WriteStringValue(capability);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static HelloRequest? TryReadMembers(ref Utf8JsonReader reader)
    {
        var isHello = false;
        int? id = null;
        VersionRange? protocol = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!isHello && reader.ValueTextEquals("type"u8))
            {
                isHello = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("hello"u8);
                if (!isHello)
                {
                    return null;
                }
            }
            else if (id is null && reader.ValueTextEquals("id"u8))
            {
                id = ReadNumber(ref reader);
            }
            else if (protocol is null && reader.ValueTextEquals("protocol"u8))
            {
                protocol = TryReadRange(ref reader);
            }
            else
            {
                return null;
            }
        }
        return isHello && id is { } given && protocol is not null ? new HelloRequest { Id = given, Protocol = protocol } : null;
    }

    private static VersionRange? TryReadRange(ref Utf8JsonReader reader)
    {
        int? min = null;
        int? max = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (min is null && reader.ValueTextEquals("min"u8))
            {
                min = ReadNumber(ref reader);
            }
            else if (max is null && reader.ValueTextEquals("max"u8))
            {
                max = ReadNumber(ref reader);
            }
            else
            {
                throw new JsonException();
            }
        }
        return min is { } from && max is { } to ? new VersionRange(from, to) : throw new JsonException();
    }

    private static int ReadNumber(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : throw new JsonException();
}
