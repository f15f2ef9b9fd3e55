using System.Globalization;
using System.Net;

namespace LocalHttps.MdnsTool;

/// <summary>The options of a command line: each a word with <c>--</c> and its value.</summary>
internal sealed class Words
{
    private readonly List<(string Name, string Value)> options = [];

    /// <summary>Reads options.</summary>
    /// <exception cref="FormatException">An option is unknown or has no value.</exception>
    public Words(IReadOnlyList<string> words, params string[] known)
    {
        for (var at = 0; at < words.Count; at += 2)
        {
            if (!known.Contains(words[at], StringComparer.Ordinal) || at + 1 == words.Count)
            {
                throw new FormatException($"Unknown or without a value: {words[at]}");
            }
            options.Add((words[at], words[at + 1]));
        }
    }

    /// <summary>All values of an option.</summary>
    public string[] All(string name) => [.. options.Where(option => option.Name == name).Select(option => option.Value)];

    /// <summary>The last value of an option, or null.</summary>
    public string? Find(string name) => All(name).LastOrDefault();

    /// <summary>The value of an option as a number without sign, or null.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public int? Number(string name) => Find(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FormatException($"{name} is a number, not '{text}'.");

    /// <summary>Reads an IP address.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static IPAddress Address(string text) => IPAddress.TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address.");

    /// <summary>The value of an option that must be there.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public string Demand(string name) => Find(name) ?? throw new FormatException($"{name} is missing.");
}
