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

    /// <summary>Whether <paramref name="rune"/> joins or selects a glyph between its neighbours.</summary>
    public static bool IsNeeded(Rune previous, Rune rune, Rune next) => rune.Value switch
    {
        ZeroWidthJoiner => (EndsEmoji(previous) && IsPicture(next)) || (IsJoiningScript(previous) && IsJoiningScript(next)),
        ZeroWidthNonJoiner => IsJoiningScript(previous) && IsJoiningScript(next),
        TextStyle or EmojiStyle => IsPicture(previous) || (rune.Value == EmojiStyle && IsKeycapBase(previous) && next.Value == 0x20E3),
        _ => false,
    };

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
