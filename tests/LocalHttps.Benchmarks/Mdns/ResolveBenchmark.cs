using System.Diagnostics;

namespace LocalHttps.Benchmarks;

/// <summary>A fresh browser, and all devices of a network fully resolved: place, text and an address of each.</summary>
internal static class ResolveBenchmark
{
    /// <summary>What one must know to compare the times.</summary>
    public const string Remark =
        "Each device waits 20–120 ms with its answer (RFC 6762 §6). Ours asks at once, as the host does when a person waits; python-zeroconf 0.47 does too, for it takes the "
        + "milliseconds of the first delay (§5.2) for seconds. Of Avahi the time counts from the start of avahi-browse.";

    private const int Usual = 500;
    // Microseconds; differences below are chance.
    private const double LeastCost = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    // Longer than known answers are waited for (RFC 6762 §7.2), and the delay after that.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(700);

    /// <summary>500 devices, beside both peers.</summary>
    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchLink link, int runs)
    {
        BrowserOf[] kinds = [BrowserOf.Ours, BrowserOf.Zeroconf, BrowserOf.Avahi];
        var costs = await MeasureAsync(link, kinds, Usual, runs);
        var ours = costs[BrowserOf.Ours];
        return
        [
            .. kinds.Skip(1).Select(kind => costs[kind]).SelectMany(peer => (Comparison[])
            [
                new Comparison(ours.Elapsed, peer.Elapsed, "≤ 250 ms", (our, _) => our.Median <= 250),
                new Comparison(ours.SinceAsked, peer.SinceAsked, "not slower than the peer", (our, their) => our.Median <= their!.Median * 1.02),
                new Comparison(ours.Processor, peer.Processor, "≤ 150 ms and not more than the peer", (our, their) => our.Median <= 150 && our.Median <= their!.Median),
                new Comparison(ours.Growth, peer.Growth, "≤ 30 MiB", (our, _) => our.Median <= 30),
            ]),
        ];
    }

    /// <summary>More and more devices, and where it bends.</summary>
    public static async Task<(IReadOnlyList<Comparison> Comparisons, string Bend)> CurveAsync(BenchLink link, int runs)
    {
        var comparisons = new List<Comparison>();
        var points = new List<(int Count, Costs Ours)>();
        foreach (var count in (int[])[100, Usual, 1000, 2000, 4000])
        {
            var costs = await MeasureAsync(link, [BrowserOf.Ours, BrowserOf.Zeroconf], count, runs);
            var (ours, peer) = (costs[BrowserOf.Ours], costs[BrowserOf.Zeroconf]);
            comparisons.Add(new Comparison(ours.SinceAsked, peer.SinceAsked, "", null));
            comparisons.Add(new Comparison(ours.Processor, peer.Processor, "", null));
            comparisons.Add(new Comparison(ours.Growth, peer.Growth, "", null));
            points.Add((count, ours));
        }
        return (comparisons, Describe(points));
    }

    // It bends where a further device costs over twice the processor time that it cost before, or where not all were resolved any more.
    private static string Describe(IReadOnlyList<(int Count, Costs Ours)> points)
    {
        var steps = points.Zip(points.Skip(1)).Select(pair => (pair.First.Count, Next: pair.Second.Count,
            Cost: (pair.Second.Ours.Processor.Median - pair.First.Ours.Processor.Median) * 1000 / (pair.Second.Count - pair.First.Count))).ToList();
        var told = string.Join(", ", steps.Select(step => $"{step.Count}→{step.Next}: {step.Cost:0} µs"));
        var bend = steps.Zip(steps.Skip(1)).Where(pair => pair.Second.Cost > 2 * Math.Max(pair.First.Cost, LeastCost)).Select(pair => pair.Second.Count).FirstOrDefault();
        var lacking = points.Where(point => point.Ours.Fewest < point.Count).Select(point => $"Of {point.Count} devices only {point.Ours.Fewest} were resolved in {Limit.TotalSeconds:0} s. ");
        return $"Processor time for each further device: {told}. {string.Concat(lacking)}{(bend == 0 ? $"It does not bend up to {points[^1].Count}." : $"It bends after {bend} devices.")}";
    }

    private static async Task<Dictionary<BrowserOf, Costs>> MeasureAsync(BenchLink link, IReadOnlyList<BrowserOf> kinds, int count, int runs)
    {
        var costs = kinds.ToDictionary(kind => kind, kind => new Costs(BrowsingPeer.Name(kind), count));
        using var devices = Announcer.Devices(link, count, "Device");
        for (var run = 0; run < runs; run++)
        {
            foreach (var kind in kinds)
            {
                // What the one before asked for last is not to be answered to this one.
                await Task.Delay(Rest, TimeProvider.System);
                devices.Forget();
                await using var peer = await BrowsingPeer.StartAsync(kind, link, count, "none");
                costs[kind].Add(devices, peer, peer.UntilResolved(count, Limit));
            }
        }
        return costs;
    }

    /// <summary>What it cost one browser to resolve so many devices, run by run.</summary>
    private sealed class Costs(string name, int count)
    {
        private readonly List<double> elapsed = [];
        private readonly List<double> sinceAsked = [];
        private readonly List<double> processor = [];
        private readonly List<double> growth = [];

        public Measurement Elapsed => new($"{name}: {count} devices resolved", "ms", elapsed);

        public Measurement SinceAsked => new($"{name}: {count} devices resolved since the first question", "ms", sinceAsked);

        public Measurement Processor => new($"{name}: {count} devices: processor time", "ms", processor);

        public Measurement Growth => new($"{name}: {count} devices: memory grown by", "MiB", growth);

        /// <summary>How many were resolved in the worst run.</summary>
        public int Fewest { get; private set; } = int.MaxValue;

        public void Add(Announcer devices, BrowsingPeer peer, (double Elapsed, long At)? resolved)
        {
            processor.Add(peer.ProcessorTime);
            growth.Add(peer.Growth);
            // What did not happen in its time took for ever.
            elapsed.Add(resolved?.Elapsed ?? double.PositiveInfinity);
            sinceAsked.Add(resolved is { } at ? Stopwatch.GetElapsedTime(devices.FirstQuestion(), at.At).TotalMilliseconds : double.PositiveInfinity);
            if (resolved is null && !peer.IsAvahi)
            {
                Fewest = Math.Min(Fewest, peer.End());
            }
        }
    }
}
