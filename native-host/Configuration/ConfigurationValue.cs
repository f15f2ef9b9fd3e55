using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace LocalHttps.Host.Configuration;

/// <summary>The text of a configuration, for telling where something stands.</summary>
internal sealed record ConfigurationSource(ReadOnlyMemory<byte> Text, string Path, string Home)
{
    /// <summary>A reader of the text: JSON that allows comments and trailing commas.</summary>
    /// <param name="isComplete">False to let the text end anywhere.</param>
    public Utf8JsonReader Read(bool isComplete = true) => new(
        Text.Span,
        isComplete,
        new JsonReaderState(new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 8 }));

    public int LineOf(long offset) => Text.Span[..(int)Math.Min(offset, Text.Length)].Count((byte)'\n') + 1;

    public ConfigurationException Fault(long offset, string key, string problem, Exception? cause = null) =>
        ConfigurationException.At(Path, LineOf(offset), key, problem, cause);
}

/// <summary>A value of the configuration with the place where it stands. A list is kept as its items.</summary>
internal sealed class ConfigurationValue
{
    private readonly ConfigurationSource source;
    private readonly string key;
    private readonly long start;
    private readonly JsonTokenType type;
    private readonly string text;
    private readonly List<ConfigurationValue> items = [];

    private ConfigurationValue(ref Utf8JsonReader reader, ConfigurationSource source, string key)
    {
        (this.source, this.key, start, type) = (source, key, reader.TokenStartIndex, reader.TokenType);
        text = type switch
        {
            JsonTokenType.String => reader.GetString()!,
            JsonTokenType.Number => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
            _ => "",
        };
    }

    /// <summary>Where it stands, for messages.</summary>
    public string Place => $"{source.Path}, line {source.LineOf(start)}, {key}";

    /// <summary>Reads the value the reader stands on.</summary>
    public static ConfigurationValue Read(ref Utf8JsonReader reader, ConfigurationSource source, string key)
    {
        var value = new ConfigurationValue(ref reader, source, key);
        if (value.type == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                value.items.Add(Read(ref reader, source, key));
            }
        }
        else if (value.type == JsonTokenType.StartObject)
        {
            throw value.Fault("An object has no meaning here.");
        }
        return value;
    }

    /// <summary>A list of texts, each read by a rule that says what is wrong with one.</summary>
    public IReadOnlyList<T> List<T>(Func<string, Rule<T>> rule)
    {
        if (type != JsonTokenType.StartArray)
        {
            throw Fault($"Write a list, such as {Example()}.");
        }
        if (items.Count > SettingRules.LongestList)
        {
            throw Fault($"At most {SettingRules.LongestList} values may stand here.");
        }
        return [.. items.Select(item => item.One(rule))];
    }

    /// <summary>A list of at least one text.</summary>
    public IReadOnlyList<T> NonEmptyList<T>(Func<string, Rule<T>> rule) =>
        items.Count == 0 && type == JsonTokenType.StartArray ? throw Fault($"The list is empty. Write at least one value, such as {Example()}.") : List(rule);

    /// <summary>A whole number within bounds.</summary>
    public int Whole(int least, int most) =>
        type == JsonTokenType.Number && int.TryParse(text, out var number) && number >= least && number <= most
            ? number
            : throw Fault($"Write a whole number from {least} to {most}.");

    /// <summary>The rule for a root's file, whose path starts at the configuration's folder.</summary>
    public Rule<X509Certificate2Collection> Root(string file)
    {
        var root = RootFiles.Load(file, Path.GetDirectoryName(source.Path) ?? "", source.Home);
        return root.Problem is null ? root : root with { Problem = $"{root.Problem} {RootFiles.Remedy}" };
    }

    private T One<T>(Func<string, Rule<T>> rule)
    {
        if (type != JsonTokenType.String)
        {
            throw Fault($"Every value of the list is a text in quotes, such as {Example()}.");
        }
        var result = rule(text);
        return result.Problem is null ? result.Value : throw Fault(result.Problem, result.Cause);
    }

    private string Example() => SettingRules.Examples.GetValueOrDefault(key, "[\"…\"]");

    private ConfigurationException Fault(string problem, Exception? cause = null) => source.Fault(start, key, problem, cause);
}

/// <summary>A value read by a rule, or what is wrong with the text and what to write instead.</summary>
internal readonly record struct Rule<T>(T Value, string? Problem, Exception? Cause = null)
{
    public static Rule<T> Accept(T value) => new(value, null);

    public static Rule<T> Refuse(string problem, Exception? cause = null) => new(default!, problem, cause);
}
