using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Trust;

/// <summary>The text of the trust store. Strict: what this version does not know is refused, so that it is never dropped by a rewrite.</summary>
internal static class TrustFile
{
    /// <summary>The version this program reads and writes.</summary>
    public const int Version = 1;

    /// <summary>Most bytes of a store: as many of the greatest entries as are allowed are below it.</summary>
    public const int MaximumSize = 8 * 1024 * 1024;

    /// <summary>Most entries: as many of the greatest fit into the one message in which a browser is told of them.</summary>
    public const int MaximumEntries = 1_000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private static readonly TrustFileJson Json = new(new JsonSerializerOptions(TrustFileJson.Default.Options)
    {
        // For people who read the file; it is never put into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Reads a store.</summary>
    /// <exception cref="TrustStoreException">It is damaged or newer.</exception>
    public static IReadOnlyList<TrustEntry> Parse(ReadOnlyMemory<byte> text, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            if (ReadVersion(document.RootElement) > Version)
            {
                throw TrustStoreException.Newer(path);
            }
            var file = document.RootElement.Deserialize(Json.TrustFileContent) ?? throw new FormatException("The file holds null.");
            if (file.Devices.Count > MaximumEntries)
            {
                throw TrustStoreException.Unavailable(path, $"It holds {file.Devices.Count} devices, and at most {MaximumEntries} are possible: take some out of the file.");
            }
            var entries = file.Devices.Select(ToEntry).ToList();
            Check(entries);
            return entries;
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            throw TrustStoreException.Corrupt(path, problem);
        }
    }

    /// <summary>Writes a store, the entries by CNAME.</summary>
    /// <exception cref="FormatException">An entry is not one this program could read again.</exception>
    public static byte[] Format(IReadOnlyList<TrustEntry> entries)
    {
        Check(entries);
        var devices = entries.OrderBy(entry => entry.Cname, StringComparer.Ordinal).Select(entry => entry.ToView());
        return [.. JsonSerializer.SerializeToUtf8Bytes(new TrustFileContent(Version, [.. devices]), Json.TrustFileContent), (byte)'\n'];
    }

    private static int ReadVersion(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number >= 1
            ? number
            : throw new FormatException("The file has no version.");

    private static TrustEntry ToEntry(TrustedDevice? device) => device is null ? throw new FormatException("An entry is null.") : new()
    {
        Cname = device.Cname,
        Name = device.Name,
        SpkiSha256 = device.SpkiSha256,
        Method = device.Method switch
        {
            "confirmed" => TrustMethod.Confirmed,
            "paired" => TrustMethod.Paired,
            _ => throw new FormatException($"There is no method {device.Method}."),
        },
        Since = device.Since,
        Accepted = [.. device.Accepted.Select(word => ViewMapping.ToWeakness(word) ?? throw new FormatException($"There is no weakness {word}.")).Distinct()],
    };

    private static void Check(IReadOnlyList<TrustEntry> entries)
    {
        if (entries.Count > MaximumEntries)
        {
            throw new FormatException($"More than {MaximumEntries} entries.");
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            Demand(IsName(entry.Cname), $"{entry.Cname} is not a lower-case A-label name.");
            Demand(seen.Add(entry.Cname), $"{entry.Cname} stands there twice.");
            Demand(entry.SpkiSha256 is { Length: 64 } && entry.SpkiSha256.All(char.IsAsciiHexDigitLower), $"{entry.Cname}: the key is not a SHA-256.");
            Demand(IsShowable(entry.Name), $"{entry.Cname}: the DeviceName is empty, too long or not plain text.");
        }
    }

    private static bool IsName(string? cname) => cname is { Length: > 0 and <= 253 } && cname.Split('.') is { Length: > 1 } labels
        && labels.All(label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'));

    // Whoever edits the file must not make a name that reads as another.
    private static bool IsShowable(string? name) => DeviceNames.TryAccept(name, out var accepted) && accepted == name;

    private static void Demand(bool holds, string message)
    {
        if (!holds)
        {
            throw new FormatException(message);
        }
    }
}

/// <summary>The content of the trust store.</summary>
internal sealed record TrustFileContent(int Version, IReadOnlyList<TrustedDevice> Devices);

/// <summary>The trust store's JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(TrustFileContent))]
internal sealed partial class TrustFileJson : JsonSerializerContext;
