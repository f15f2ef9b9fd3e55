using System.Globalization;
using System.Text;

namespace LocalHttps.Host.Text;

/// <summary>Text from outside, made fit for a terminal: one line, no control or bidirectional characters, bounded.</summary>
internal static class Shown
{
    private const int LongestQuote = 60;

    /// <summary>The text on one line; what a terminal might obey is replaced by <c>�</c>.</summary>
    public static string OnOneLine(string text, int limit = 300)
    {
        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (safe.Length >= limit)
            {
                return safe.Append('…').ToString();
            }
            safe.Append(MayObey(rune) ? "\uFFFD" : rune.ToString());
        }
        return safe.ToString();
    }

    /// <summary>The text in quotes, short enough for a sentence.</summary>
    public static string Quoted(string text) => $"\"{OnOneLine(text, LongestQuote)}\"";

    /// <summary>Whether a terminal might act on it rather than draw it: controls, bidirectional marks and overrides, line separators, tags.
    /// The joiners of emoji and of Persian words are letters' parts and stay.</summary>
    private static bool MayObey(Rune rune) => rune.Value is not (0x200C or 0x200D) && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
