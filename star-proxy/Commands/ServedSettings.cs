using System.Text.Json;
using LocalHttps.Star.Configuration;

namespace LocalHttps.Star.Commands;

/// <summary>What the service last ran with, so that <c>device add --data DIR</c> needs to be told nothing else. No secret is in it: they are in files of their own.</summary>
internal static class ServedSettings
{
    // Who names one way does not mean the other as well, only because serve last went it.
    private static readonly (string Named, string[] Moot)[] Choices =
    [
        ("dns", ["dns-update", "dns-update-key"]),
        ("dns-update", ["dns", "name-servers", "service-addresses"]),
        ("upstream", ["upstream-directory", "upstream-root", "upstream-enrolment", "upstream-contact", "profile"]),
        ("tls-cert", ["plain-http"]),
        ("plain-http", ["tls-cert", "tls-key"]),
    ];

    /// <summary>Where it is.</summary>
    public static string FileIn(string data) => Path.Combine(data, "served.json");

    /// <summary>Adds it, if there is one, without what other settings have made moot.</summary>
    public static void AddTo(SettingTexts texts, string data)
    {
        if (File.Exists(FileIn(data)))
            texts.AddFile(FileIn(data), [.. Choices.Where(choice => texts[choice.Named] is { Text: not "false" }).SelectMany(choice => choice.Moot)]);
    }

    /// <summary>Writes it; whole or not at all.</summary>
    public static void Save(string data, SettingTexts texts)
    {
        var settings = texts.All.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal);
        var part = FileIn(data) + ".part";
        File.WriteAllText(part, JsonSerializer.Serialize(settings, CommandJson.OneLine.DictionaryStringString) + "\n");
        File.Move(part, FileIn(data), overwrite: true);
    }
}
