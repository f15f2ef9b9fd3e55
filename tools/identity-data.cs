// Makes the data files of libs/LocalHttps.Identity/Data from Debian's packages publicsuffix and unicode-data:
//   dotnet run tools/identity-data.cs
using System.Globalization;

var target = Path.Combine("libs", "LocalHttps.Identity", "Data");
WriteSuffixes("/usr/share/publicsuffix/public_suffix_list.dat", Path.Combine(target, "public-suffixes.txt"));

static void WriteSuffixes(string source, string file)
{
    var mapping = new IdnMapping();
    var rules = File.ReadLines(source)
        .Select(line => line.Split([' ', '\t'], 2)[0])
        .Where(rule => rule.Length > 0 && !rule.StartsWith("//", StringComparison.Ordinal))
        .Select(ToAscii)
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal);
    File.WriteAllText(file, "# Public Suffix List, MPL-2.0; see NOTICE.md\n" + string.Join('\n', rules) + "\n");

    string ToAscii(string rule) =>
        rule.StartsWith("*.", StringComparison.Ordinal) ? "*." + mapping.GetAscii(rule[2..])
        : rule[0] == '!' ? "!" + mapping.GetAscii(rule[1..])
        : mapping.GetAscii(rule);
}
