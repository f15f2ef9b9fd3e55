using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.Identity;

/// <summary>DeviceNames: what a person reads. An advertised one is unauthenticated and hostile until made safe here.</summary>
public static class DeviceNames
{
    /// <summary>Longest DeviceName in UTF-16 units; a DNS label cannot hold more (63 bytes).</summary>
    public const int MaximumLength = 63;

    /// <summary>What a device without a readable name is called.</summary>
    public const string Unnamed = "Unnamed device";

    // No announcement is longer; an issuer's name in a certificate may be, and only its beginning is shown.
    private const int MaximumRead = 1024;

    // Text needs two or three marks on one letter (Vietnamese, Hebrew); a pile of them draws over the rows around.
    private const int MaximumMarks = 4;

    /// <summary>The DeviceName of an announcement: the first label of its instance name, safe to show.</summary>
    public static string FromInstance(ServiceInstance instance) => MakeSafe(instance.InstanceName);

    /// <summary>Makes a text safe to show: one line, nothing invisible or undefined, at most <see cref="MaximumLength"/>, never empty.</summary>
    /// <returns>The text; what cannot be shown is left out, or stands as U+FFFD where its absence would make another name.</returns>
    public static string MakeSafe(string text)
    {
        var safe = Cut(Clean(text.Length > MaximumRead ? text[..MaximumRead] : text));
        return safe.Length > 0 ? safe : Unnamed;
    }

    /// <summary>Takes a DeviceName a person typed: trimmed, else exactly as given, or not at all.</summary>
    /// <param name="given">The text.</param>
    /// <param name="name">The name; null where it is empty, too long, or holds what <see cref="MakeSafe"/> would change.</param>
    public static bool TryAccept(string? given, [NotNullWhen(true)] out string? name)
    {
        var trimmed = given?.Trim();
        name = trimmed is { Length: > 0 and <= MaximumLength } && Clean(trimmed) == trimmed ? trimmed : null;
        return name is not null;
    }

    private static string Clean(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        var clean = new StringBuilder(text.Length);
        var marks = 0;
        for (var i = 0; i < runes.Length; i++)
        {
            var isMark = Rune.GetUnicodeCategory(runes[i]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
            marks = isMark ? marks + 1 : 0;
            var shown = Show(runes, i);
            var afterSpace = clean.Length == 0 || clean[^1] == ' ';
            if (shown.Length > 0 && !(shown == " " && afterSpace) && !(isMark && (afterSpace || marks > MaximumMarks)))
                _ = clean.Append(shown);
        }
        return clean.ToString().TrimEnd(' ');
    }

    private static string Show(ReadOnlySpan<Rune> text, int at) => Rune.GetUnicodeCategory(text[at]) switch
    {
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => " ",
        UnicodeCategory.Control => text[at].Value is '\t' or '\n' or '\r' ? " " : "\uFFFD",
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => "\uFFFD",
        _ when text[at].Value == 0x2800 => " ",
        _ when SafeText.IsInvisible(text[at]) && !EmojiText.IsNeeded(text, at) => "",
        _ => text[at].ToString(),
    };

    private static string Cut(string text)
    {
        var end = 0;
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text, end);
            if (end + length > MaximumLength)
                return (end > 0 ? text[..end] : text[..(char.IsHighSurrogate(text[MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength)]).TrimEnd(' ');
            end += length;
        }
        return text;
    }
}
