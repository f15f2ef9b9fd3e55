using System.Xml.Linq;
using System.Xml;

namespace LocalHttps.Build;

/// <summary>Runs test executables of Microsoft.Testing.Platform and reads what they counted.</summary>
public static class Suites
{
    private static readonly XNamespace Trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";

    /// <summary>Runs one test project's executable.</summary>
    /// <param name="project">The project under <c>tests</c>.</param>
    /// <param name="limit">After this it has failed.</param>
    /// <param name="arguments">Further arguments, such as a filter.</param>
    /// <param name="variables">Further variables for the tests.</param>
    public static Counts Dotnet(string project, TimeSpan limit, IReadOnlyList<string>? arguments = null, params IEnumerable<KeyValuePair<string, string?>> variables)
    {
        var results = Repository.Folder("artifacts", "tests");
        var trx = Path.Combine(results, $"{project}.trx");
        File.Delete(trx);
        string[] command =
        [
            Repository.Executable("tests", project),
            "--report-trx", "--report-trx-filename", $"{project}.trx", "--results-directory", results, "--progress", "off", "--no-ansi",
            .. arguments ?? [],
        ];
        var outcome = new Command(command[0], command[1..])
        {
            Limit = limit,
            Variables = new Dictionary<string, string?>([.. Surroundings(), .. variables], StringComparer.Ordinal),
        }.Run();
        File.WriteAllText(Path.Combine(results, $"{project}.log"), outcome.Output);
        var counts = File.Exists(trx) ? Read(trx) : new Counts(0, [], []);
        // Exit code 8 says that no test ran; the report turns that into a failure by its own words.
        return outcome.Succeeded || counts.Failures.Count > 0 || outcome.ExitCode == 8
            ? counts
            : counts with { Failures = [$"{outcome.Explain()}\n{outcome.Tail(80)}"] };
    }

    /// <summary>Reads a TRX file.</summary>
    public static Counts Read(string path)
    {
        XDocument document;
        try
        {
            document = XDocument.Load(path);
        }
        catch (XmlException problem)
        {
            return Counts.Fail($"{path}: {problem.Message}");
        }
        var classes = document.Descendants(Trx + "UnitTest").ToDictionary(
            test => (string?)test.Attribute("id") ?? "",
            test => ((string?)test.Element(Trx + "TestMethod")?.Attribute("className") ?? "").Split('.')[^1],
            StringComparer.Ordinal);
        var results = document.Descendants(Trx + "UnitTestResult").Select(result => (
            Name: $"{classes.GetValueOrDefault((string?)result.Attribute("testId") ?? "")}.{(string?)result.Attribute("testName")}",
            Outcome: (string?)result.Attribute("outcome"),
            Text: string.Join('\n', result.Descendants().Where(e => e.Name.LocalName is "Message" or "StackTrace").Select(e => e.Value.Trim())))).ToList();
        return new Counts(
            results.Count(result => result.Outcome == "Passed"),
            [.. results.Where(result => result.Outcome is not ("Passed" or "NotExecuted" or "Inconclusive")).Select(result => $"{result.Name}: {result.Text}")],
            [.. results.Where(result => result.Outcome is "NotExecuted" or "Inconclusive").Select(result => $"{result.Name}: {result.Text}")]);
    }

    /// <summary>Where tests find what was published and installed. An ordinary user's path does not lead to the servers.</summary>
    public static Dictionary<string, string?> Surroundings() => new(StringComparer.Ordinal)
    {
        ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/local/sbin:/usr/sbin:/sbin",
        ["LOCALHTTPS_HOST"] = Repository.Host,
        ["LOCALHTTPS_CHROMIUM"] = Browsers.FindChromium(),
        ["LOCALHTTPS_FIREFOX"] = Browsers.FindFirefox(),
    };
}
