using System.Text.RegularExpressions;

namespace LocalHttps.Star.Tests.Dns;

/// <summary>What kdig printed, without what may differ between right answers: ids, times, order, the case of owners, and AD, which BIND gives back.</summary>
internal static partial class DigOutput
{
    /// <summary>Code, flags, answers with their TTL, and who negates.</summary>
    public static string Essence(string output)
    {
        var status = Status().Match(output).Groups["status"].Value;
        var flags = string.Join(' ', Flags().Match(output).Groups["flags"].Value.Split(' ').Where(flag => flag is "aa" or "tc" or "ra"));
        var answers = Section(output, "ANSWER");
        var truncated = flags.Contains("tc", StringComparison.Ordinal);
        IEnumerable<string> parts = answers.Count == 0 && !truncated ? ["authority:", .. Section(output, "AUTHORITY")] : truncated ? [] : ["answer:", .. answers];
        return $"{status} [{flags}] {string.Join(" | ", parts)}";
    }

    private static List<string> Section(string output, string name)
    {
        var lines = output.Split('\n').SkipWhile(line => line != $";; {name} SECTION:").Skip(1).TakeWhile(line => line.Length > 0 && !line.StartsWith(";;", StringComparison.Ordinal));
        return [.. lines.Select(line => Spaces().Replace(line, " ").Split(' ', 2)).Select(parts => $"{parts[0].ToLowerInvariant()} {parts[1]}").Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"status: (?<status>\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Status();

    [GeneratedRegex("Flags: (?<flags>[^;]*);", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Flags();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
