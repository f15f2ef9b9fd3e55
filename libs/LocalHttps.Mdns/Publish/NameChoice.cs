using System.Globalization;
using System.Text;

namespace LocalHttps.Mdns;

/// <summary>The names to try one after the other: <c>Name</c>, <c>Name (2)</c>, <c>Name (3)</c> …; <c>host</c>, <c>host-2</c> … (RFC 6762 §9).</summary>
internal static class NameChoice
{
    /// <summary>The instance label of an attempt, counted from 1, cut at a character to 63 bytes.</summary>
    public static string Instance(string name, int attempt)
    {
        var (stem, first) = Split(name, " (", ")");
        return attempt == 1 ? name : Cut(stem, $" ({first + attempt - 1})");
    }

    /// <summary>The host or alias label of an attempt, counted from 1, cut to 63 bytes.</summary>
    public static string Host(string label, int attempt)
    {
        var (stem, first) = Split(label, "-", "");
        return attempt == 1 ? label : Cut(stem, $"-{first + attempt - 1}");
    }

    /// <summary>A host label made of an instance name: its ASCII letters and digits, other characters as hyphens.</summary>
    public static string HostOf(string instance)
    {
        var label = new StringBuilder();
        foreach (var c in instance.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                label.Append(c);
            }
            else if (label.Length > 0 && label[^1] != '-')
            {
                label.Append('-');
            }
        }
        var made = label.ToString(0, Math.Min(label.Length, DnsName.MaximumLabelLength)).Trim('-');
        return made.Length > 0 ? made : "device";
    }

    // A name that ends in a number already goes on counting there; a long number is part of the name.
    private static (string Stem, int Number) Split(string name, string open, string close)
    {
        var at = name.LastIndexOf(open, StringComparison.Ordinal);
        var end = name.Length - close.Length;
        return at > 0 && name.EndsWith(close, StringComparison.Ordinal) && end - at - open.Length is 1 or 2
            && int.TryParse(name.AsSpan(at + open.Length, end - at - open.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1
            ? (name[..at], number)
            : (name, 1);
    }

    private static string Cut(string stem, string ending)
    {
        var runes = stem.EnumerateRunes().ToList();
        while (runes.Sum(rune => rune.Utf8SequenceLength) + ending.Length > DnsName.MaximumLabelLength)
        {
            runes.RemoveAt(runes.Count - 1);
        }
        return string.Concat(runes).TrimEnd('-', ' ') + ending;
    }
}
