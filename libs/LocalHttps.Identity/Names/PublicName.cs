using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.Identity;

/// <summary>Public names (the deck's "CNAME"): lower-case A-labels without the final dot, below a public suffix and not under <c>.local</c>.</summary>
public static class PublicName
{
    /// <summary>Longest name in characters, without the final dot (RFC 1035 §2.3.4).</summary>
    public const int MaximumLength = 253;

    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads a name as announced: A-labels or U-labels, any case, with or without the final dot.</summary>
    /// <param name="text">The name; bounded by the caller or not.</param>
    /// <param name="cname">The name to compare, show and send as SNI.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out string? cname)
    {
        cname = null;
        if (string.IsNullOrEmpty(text) || text.Length > MaximumLength + 1 || !TryToAscii(text, out var name))
            return false;
        var labels = name.Split('.');
        if (labels.Length < 2 || name.Length > MaximumLength || !Array.TrueForAll(labels, IsHostLabel))
            return false;
        // WHATWG URL: a host whose last label is a number is an IPv4 address or an error.
        if (labels[^1] == "local" || IsNumber(labels[^1]) || PublicSuffixes.IsPublicSuffix(name))
            return false;
        cname = name;
        return true;
    }

    /// <summary>Reads the target of an SRV or CNAME record.</summary>
    public static bool TryFrom(DnsName name, [NotNullWhen(true)] out string? cname)
    {
        cname = null;
        var text = new StringBuilder();
        foreach (var label in name.Labels)
        {
            if (label.Span.Contains((byte)'.') || !SafeText.TryDecodeUtf8(label.Span, out var decoded))
                return false;
            _ = text.Append(text.Length == 0 ? "" : ".").Append(decoded);
        }
        return TryParse(text.ToString(), out cname);
    }

    /// <summary>Whether <paramref name="label"/> is letters, digits and inner hyphens in lower-case ASCII, at most 63 of them.</summary>
    internal static bool IsHostLabel(string label) =>
        label.Length is > 0 and <= DnsName.MaximumLabelLength
        && !label.AsSpan().ContainsAnyExcept(LabelCharacters)
        && label[0] != '-' && label[^1] != '-'
        && (!label.StartsWith("xn--", StringComparison.Ordinal) || IsPunycode(label));

    private static bool IsNumber(string label) =>
        !label.AsSpan().ContainsAnyExceptInRange('0', '9')
        || (label.StartsWith("0x", StringComparison.Ordinal) && !label.AsSpan(2).ContainsAnyExcept(HexadecimalDigits));

    private static bool TryToAscii(string text, [NotNullWhen(true)] out string? ascii)
    {
        ascii = null;
        var name = (text[^1] == '.' ? text[..^1] : text).ToLowerInvariant();
        if (!Ascii.IsValid(name))
        {
            // IdnMapping takes these for dots; a name that needs them is not what anybody typed or registered.
            if (name.AsSpan().ContainsAny('\u3002', '\uFF0E', '\uFF61') || !IsLettersAndMarks(name))
                return false;
            try
            {
                name = new IdnMapping { AllowUnassigned = false, UseStd3AsciiRules = true }.GetAscii(name);
            }
            catch (ArgumentException)
            {
                return false;
            }
        }
        ascii = name;
        return true;
    }

    // Roughly the PVALID code points of RFC 5892: what is left out is no loss, what is let in is told apart by the A-label on display.
    private static bool IsLettersAndMarks(string name)
    {
        foreach (var rune in name.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var isLetterOrMark = category is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber;
            if (!rune.IsAscii && (!isLetterOrMark || SafeText.IsInvisible(rune)))
                return false;
        }
        return true;
    }

    private static bool IsPunycode(string label)
    {
        try
        {
            var mapping = new IdnMapping();
            var text = mapping.GetUnicode(label);
            return IsLettersAndMarks(text) && mapping.GetAscii(text) == label;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
