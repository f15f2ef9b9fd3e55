using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace LocalHttps.Identity;

/// <summary>The Unicode tables behind <see cref="NameSkeleton"/>. The platform has none under invariant globalization.</summary>
internal static class SkeletonData
{
    private static readonly Lazy<SortedLines> Lines = new(() => SortedLines.Load("skeletons.txt"));

    // Most names are ASCII, and so are most characters of the others.
    private static readonly Lazy<(string? Prototype, string? Folding)[]> AsciiEntries = new(() =>
        [.. Enumerable.Range(0, 0x80).Select(value => (Text('C', new Rune(value)), Text('F', new Rune(value))))]);

    /// <summary>What a character is confused with (UTS #39 §4), or null.</summary>
    public static string? Prototype(Rune rune) => rune.IsAscii ? AsciiEntries.Value[rune.Value].Prototype : Text('C', rune);

    /// <summary>The full case folding, or null.</summary>
    public static string? Folding(Rune rune) => rune.IsAscii ? AsciiEntries.Value[rune.Value].Folding : Text('F', rune);

    /// <summary>The full canonical decomposition, or null. Hangul syllables have none here: theirs is arithmetic.</summary>
    public static string? Decomposition(Rune rune) => rune.IsAscii ? null : Text('D', rune);

    /// <summary>The canonical combining class.</summary>
    public static int CombiningClass(Rune rune) =>
        !rune.IsAscii && TryFind('M', rune, out _, out var rest) && rune.Value <= Next(ref rest) ? Next(ref rest) : 0;

    /// <summary>Whether a character is Default_Ignorable_Code_Point.</summary>
    public static bool IsIgnorable(Rune rune) =>
        !rune.IsAscii && TryFind('I', rune, out _, out var rest) && rune.Value <= Next(ref rest);

    private static string? Text(char kind, Rune rune)
    {
        if (!TryFind(kind, rune, out var first, out var rest) || first != rune.Value)
            return null;
        var text = new StringBuilder();
        while (!rest.IsEmpty)
            _ = text.Append(new Rune(Next(ref rest)).ToString());
        return text.ToString();
    }

    /// <summary>Finds the last line of a kind that begins at or before a character: the kind's letter, six hexadecimal digits, the rest.</summary>
    private static bool TryFind(char kind, Rune rune, out int first, out ReadOnlySpan<byte> rest)
    {
        // "~" sorts after the space that follows the digits.
        Span<byte> key = stackalloc byte[8];
        key[0] = (byte)kind;
        _ = Utf8Formatter.TryFormat(rune.Value, key[1..], out _, new StandardFormat('X', 6));
        key[^1] = (byte)'~';
        rest = Lines.Value.Floor(key);
        first = 0;
        if (rest.IsEmpty || rest[0] != (byte)kind)
            return false;
        rest = rest[1..];
        first = Next(ref rest);
        return true;
    }

    private static int Next(ref ReadOnlySpan<byte> text)
    {
        _ = Utf8Parser.TryParse(text, out int value, out var length, 'X');
        text = text[Math.Min(length + 1, text.Length)..];
        return value;
    }
}
