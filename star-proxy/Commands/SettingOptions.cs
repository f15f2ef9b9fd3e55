using System.Collections;
using System.CommandLine;
using LocalHttps.Star.Configuration;

namespace LocalHttps.Star.Commands;

/// <summary>The settings as options of a command.</summary>
internal sealed class SettingOptions
{
    // What every command needs to find the database.
    private static readonly string[] Few = ["data", "zone", "database"];

    private readonly Option<FileInfo?> config = new("--config") { Description = "A JSON file with settings. Default: config.json in the data directory, if there is one.", HelpName = "FILE" };
    private readonly List<(SettingDefinition Setting, Option Option)> options = [];

    /// <summary>Adds them to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="all">All settings; else those by which a database is found.</param>
    public SettingOptions(Command command, bool all)
    {
        command.Add(config);
        foreach (var setting in SettingCatalog.All.Where(setting => all || Few.Contains(setting.Name, StringComparer.Ordinal)))
        {
            Option option = setting.Value is null
                ? new Option<bool>(setting.Flag) { Description = setting.Help }
                : new Option<string?>(setting.Flag) { Description = setting.Help, HelpName = setting.Value };
            options.Add((setting, option));
            command.Add(option);
        }
    }

    /// <summary>Collects the settings: flags, environment, file; for commands beside the service then what it last ran with.</summary>
    public SettingTexts Collect(ParseResult parsed, bool besideService)
    {
        var texts = new SettingTexts();
        foreach (var (setting, option) in options.Where(pair => parsed.GetResult(pair.Option) is { Implicit: false }))
            texts.AddFlag(setting.Name, option is Option<bool> ? "true" : parsed.GetValue((Option<string?>)option) ?? "");
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal);
        texts.AddEnvironment(environment);
        if ((parsed.GetValue(config)?.FullName ?? environment.GetValueOrDefault(SettingDefinition.Prefix + "CONFIG")) is { } file)
            texts.AddFile(file);
        else if (texts["data"] is { } data && File.Exists(Path.Combine(data.Text, "config.json")))
            texts.AddFile(Path.Combine(data.Text, "config.json"));
        if (besideService && texts["data"] is { } folder)
            ServedSettings.AddTo(texts, folder.Text);
        return texts;
    }
}
