using System.Diagnostics;

namespace LocalHttps.Benchmarks;

/// <summary>A neighbour floods the network with instances that do not exist, and a device appears in the middle of it.</summary>
internal static class FloodBenchmark
{
    private const int Records = 30_000;
    private const int PerSecond = 3_000;
    private const string Genuine = "Genuine";
    private static readonly TimeSpan Half = TimeSpan.FromSeconds(Records / (double)PerSecond / 2);
    // What is not found within this counts as not found.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>From one source and from 200.</summary>
    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchLink link, int runs)
    {
        var comparisons = new List<Comparison>();
        foreach (var sources in (int[])[1, 200])
        {
            BrowserOf[] kinds = [BrowserOf.Ours, BrowserOf.Zeroconf, BrowserOf.Avahi];
            var values = kinds.ToDictionary(kind => kind, _ => new List<Outcome>());
            for (var run = 0; run < runs; run++)
            {
                foreach (var kind in kinds)
                {
                    values[kind].Add(await OnceAsync(kind, link, sources));
                }
            }
            foreach (var peer in kinds.Skip(1))
            {
                comparisons.Add(Compare("processor time", "s", each => each.Processor, "≤ 3 s", our => our.Median <= 3));
                comparisons.Add(Compare("memory grown by", "MiB", each => each.Growth, "≤ 5 MiB", our => our.Median <= 5));
                comparisons.Add(Compare("a device that appears is found after", "s", each => each.Found, "≤ 2 s", our => our.Tenth <= 2));

                Comparison Compare(string what, string unit, Func<Outcome, double> value, string goal, Func<Measurement, bool> isMet) =>
                    new(Measure(BrowserOf.Ours, what, unit, value), Measure(peer, what, unit, value), goal, (our, _) => isMet(our));
            }

            Measurement Measure(BrowserOf kind, string what, string unit, Func<Outcome, double> value) =>
                new($"{BrowsingPeer.Name(kind)}: flood from {sources}: {what}", unit, [.. values[kind].Select(value)]);
        }
        return comparisons;
    }

    private static async Task<Outcome> OnceAsync(BrowserOf kind, BenchLink link, int sources)
    {
        using var device = Announcer.Devices(link, 1, Genuine, "silent");
        var addresses = sources == 1 ? [link.Neighbour.Ipv4] : BenchLink.NeighbourAddresses.Take(sources);
        using var flood = Announcer.Flood(link, Records, PerSecond, addresses);
        await using var peer = await BrowsingPeer.StartAsync(kind, link, 0, Genuine);
        flood.Begin();
        await Task.Delay(Half, TimeProvider.System);
        var announced = device.Announce();
        var found = peer.UntilFound(Limit);
        flood.WaitForEnd(Limit);
        return new Outcome(peer.ProcessorTime / 1000, peer.Growth, found is { } at ? Stopwatch.GetElapsedTime(announced, at).TotalSeconds : double.PositiveInfinity);
    }

    private sealed record Outcome(double Processor, double Growth, double Found);
}
