using System.Diagnostics;

namespace LocalHttps.Build;

/// <summary>What a suite counted.</summary>
/// <param name="Passed">Tests that passed.</param>
/// <param name="Failures">A name and its message for each that failed.</param>
/// <param name="Skips">A name and its reason for each that was skipped.</param>
public sealed record Counts(int Passed, IReadOnlyList<string> Failures, IReadOnlyList<string> Skips)
{
    /// <summary>One check that passed.</summary>
    public static Counts Pass { get; } = new(1, [], []);

    /// <summary>One check that failed.</summary>
    public static Counts Fail(string message) => new(0, [message], []);

    /// <summary>One check, by how a program ended.</summary>
    public static Counts Of(Outcome outcome) => outcome.Succeeded ? Pass : Fail($"{outcome.Explain()}\n{outcome.Tail(80)}");
}

/// <summary>Collects what every part of <c>test</c> counted and how long it took.</summary>
public sealed class Report
{
    private readonly List<(string Name, Counts Counts)> parts = [];

    /// <summary>The exit code: 0 only if something passed and nothing failed.</summary>
    public int ExitCode => parts.Count > 0 && parts.All(part => part.Counts.Failures.Count == 0) ? 0 : 1;

    /// <summary>Runs one part, prints its line, and its failures and skips by name.</summary>
    /// <param name="name">The part's name.</param>
    /// <param name="share">How long it should take at most on two cores.</param>
    /// <param name="run">What it does.</param>
    public bool Part(string name, TimeSpan share, Func<Counts> run)
    {
        if (Interrupt.Received)
        {
            return false;
        }
        var watch = Stopwatch.StartNew();
        var counts = Guarded(run);
        if (counts is { Passed: 0, Failures.Count: 0 })
        {
            counts = counts with { Failures = [$"{name}: no test passed or failed; a suite that runs nothing has failed"] };
        }
        parts.Add((name, counts));
        Console.WriteLine($"{name,-14} {counts.Passed,4} passed {counts.Failures.Count,3} failed {counts.Skips.Count,3} skipped {watch.Elapsed.TotalSeconds,7:0.0} s"
            + (watch.Elapsed > share ? $"  WARNING: its share is {share.TotalSeconds:0} s" : ""));
        counts.Failures.ToList().ForEach(failure => Console.WriteLine($"  FAILED  {failure.ReplaceLineEndings("\n    ")}"));
        counts.Skips.ToList().ForEach(skip => Console.WriteLine($"  skipped {skip}"));
        return counts.Failures.Count == 0;
    }

    /// <summary>Prints the closing line.</summary>
    public void Close(TimeSpan elapsed)
    {
        Console.WriteLine($"The whole run took {elapsed.TotalSeconds:0} s.");
        Console.WriteLine($"{parts.Sum(part => part.Counts.Passed)} passed, {parts.Sum(part => part.Counts.Failures.Count)} failed, {parts.Sum(part => part.Counts.Skips.Count)} skipped");
    }

    private static Counts Guarded(Func<Counts> run)
    {
        try
        {
            return run();
        }
        catch (Exception problem) when (problem is BuildException or IOException or System.ComponentModel.Win32Exception)
        {
            return Counts.Fail(problem.Message);
        }
    }
}
