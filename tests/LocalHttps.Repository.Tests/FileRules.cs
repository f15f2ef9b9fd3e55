using System.Text.RegularExpressions;

namespace LocalHttps.Repository.Tests;

/// <summary>What holds for every tracked file.</summary>
[TestClass]
public sealed partial class FileRules
{
    private const int LongestFile = 300;

    // One state machine each, whose parts would have to share all their state.
    private static readonly string[] Longer = ["libs/LocalHttps.Mdns/Browse/BrowseEngine.cs", "libs/LocalHttps.Mdns/Cache/RecordCache.cs"];

    private static readonly string[] Code = [".cs", ".js", ".mjs", ".css", ".html", ".ps1", ".sh", ".py"];

    [TestMethod]
    public void TextFiles_LineEndings_AreLf() =>
        Rule.IsKept(Clone.TextFiles.Where(file => File.ReadAllBytes(Clone.At(file)).Contains((byte)'\r')));

    [TestMethod]
    public void TextFiles_LastLine_Ends() =>
        Rule.IsKept(Clone.TextFiles.Where(file => File.ReadAllBytes(Clone.At(file)) is [.., not (byte)'\n']));

    [TestMethod]
    public void TextFiles_Places_NameNoMachineAndNoRegistry() => Rule.IsKept(Lines(Place()));

    [TestMethod]
    public void TextFiles_Leftovers_AreAbsent() => Rule.IsKept(Lines(Leftover()));

    [TestMethod]
    public void Code_Length_IsAtMostThreeHundredLines()
    {
        var tooLong = Clone.Files.Where(file => Code.Contains(Path.GetExtension(file), StringComparer.Ordinal) && !IsGenerated(file) && !Longer.Contains(file, StringComparer.Ordinal))
            .Select(file => (Name: file, Length: File.ReadLines(Clone.At(file)).Count()))
            .Where(file => file.Length > LongestFile).Select(file => $"{file.Name}: {file.Length} lines");

        Rule.IsKept(tooLong);
    }

    [TestMethod]
    public void Patterns_OnWhatTheyForbid_Match()
    {
        // Put together here, so that this file does not hold what it forbids.
        Assert.IsTrue(Place().IsMatch("cd /wo" + "rk/main"));
        Assert.IsTrue(Place().IsMatch("\"resolved\": \"https://registry.npm" + "js.org/x\""));
        Assert.IsTrue(Place().IsMatch("/ho" + "me/alice/src"));
        Assert.IsFalse(Place().IsMatch("~/.config/localhttps and device.home.localhost and https://localhttps.org/"));
        Assert.IsTrue(Leftover().IsMatch("// TO" + "DO later"));
        Assert.IsFalse(Leftover().IsMatch("photodo"));
    }

    private static bool IsGenerated(string file) =>
        file.StartsWith("extension/protocol/", StringComparison.Ordinal) || file.Contains(".g.", StringComparison.Ordinal) || file.Contains("/vectors/", StringComparison.Ordinal);

    private static List<string> Lines(Regex pattern) =>
    [
        .. from file in Clone.TextFiles
           from line in File.ReadLines(Clone.At(file)).Index()
           where pattern.IsMatch(line.Item)
           select $"{file}:{line.Index + 1}: {line.Item.Trim()}",
    ];

    [GeneratedRegex(@"(?<![\w.~])/(work/|tmp/wt|root/|home/[a-z]{2})|[A-Z]:\\Users\\|registry\.npmjs\b|(api|www)\.nuget\.|deb\.debian\b|archive\.ubuntu\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(TO" + "DO|FIX" + @"ME|XX" + @"X|HA" + @"CK)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Leftover();
}
