using System.Text.Json;
using System.Text.Json.Serialization;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Install;

/// <summary>A native messaging host manifest: which program a browser starts for which extensions.</summary>
public sealed record HostManifest
{
    /// <summary>The name under which extensions ask for this program.</summary>
    public const string Name = ProtocolJson.HostName;

    // Paths with other than ASCII letters stay readable.
    private static readonly ManifestJson Json = new(new JsonSerializerOptions(ManifestJson.Default.Options)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private const string OriginStart = "chrome-extension://";

    /// <summary>The program.</summary>
    public required string Executable { get; init; }

    /// <summary>The family it is written for.</summary>
    public required BrowserFamily Family { get; init; }

    /// <summary>Ids of the extensions that may start it.</summary>
    public required IReadOnlyList<string> ExtensionIds { get; init; }

    /// <summary>The text of the file.</summary>
    public string Format()
    {
        var content = new ManifestContent
        {
            Name = Name,
            Description = "LocalHttps: finds and checks HTTPS devices of the local network",
            Path = Executable,
            Type = "stdio",
            AllowedOrigins = Family == BrowserFamily.Chromium ? [.. ExtensionIds.Select(id => $"{OriginStart}{id}/")] : null,
            AllowedExtensions = Family == BrowserFamily.Firefox ? ExtensionIds : null,
        };
        return JsonSerializer.Serialize(content, Json.ManifestContent) + "\n";
    }

    /// <summary>Reads a manifest as a browser of a family does.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="family">The browser's family.</param>
    /// <exception cref="FormatException">The browser would refuse it; the message says why.</exception>
    public static HostManifest Parse(ReadOnlySpan<byte> text, BrowserFamily family)
    {
        ManifestContent content;
        try
        {
            content = JsonSerializer.Deserialize(text, Json.ManifestContent) ?? throw new FormatException("It holds null.");
        }
        catch (JsonException problem)
        {
            throw new FormatException($"It is not a manifest in JSON (line {(problem.LineNumber ?? 0) + 1}).", problem);
        }
        Demand(content.Name == Name, $"Its name is \"{content.Name}\", not \"{Name}\".");
        Demand(content.Type == "stdio", "Its type is not \"stdio\".");
        Demand(!string.IsNullOrEmpty(content.Path), "It names no program (path).");
        Demand(content.Description is not null, "It has no description.");
        var allowed = family == BrowserFamily.Chromium ? content.AllowedOrigins : content.AllowedExtensions;
        Demand(allowed is { Count: > 0 }, $"It allows no extension ({(family == BrowserFamily.Chromium ? "allowed_origins" : "allowed_extensions")}).");
        return new()
        {
            Executable = content.Path!,
            Family = family,
            ExtensionIds = [.. allowed!.Select(entry => family == BrowserFamily.Chromium ? IdOfOrigin(entry) : entry)],
        };
    }

    // One malformed entry makes Chromium refuse the whole manifest.
    private static string IdOfOrigin(string origin)
    {
        var id = origin.StartsWith(OriginStart, StringComparison.Ordinal) && origin.EndsWith('/') ? origin[OriginStart.Length..^1] : "";
        Demand(Configuration.SettingRules.IsChromiumId(id), $"\"{origin}\" is not the origin of an extension, so Chromium refuses the whole file.");
        return id;
    }

    private static void Demand(bool holds, string problem)
    {
        if (!holds)
        {
            throw new FormatException(problem);
        }
    }
}

/// <summary>A manifest as the browsers define it; members of other versions are left alone.</summary>
internal sealed record ManifestContent
{
    public string? Name { get; init; }

    public string? Description { get; init; }

    public string? Path { get; init; }

    public string? Type { get; init; }

    public IReadOnlyList<string>? AllowedOrigins { get; init; }

    public IReadOnlyList<string>? AllowedExtensions { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ManifestContent))]
internal sealed partial class ManifestJson : JsonSerializerContext;
