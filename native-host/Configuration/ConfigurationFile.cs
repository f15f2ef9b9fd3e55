using System.Text.Json;
using LocalHttps.Host.Text;

namespace LocalHttps.Host.Configuration;

/// <summary>Reads the configuration file: strict JSON that allows comments and trailing commas. Every fault is named by line and key.</summary>
public static class ConfigurationFile
{
    /// <summary>Most bytes of the file.</summary>
    public const int MaximumSize = 256 * 1024;

    private static readonly SortedDictionary<string, Func<ConfigurationValue, HostSettings, HostSettings>> Keys = new(StringComparer.Ordinal)
    {
        ["allowedSubnets"] = (value, settings) => settings with { AllowedSubnets = value.List(SettingRules.Subnet) },
        ["extensionIds"] = (value, settings) => settings with { ExtensionIds = value.List(SettingRules.ExtensionId) },
        ["interfaces"] = (value, settings) => settings with
        {
            InterfaceNames = value.List(SettingRules.InterfaceName),
            InterfacesSetBy = value.Place,
        },
        ["serviceTypes"] = (value, settings) => settings with { ServiceTypes = value.NonEmptyList(SettingRules.ServiceType) },
        ["shortTermCapHours"] = (value, settings) => settings with
        {
            VerdictPolicy = settings.VerdictPolicy with { ShortTermCap = TimeSpan.FromHours(value.Whole(1, SettingRules.LargestCapHours)) },
        },
        ["timeoutSeconds"] = (value, settings) => settings with { Timeout = TimeSpan.FromSeconds(value.Whole(1, SettingRules.LongestTimeoutSeconds)) },
        ["trustRoots"] = (value, settings) => settings with { LabRoots = RootFiles.Join(value.List(value.Root)) },
    };

    /// <summary>The keys the file may have.</summary>
    public static IReadOnlyCollection<string> KnownKeys => Keys.Keys;

    /// <summary>Reads the file; without one, everything stands at its default.</summary>
    /// <param name="path">The file.</param>
    /// <param name="home">The home folder, for paths that begin with <c>~/</c>.</param>
    /// <exception cref="ConfigurationException">The file, or a root it names, is not usable.</exception>
    public static HostSettings Load(string path, string home)
    {
        byte[] text;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MaximumSize)
            {
                throw ConfigurationException.Unreadable(path, $"It has more than {MaximumSize / 1024} KiB. A configuration is a few lines.");
            }
            text = new byte[file.Length];
            file.ReadExactly(text);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            return DanglingLink(path) is { } target
                ? throw ConfigurationException.Unreadable(path, $"It is a link to {Shown.OnOneLine(target)}, where nothing is. Put the file there, or remove the link.", problem)
                : new HostSettings();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw ConfigurationException.Unreadable(path, $"It cannot be read ({problem.Message}). Make it a file that you may read, or remove it.", problem);
        }
        return Parse(text, path, home);
    }

    /// <summary>Reads the text of a configuration.</summary>
    /// <param name="text">UTF-8, with or without a byte order mark.</param>
    /// <param name="path">Where it is from; relative paths in it start there.</param>
    /// <param name="home">The home folder.</param>
    /// <exception cref="ConfigurationException">It is not valid.</exception>
    public static HostSettings Parse(ReadOnlyMemory<byte> text, string path, string home)
    {
        ReadOnlyMemory<byte> json = text.Span.StartsWith("\uFEFF"u8) ? text[3..] : text;
        var source = new ConfigurationSource(json, path, home);
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw source.Fault(0, "", "The file is empty. Write {} for the defaults, or remove it.");
        }
        var reader = source.Read();
        try
        {
            return Read(ref reader, source);
        }
        catch (JsonException problem)
        {
            throw JsonFault.Explain(source, problem);
        }
        catch (InvalidOperationException problem)
        {
            throw ConfigurationException.At(path, source.LineOf(reader.TokenStartIndex), "", "This is not UTF-8 text. Save the file as UTF-8.", problem);
        }
    }

    private static HostSettings Read(ref Utf8JsonReader reader, ConfigurationSource source)
    {
        var settings = new HostSettings();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw source.Fault(reader.TokenStartIndex, "", "The file must hold one object: { \"interfaces\": [\"eth0\"] }");
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            var start = reader.TokenStartIndex;
            if (!Keys.TryGetValue(key, out var apply))
            {
                throw source.Fault(start, Shown.OnOneLine(key), UnknownKey(key));
            }
            if (!seen.Add(key))
            {
                throw source.Fault(start, key, "This key stands there twice. Keep one of them.");
            }
            reader.Read();
            settings = apply(ConfigurationValue.Read(ref reader, source, key), settings);
        }
        // Only white space and comments may follow: reading on finds anything else.
        while (reader.Read())
        {
        }
        return settings;
    }

    private static string UnknownKey(string key)
    {
        var near = Keys.Keys.FirstOrDefault(known => known.Equals(key, StringComparison.OrdinalIgnoreCase))
            ?? Keys.Keys.MinBy(known => EditDistance.Between(known, key));
        var hint = near is not null && EditDistance.Between(near, key) <= 3 ? $"Write \"{near}\" instead." : $"There are: {string.Join(", ", Keys.Keys)}.";
        return $"There is no such key. {hint}";
    }

    // A link whose file is gone was put there for a purpose; the defaults would not be it.
    private static string? DanglingLink(string path) =>
        new FileInfo(path).LinkTarget ?? (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder) ? new DirectoryInfo(folder).LinkTarget : null);
}
