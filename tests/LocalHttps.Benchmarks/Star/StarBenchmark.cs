namespace LocalHttps.Benchmarks.Star;

/// <summary>Everything that is measured of the STAR proxy but its databases alone.</summary>
internal static class StarBenchmark
{
    /// <summary>The parts.</summary>
    public static IReadOnlyList<string> Parts { get; } = ["star-orders", "star-fleet"];

    /// <summary>Runs parts.</summary>
    public static async Task<Figures> RunAsync(IReadOnlyList<string> parts, int rounds)
    {
        await StarPlace.PrepareAsync();
        var comparisons = new List<Comparison>();
        var remarks = new List<string>();
        if (parts.Contains("star-orders", StringComparer.Ordinal))
            comparisons.AddRange(await OrderBenchmark.RunAsync(rounds, remarks));
        if (parts.Contains("star-fleet", StringComparer.Ordinal))
            comparisons.AddRange(await FleetBenchmark.RunAsync(remarks));
        return new Figures(comparisons, remarks);
    }
}
