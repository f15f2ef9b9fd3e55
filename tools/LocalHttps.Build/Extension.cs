using System.Globalization;

namespace LocalHttps.Build;

/// <summary>Runs the checks and tests of the extension, which live under <c>tests/extension</c>.</summary>
public static class Extension
{
    // Files of tests that wait for timers and for the browser more than they compute: node's own choice, one less than the cores, leaves one of two idle.
    private const int AtOnce = 4;

    private static string Home => Repository.At("tests", "extension");

    /// <summary>Fetches the checkers that the lock file names, unless they are there.</summary>
    public static Counts Fetch() => Npm.Fetch(Home);

    /// <summary>One of the scripts of its <c>package.json</c>.</summary>
    public static Command Script(string name, params IReadOnlyList<string> arguments) => Npm.In(Home, ["run", "--silent", name, .. arguments]);

    /// <summary>The test files in a folder under <c>tests/extension</c>.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        Directory.Exists(Path.Combine(Home, folder)) ? [.. Directory.GetFiles(Path.Combine(Home, folder), "*.test.js").Order(StringComparer.Ordinal)] : [];

    /// <summary>Runs test files under node.</summary>
    /// <param name="name">The name of the log.</param>
    /// <param name="limit">After this it has failed.</param>
    /// <param name="files">What to run.</param>
    public static Counts Tests(string name, TimeSpan limit, params IReadOnlyList<string> files)
    {
        if (files.Count == 0)
        {
            return Counts.Fail($"{name}: there is no test file");
        }
        var outcome = new Command(Programs.Node(), ["--test", $"--test-concurrency={AtOnce}", "--test-reporter=tap", .. files])
        {
            Folder = Home,
            Limit = limit,
            Variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["CHROMIUM"] = Browsers.FindChromium() },
        }.Run();
        File.WriteAllText(Path.Combine(Repository.Folder("artifacts", "tests"), $"node-{name}.log"), outcome.Output);
        var lines = outcome.Output.Split('\n');
        var skips = lines.Where(line => line.Contains(" # SKIP", StringComparison.Ordinal))
            .Select(line => line.Trim()).ToList();
        // A suite around a failed test is "not ok" too, and printed after it: only as many as the summary counts are tests.
        var failures = lines.Index().Where(line => line.Item.TrimStart().StartsWith("not ok ", StringComparison.Ordinal)).Take(Summary(lines, "fail"))
            .Select(line => Detail(lines, line.Index)).ToList();
        if (!outcome.Succeeded && failures.Count == 0)
        {
            failures = [$"{outcome.Explain()}\n{outcome.Tail(80)}"];
        }
        return new Counts(Summary(lines, "pass"), failures, skips);
    }

    // The block below a "not ok" ends with dots, indented by two more than the line itself.
    private static string Detail(string[] lines, int start)
    {
        var end = new string(' ', lines[start].Length - lines[start].TrimStart().Length + 2) + "...";
        return string.Join('\n', lines.Skip(start).TakeWhile(line => line != end).Take(40).Select(line => line.Trim()));
    }

    private static int Summary(string[] lines, string word)
    {
        var line = lines.LastOrDefault(line => line.StartsWith($"# {word} ", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[(word.Length + 3)..], CultureInfo.InvariantCulture);
    }
}
