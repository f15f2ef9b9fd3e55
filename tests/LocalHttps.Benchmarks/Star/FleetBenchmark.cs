using System.Diagnostics;
using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Sqlite;

namespace LocalHttps.Benchmarks.Star;

/// <summary>100,000 devices in one server: how it starts, what it holds, whether it renews on time and what that costs, and how fast it hands certificates out.</summary>
internal static class FleetBenchmark
{
    private const int Devices = 100_000;
    private const int Overdue = 20_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);
    private static readonly (string Words, TimeSpan Lifetime, TimeSpan Watch)[] Lifetimes =
    [
        ("24 h", TimeSpan.FromHours(24), TimeSpan.FromSeconds(60)),
        ("1 h", TimeSpan.FromHours(1), TimeSpan.FromSeconds(60)),
        ("10 min", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30)),
    ];

    /// <summary>Measures.</summary>
    public static async Task<IEnumerable<Comparison>> RunAsync(List<string> remarks)
    {
        await using var resolver = AcmePeer.StartResolver();
        await using var server = new StarServer("fleet", 14100);
        var fleet = new Fleet(server);
        var began = Stopwatch.GetTimestamp();
        await fleet.AddAsync(Devices, Lifetimes[0].Lifetime);
        remarks.Add($"{Devices:N0} devices with their first certificates were made in {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s and take {new FileInfo(server.Database).Length / 1048576.0:0} MiB of SQLite.");
        var (rows, starts, held) = (new List<Comparison>(), new List<double>(), new List<double>());
        foreach (var (words, lifetime, watch) in Lifetimes)
        {
            if (lifetime != Lifetimes[0].Lifetime)
                await fleet.RescheduleAsync(lifetime);
            starts.Add((await server.StartAsync()).TotalMilliseconds);
            await Task.Delay(Settling, TimeProvider.System);
            rows.AddRange(await WatchAsync(server, fleet, words, lifetime, watch));
            held.Add(Metered.Resident(server.Id));
            if (lifetime == Lifetimes[0].Lifetime)
                rows.AddRange(await FetchBenchmark.RunAsync(server, fleet.CertificateIds));
            await server.StopAsync();
        }
        await fleet.RescheduleAsync(Lifetimes[0].Lifetime, Overdue);
        rows.Add(await CatchUpAsync(server));
        return
        [
            new Comparison(new Measurement($"{Devices:N0} devices: process start → ready", "ms", starts), null, "", null),
            new Comparison(new Measurement($"{Devices:N0} devices: memory held while renewing", "MiB", held), null, "", null),
            .. rows,
        ];
    }

    private static async Task<IEnumerable<Comparison>> WatchAsync(StarServer server, Fleet fleet, string words, TimeSpan lifetime, TimeSpan watch)
    {
        using var session = SqliteFile.Open(server.Database, readOnly: true);
        var last = (await session.QueryAsync<long>("SELECT MAX(number) FROM certificate")).Single();
        var (from, spent) = (TimeProvider.System.GetUtcNow(), Metered.ProcessorTime(server.Id));
        await Task.Delay(watch, TimeProvider.System);
        var (to, load) = (TimeProvider.System.GetUtcNow(), Metered.ProcessorTime(server.Id) - spent);
        // What is due in the last seconds may still be under way, up to the lateness that is allowed at most here.
        var grace = TimeSpan.FromSeconds(5);
        await Task.Delay(grace, TimeProvider.System);
        var issued = (await session.QueryAsync<Issued>("SELECT order_id, issued_at FROM certificate WHERE number > @Last", new { Last = last })).ToDictionary(row => row.OrderId, row => row.IssuedAt.Time(), StringComparer.Ordinal);
        var late = fleet.Due.Where(pair => pair.Value >= from && pair.Value < to)
            .Select(pair => issued.TryGetValue(pair.Key, out var at) ? (at - pair.Value).TotalSeconds : double.PositiveInfinity).ToList();
        var bound = lifetime.TotalSeconds / 100;
        var lateness = new Measurement($"{Devices:N0} devices, lifetime {words}: lateness of the {late.Count:N0} renewals, p99", "s", late);
        return
        [
            new Comparison(lateness with { Values = [lateness.Quantile(0.99)] }, null, $"< {bound:0} s (1 % of the lifetime)", (our, _) => our.Median < bound),
            new Comparison(lateness with { What = "    the median of them" }, null, "", null),
            new Comparison(
                new Measurement($"    processor, of all {Environment.ProcessorCount} cores, at {late.Count / watch.TotalSeconds:0.0}/s", "%", [load / 10 / watch.TotalSeconds / Environment.ProcessorCount]),
                null, "≤ 10 %", (our, _) => our.Median <= 10),
        ];
    }

    // After a long stop: everything at once.
    private static async Task<Comparison> CatchUpAsync(StarServer server)
    {
        using var session = SqliteFile.Open(server.Database, readOnly: true);
        var before = await CountAsync(session);
        var marks = new List<(double Seconds, long Count)>();
        await server.StartAsync();
        var began = Stopwatch.GetTimestamp();
        long done;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
            done = await CountAsync(session) - before;
            marks.Add((Stopwatch.GetElapsedTime(began).TotalSeconds, done));
        }
        while (done < Overdue && marks[^1].Seconds < 60);
        var rates = marks.Zip(marks.Skip(1), (one, next) => (next.Count - one.Count) / (next.Seconds - one.Seconds)).Where(rate => rate > 0).ToList();
        return new Comparison(new Measurement($"{Overdue:N0} renewals overdue at once: pace of catching up", "renewals/s", rates), null, "", null);
    }

    private static async Task<long> CountAsync(SqliteSession session) => (await session.QueryAsync<long>("SELECT MAX(number) FROM certificate")).Single();

    private sealed class Issued
    {
        public required string OrderId { get; init; }

        public long IssuedAt { get; init; }
    }
}
