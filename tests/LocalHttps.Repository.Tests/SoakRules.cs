using System.Text.RegularExpressions;

namespace LocalHttps.Repository.Tests;

/// <summary>A long form that build.cs offers has something to run.</summary>
[TestClass]
public sealed partial class SoakRules
{
    [TestMethod]
    public void Soak_NameOfACategory_IsOnATest()
    {
        var names = FilteredCase().Matches(Clone.Read("build.cs")).SelectMany(found => found.Groups["name"].Captures).Select(name => name.Value).ToList();
        var tests = Clone.Files.Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(Clone.Read).ToList();

        CollectionAssert.IsSubsetOf((string[])["messages", "hot-plug"], names);
        Rule.IsKept(names.Where(name => !tests.Exists(text => text.Contains($"[TestCategory(\"{name}\")]", StringComparison.Ordinal))));
    }

    [TestMethod]
    public void Soak_NamesInTheHelp_AreTheCases()
    {
        var build = Clone.Read("build.cs");
        var told = HelpLine().Match(build).Groups["names"].Value.Split(", ");

        Assert.HasCount(6, told);
        string[] shapes = ["case \"{0}\"", "or \"{0}\"", "[\"soak\", \"{0}\"]"];
        Rule.IsKept(told.Where(name => !shapes.Any(shape => build.Contains(shape.Replace("{0}", name, StringComparison.Ordinal), StringComparison.Ordinal))));
    }

    [GeneratedRegex("""case (?:"(?<name>[a-z-]+)"(?: or )?)+:\s[^;]*TestCategory=\{name\}""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FilteredCase();

    [GeneratedRegex(@"soak NAME +[a-z ]+: (?<names>[a-z, -]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HelpLine();
}
