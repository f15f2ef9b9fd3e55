using System.Text.Json;
using LocalHttps.Star.Configuration;

namespace LocalHttps.Star.Commands;

/// <summary>What the service last ran with, so that <c>device add --data DIR</c> needs to be told nothing else. No secret is in it: they are in files of their own.</summary>
internal static class ServedSettings
{
    /// <summary>Where it is.</summary>
    public static string FileIn(string data) => Path.Combine(data, "served.json");

    /// <summary>Writes it; whole or not at all.</summary>
    public static void Save(string data, SettingTexts texts)
    {
        var settings = texts.All.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal);
        var part = FileIn(data) + ".part";
        File.WriteAllText(part, JsonSerializer.Serialize(settings, CommandJson.OneLine.DictionaryStringString) + "\n");
        File.Move(part, FileIn(data), overwrite: true);
    }
}
