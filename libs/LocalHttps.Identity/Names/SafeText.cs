using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace LocalHttps.Identity;

/// <summary>Text from the network, made fit to show.</summary>
internal static class SafeText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryDecodeUtf8(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>Characters that draw nothing though their category says otherwise: fillers, joiners, selectors, the blank Braille cell.</summary>
    public static bool IsInvisible(Rune rune) => rune.Value is 0x00AD or 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or 0x2800 or 0x3164 or 0xFFA0
        or (>= 0x180B and <= 0x180F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>A value for a finding's parameter: printable ASCII as it is, all else escaped, cut at <paramref name="limit"/> characters.</summary>
    public static string Parameter(string text, int limit = 253)
    {
        var safe = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (safe.Length >= limit)
                return safe.Append('…').ToString();
            _ = rune.Value is > 0x20 and < 0x7F ? safe.Append((char)rune.Value) : safe.Append($"\\u{{{rune.Value:X}}}");
        }
        return safe.ToString();
    }
}
