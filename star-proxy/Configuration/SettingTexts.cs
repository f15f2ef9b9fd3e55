using System.Text.Json;

namespace LocalHttps.Star.Configuration;

/// <summary>A setting as somebody wrote it.</summary>
/// <param name="Text">Its value.</param>
/// <param name="Source">Where it stands, for messages.</param>
internal sealed record SettingText(string Text, string Source);

/// <summary>Settings not yet read, and what is wrong with how they are written. The first that names a setting wins: flags, environment, file, what serve ran with.</summary>
internal sealed class SettingTexts
{
    private const int LargestFile = 100_000;

    private readonly Dictionary<string, SettingText> texts = new(StringComparer.Ordinal);
    private readonly List<string> faults = [];

    /// <summary>What is wrong, each with what to do.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>What a setting is, or null.</summary>
    public SettingText? this[string name] => texts.GetValueOrDefault(name);

    /// <summary>All that were named; paths are complete.</summary>
    public IReadOnlyDictionary<string, SettingText> All => texts;

    /// <summary>Adds a flag.</summary>
    public void AddFlag(string name, string text) => Add(name, text, $"--{name}", Environment.CurrentDirectory);

    /// <summary>Adds the variables of the environment.</summary>
    public void AddEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        foreach (var (variable, text) in environment.Where(pair => pair.Key.StartsWith(SettingDefinition.Prefix, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var setting = SettingCatalog.All.FirstOrDefault(known => known.Variable == variable);
            if (variable == SettingDefinition.Prefix + "CONFIG")
                continue;
            if (setting is null)
                faults.Add($"{variable}: there is no such setting. Take it out of the environment; serve --help lists the settings.");
            else
                Add(setting.Name, text, variable, Environment.CurrentDirectory);
        }
    }

    /// <summary>Whether a file could not be read, so that what seems to be missing may stand in it.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Adds a JSON file: one object of names and values.</summary>
    /// <param name="file">The file.</param>
    /// <param name="except">Settings that are left out.</param>
    public void AddFile(string file, params IReadOnlyCollection<string> except)
    {
        file = Path.GetFullPath(file);
        IsIncomplete = true;
        try
        {
            if (new FileInfo(file).Length > LargestFile)
            {
                faults.Add($"{file}: larger than a configuration can be. Name another file.");
                return;
            }
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), new() { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add($"{file}: write one JSON object, such as {{\"zone\": \"home.test\"}}.");
                return;
            }
            foreach (var member in document.RootElement.EnumerateObject().Where(member => !except.Contains(member.Name, StringComparer.Ordinal)))
                AddMember(file, member);
            IsIncomplete = false;
        }
        catch (JsonException problem)
        {
            faults.Add($"{file}: not JSON, in line {problem.LineNumber + 1}. Mend that line.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            faults.Add($"{file}: cannot be read ({problem.Message}). Name another file or mend its permissions.");
        }
    }

    private void AddMember(string file, JsonProperty member)
    {
        var source = $"{member.Name} in {file}";
        if (SettingCatalog.Find(member.Name) is null)
        {
            faults.Add($"{source}: there is no such setting. serve --help lists them.");
            return;
        }
        var text = member.Value.ValueKind switch
        {
            JsonValueKind.String => member.Value.GetString(),
            JsonValueKind.Number => member.Value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Array when member.Value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => string.Join(',', member.Value.EnumerateArray().Select(item => item.GetString())),
            _ => null,
        };
        if (text is null)
            faults.Add($"{source}: write a text, a number, true or false, or a list of texts.");
        else
            Add(member.Name, text, source, Path.GetDirectoryName(file)!);
    }

    private void Add(string name, string text, string source, string folder)
    {
        var isPath = SettingCatalog.Find(name)?.IsPath == true && text.Length > 0 && !text.Contains('\0');
        _ = texts.TryAdd(name, new(isPath ? Path.GetFullPath(text, folder) : text, source));
    }
}
