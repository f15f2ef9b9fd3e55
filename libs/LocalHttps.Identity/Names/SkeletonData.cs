using System.Globalization;
using System.Text;

namespace LocalHttps.Identity;

/// <summary>The Unicode tables behind <see cref="NameSkeleton"/>, read from the assembly at first use. The platform has none under invariant globalization.</summary>
internal sealed class SkeletonData
{
    private static readonly Lazy<SkeletonData> Loaded = new(Load);

    private readonly Dictionary<int, string> confusables = [];
    private readonly Dictionary<int, string> decompositions = [];
    private readonly Dictionary<int, string> foldings = [];
    private readonly Dictionary<int, int> combiningClasses = [];
    private readonly List<(int First, int Last)> ignorables = [];

    public static SkeletonData Instance => Loaded.Value;

    /// <summary>What a character is confused with (UTS #39 §4), or null.</summary>
    public string? Prototype(Rune rune) => confusables.GetValueOrDefault(rune.Value);

    /// <summary>The full canonical decomposition, or null. Hangul syllables have none here: theirs is arithmetic.</summary>
    public string? Decomposition(Rune rune) => decompositions.GetValueOrDefault(rune.Value);

    /// <summary>The full case folding, or null.</summary>
    public string? Folding(Rune rune) => foldings.GetValueOrDefault(rune.Value);

    /// <summary>The canonical combining class.</summary>
    public int CombiningClass(Rune rune) => combiningClasses.GetValueOrDefault(rune.Value);

    /// <summary>Whether a character is Default_Ignorable_Code_Point.</summary>
    public bool IsIgnorable(Rune rune) => ignorables.Exists(range => rune.Value >= range.First && rune.Value <= range.Last);

    private static SkeletonData Load()
    {
        using var stream = typeof(SkeletonData).Assembly.GetManifestResourceStream("skeletons.txt")
            ?? throw new InvalidOperationException("The skeleton data is not in the assembly.");
        using var reader = new StreamReader(stream);
        var data = new SkeletonData();
        Span<int> numbers = stackalloc int[MaximumNumbers];
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 2 && line[0] != '#')
                data.Add(line[0], numbers[..Read(line.AsSpan(2), numbers)]);
        }
        return data;
    }

    // The longest line is an Arabic ligature's prototype of 18 characters.
    private const int MaximumNumbers = 32;

    private static int Read(ReadOnlySpan<char> text, Span<int> numbers)
    {
        var count = 0;
        foreach (var part in text.Split(' '))
            numbers[count++] = int.Parse(text[part], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return count;
    }

    private void Add(char kind, ReadOnlySpan<int> numbers)
    {
        switch (kind)
        {
            case 'C':
                confusables.Add(numbers[0], Text(numbers[1..]));
                break;
            case 'D':
                decompositions.Add(numbers[0], Text(numbers[1..]));
                break;
            case 'F':
                foldings.Add(numbers[0], Text(numbers[1..]));
                break;
            case 'M':
                for (var value = numbers[0]; value <= numbers[1]; value++)
                    combiningClasses.Add(value, numbers[2]);
                break;
            case 'I':
                ignorables.Add((numbers[0], numbers[1]));
                break;
            default:
                throw new InvalidOperationException($"The skeleton data has a line of an unknown kind: {kind}");
        }
    }

    private static string Text(ReadOnlySpan<int> values)
    {
        var text = new StringBuilder(values.Length);
        foreach (var value in values)
            _ = text.Append(new Rune(value).ToString());
        return text.ToString();
    }
}
