// Makes the data files of libs/LocalHttps.Identity/Data from Debian's packages publicsuffix, unicode-data and libicu72:
//   dotnet run tools/identity-data.cs
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

var target = Path.Combine("libs", "LocalHttps.Identity", "Data");
File.WriteAllLines(Path.Combine(target, "public-suffixes.txt"), ["# Public Suffix List, MPL-2.0; see NOTICE.md", .. Suffixes()]);
File.WriteAllLines(Path.Combine(target, "skeletons.txt"),
[
    "# Unicode data for UTS #39 skeletons; see NOTICE.md. Code points in hexadecimal:",
    "# C confusable, prototype; D character, canonical decomposition; F character, case folding; M first, last, combining class; I ignorable first, last",
    .. Confusables().Concat(Decompositions()).Concat(Foldings()).Concat(CombiningClasses()).Concat(Ignorables()).Order(StringComparer.Ordinal),
]);

static IEnumerable<string> Suffixes()
{
    var mapping = new IdnMapping();
    return File.ReadLines("/usr/share/publicsuffix/public_suffix_list.dat")
        .Select(line => line.Split([' ', '\t'], 2)[0])
        .Where(rule => rule.Length > 0 && !rule.StartsWith("//", StringComparison.Ordinal))
        .Select(ToAscii)
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);

    string ToAscii(string rule) =>
        rule.StartsWith("*.", StringComparison.Ordinal) ? "*." + mapping.GetAscii(rule[2..])
        : rule[0] == '!' ? "!" + mapping.GetAscii(rule[1..])
        : mapping.GetAscii(rule);
}

// Debian packages confusables.txt only inside ICU; its skeleton of a single character is NFD(prototype).
static IEnumerable<string> Confusables()
{
    var decompositions = Expanded();
    var variants = Variants();
    var dashes = Dashes();
    var error = 0;
    var checker = IcuOpen(ref error);
    return from value in Enumerable.Range(0, 0x110000)
           where Rune.IsValid(value)
           let self = decompositions.GetValueOrDefault(value) ?? [value]
           where value is < 0xAC00 or > 0xD7A3
           let skeleton = Skeleton(checker, value)
           let prototype = IsDash(value, skeleton) ? (value == '-' ? null : ['-']) : skeleton.SequenceEqual(self) ? variants.GetValueOrDefault(value) : skeleton
           where prototype is not null
           select $"C{value:X6} {Hex(prototype)}";

    // UTS #39 tells short dashes from long ones, which it takes for the Japanese length mark; in a name nobody tells them apart.
    bool IsDash(int value, int[] skeleton) => dashes.Contains(value) || skeleton is [0x30FC];
}

static HashSet<int> Dashes() => [.. from fields in Fields("/usr/share/unicode/PropList.txt")
                                    where fields[1] == "Dash"
                                    let ends = fields[0].Split("..")
                                    let first = Convert.ToInt32(ends[0], 16)
                                    from value in Enumerable.Range(first, Convert.ToInt32(ends[^1], 16) - first + 1)
                                    select value];

// Full-width, half-width, small and mathematical letters are other letters' shapes, whether or not anybody has listed them as confusable.
static Dictionary<int, int[]> Variants() => (
    from fields in Fields("/usr/share/unicode/UnicodeData.txt")
    let parts = fields[5].Split(' ', 2)
    where parts[0] is "<wide>" or "<narrow>" or "<small>" or "<font>"
    select (Value: Convert.ToInt32(fields[0], 16), Parts: Numbers(parts[1]))).ToDictionary(entry => entry.Value, entry => entry.Parts);

static IEnumerable<string> Decompositions() => Expanded().OrderBy(entry => entry.Key).Select(entry => $"D{entry.Key:X6} {Hex(entry.Value)}");

static IEnumerable<string> Foldings() =>
    from fields in Fields("/usr/share/unicode/CaseFolding.txt")
    where fields[1] is "C" or "F"
    select $"F{Convert.ToInt32(fields[0], 16):X6} {Hex(Numbers(fields[2]))}";

static IEnumerable<string> CombiningClasses() => Ranges(
    Fields("/usr/share/unicode/UnicodeData.txt").Where(fields => fields[3] != "0").Select(fields => (Convert.ToInt32(fields[0], 16), fields[3])))
    .Select(range => $"M{range.First:X6} {range.Last:X} {int.Parse(range.Value):X}");

static IEnumerable<string> Ignorables() => Ranges(
    from fields in Fields("/usr/share/unicode/DerivedCoreProperties.txt")
    where fields[1] == "Default_Ignorable_Code_Point"
    let ends = fields[0].Split("..")
    from value in Enumerable.Range(Convert.ToInt32(ends[0], 16), Convert.ToInt32(ends[^1], 16) - Convert.ToInt32(ends[0], 16) + 1)
    orderby value
    select (value, ""))
    .Select(range => $"I{range.First:X6} {range.Last:X}");

static Dictionary<int, int[]> Expanded()
{
    var single = (from fields in Fields("/usr/share/unicode/UnicodeData.txt")
                  where fields[5].Length > 0 && fields[5][0] != '<'
                  select (Value: Convert.ToInt32(fields[0], 16), Parts: Numbers(fields[5]))).ToDictionary(entry => entry.Value, entry => entry.Parts);
    return single.Keys.ToDictionary(value => value, value => Expand(value).ToArray());

    IEnumerable<int> Expand(int value) => single.TryGetValue(value, out var parts) ? parts.SelectMany(Expand) : [value];
}

static List<(int First, int Last, string Value)> Ranges(IEnumerable<(int At, string Value)> points)
{
    var ranges = new List<(int First, int Last, string Value)>();
    foreach (var (at, value) in points)
    {
        if (ranges.Count > 0 && ranges[^1].Last + 1 == at && ranges[^1].Value == value)
            ranges[^1] = (ranges[^1].First, at, value);
        else
            ranges.Add((at, at, value));
    }
    return ranges;
}

static IEnumerable<string[]> Fields(string file) => File.ReadLines(file)
    .Select(line => line.Split('#')[0])
    .Where(line => line.Contains(';', StringComparison.Ordinal))
    .Select(line => line.Split(';', StringSplitOptions.TrimEntries));

static int[] Numbers(string text) => [.. text.Split(' ').Select(number => Convert.ToInt32(number, 16))];

static string Hex(IEnumerable<int> values) => string.Join(' ', values.Select(value => value.ToString("X")));

static int[] Skeleton(nint checker, int value)
{
    var text = char.ConvertFromUtf32(value);
    var result = new char[256];
    var error = 0;
    var length = IcuSkeleton(checker, 0, text, text.Length, result, result.Length, ref error);
    return error > 0 ? throw new InvalidOperationException($"ICU error {error}") : [.. new string(result, 0, length).EnumerateRunes().Select(rune => rune.Value)];
}

[DllImport("libicui18n.so.72", EntryPoint = "uspoof_open_72")]
static extern nint IcuOpen(ref int error);

[DllImport("libicui18n.so.72", EntryPoint = "uspoof_getSkeleton_72", CharSet = CharSet.Unicode)]
static extern int IcuSkeleton(nint checker, uint type, string id, int length, [Out] char[] result, int capacity, ref int error);
