using System.Diagnostics;
using System.Globalization;

namespace LocalHttps.Fuzz;

/// <summary>Runs one target over and over within its time, and says how to meet a failure again.</summary>
internal static class FuzzRun
{
    /// <summary>Seconds each target may take: <c>LOCALHTTPS_FUZZ_SECONDS</c>, else 3.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(
        double.TryParse(Environment.GetEnvironmentVariable("LOCALHTTPS_FUZZ_SECONDS"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 3);

    /// <summary>Runs <paramref name="step"/> with one generator after another. A failure names the seed that repeats it: <c>LOCALHTTPS_FUZZ_SEED</c>.</summary>
    /// <param name="context">Where the count is written.</param>
    /// <param name="step">One case, made of the generator alone; returns how many executions it was.</param>
    public static void Repeat(TestContext context, Func<Random, long> step)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("LOCALHTTPS_FUZZ_SEED"), CultureInfo.InvariantCulture, out var only))
        {
            step(new Random(only));
            return;
        }
        var (start, executions, seed) = (Stopwatch.GetTimestamp(), 0L, Random.Shared.Next());
        for (; Stopwatch.GetElapsedTime(start) < Limit; seed = unchecked(seed + 1) & int.MaxValue)
        {
            try
            {
                executions += step(new Random(seed));
            }
            catch (Exception problem)
            {
                throw new AssertFailedException($"Seed {seed}, after {executions} executions: {problem.GetType().Name}: {problem.Message}\n{problem.StackTrace}", problem);
            }
        }
        Assert.IsGreaterThan(1000, executions, "a fuzz run that hardly ran");
        context.WriteLine($"{executions} executions");
        Console.WriteLine($"{context.TestName}: {executions} executions");
    }
}
