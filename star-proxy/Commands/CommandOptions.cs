using System.CommandLine;
using System.Globalization;

namespace LocalHttps.Star.Commands;

/// <summary>Options that several commands have.</summary>
internal static class CommandOptions
{
    private const int LongestDays = 366;

    /// <summary><c>--json</c></summary>
    public static Option<bool> Json() => new("--json") { Description = "One JSON document, for programs." };

    /// <summary><c>--valid</c></summary>
    public static Option<string?> Valid() => new("--valid") { Description = "How long the enrolment can be used, such as 12h or 7d. Default: 7d.", HelpName = "TIME" };

    /// <exception cref="CommandException">It is no time.</exception>
    public static TimeSpan ReadValid(string? text)
    {
        if (text is null)
            return TimeSpan.FromDays(7);
        var unit = text.Length > 0 ? text[^1] switch { 'm' => TimeSpan.FromMinutes(1), 'h' => TimeSpan.FromHours(1), 'd' => TimeSpan.FromDays(1), _ => TimeSpan.Zero } : TimeSpan.Zero;
        return unit > TimeSpan.Zero && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= LongestDays * 1440
            && number * unit <= TimeSpan.FromDays(LongestDays)
            ? number * unit
            : throw new CommandException(ExitCodes.Usage, "usage", $"--valid: write a number with m, h or d behind, at most {LongestDays}d.", "For instance: --valid 12h");
    }
}
