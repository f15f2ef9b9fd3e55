using System.Text.Json;
using LocalHttps.Identity;

namespace LocalHttps.Host.Preflight;

/// <summary>What a device says of itself at <c>/.well-known/local-https</c>. Pure.</summary>
internal static class ServedDeviceName
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/.well-known/local-https";

    private const int Deepest = 8;

    /// <summary>Reads the document: a JSON object with a string <c>deviceName</c>; null for anything else.</summary>
    public static string? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = Deepest });
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("deviceName", out var name)
                && name.ValueKind == JsonValueKind.String
                ? DeviceNames.MakeSafe(name.GetString()!)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether an announced name is the served one, or what a responder makes of it when the name is taken (RFC 6762 §9): <c>name (2)</c>, <c>name #2</c>.</summary>
    public static bool IsAnnouncedAs(string served, string announced) => announced == served || Base(announced) == served;

    private static string Base(string announced)
    {
        var text = announced.AsSpan();
        var bare = text.EndsWith(")") ? text[..^1] : text;
        var digits = bare.Length - bare.TrimEnd("0123456789").Length;
        var rest = bare[..^digits];
        var opening = text.EndsWith(")") ? " (" : " #";
        return digits is > 0 and < 4 && rest.EndsWith(opening) ? rest[..^opening.Length].ToString() : announced;
    }
}
