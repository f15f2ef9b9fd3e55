using System.Globalization;
using System.Text;

namespace LocalHttps.Identity;

/// <summary>Where an invisible character does visible work and may stay.</summary>
internal static class EmojiText
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const int TextStyle = 0xFE0E;
    private const int EmojiStyle = 0xFE0F;
    private const int BlackFlag = 0x1F3F4;
    private const int LastTag = 0xE007F;

    /// <summary>Whether the character at <paramref name="at"/> joins or selects a glyph between its neighbours.</summary>
    public static bool IsNeeded(ReadOnlySpan<Rune> text, int at)
    {
        var previous = at > 0 ? text[at - 1] : default;
        var next = at + 1 < text.Length ? text[at + 1] : default;
        return text[at].Value switch
        {
            ZeroWidthJoiner => (EndsEmoji(previous) && IsPicture(next)) || (IsJoiningScript(previous) && IsJoiningScript(next)),
            ZeroWidthNonJoiner => IsJoiningScript(previous) && IsJoiningScript(next),
            TextStyle => IsPicture(previous),
            EmojiStyle => IsPicture(previous) || (IsKeycapBase(previous) && next.Value == 0x20E3),
            _ => IsTag(text[at]) && IsInFlag(text, at),
        };
    }

    // A region's flag is a black flag, tags that spell the region, and the last tag (UTS #51 §2.7).
    private static bool IsInFlag(ReadOnlySpan<Rune> text, int at)
    {
        var start = at;
        while (start > 0 && IsTag(text[start - 1]) && text[start - 1].Value != LastTag)
            start--;
        var end = at;
        while (end < text.Length - 1 && IsTag(text[end]) && text[end].Value != LastTag)
            end++;
        return start > 0 && text[start - 1].Value == BlackFlag && text[end].Value == LastTag && end > start;
    }

    private static bool IsTag(Rune rune) => rune.Value is >= 0xE0020 and <= LastTag;

    private static bool EndsEmoji(Rune rune) => IsPicture(rune) || rune.Value == EmojiStyle || IsSkinTone(rune);

    private static bool IsPicture(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.MathSymbol or UnicodeCategory.OtherPunctuation
        && rune.Value > 0x7F;

    private static bool IsSkinTone(Rune rune) => rune.Value is >= 0x1F3FB and <= 0x1F3FF;

    private static bool IsKeycapBase(Rune rune) => rune.Value is (>= '0' and <= '9') or '#' or '*';

    // Arabic to Sinhala, where joiners choose between letter forms and belong to correct spelling (Persian, Hindi, Malayalam …).
    private static bool IsJoiningScript(Rune rune) => rune.Value is >= 0x0600 and <= 0x0DFF
        && Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
