using System.Diagnostics;
using LocalHttps.Lab;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Postgres;
using LocalHttps.Star.Store.Sqlite;

namespace LocalHttps.Benchmarks.Star;

/// <summary>How many changes the databases of the STAR proxy acknowledge, each on the disk, and how they do with 100,000 devices in them.</summary>
internal static class StoreBenchmark
{
    private const int Callers = 64;
    private const int Devices = 100_000;
    private const int Leased = 100;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(4);

    /// <summary>Measures all of it.</summary>
    public static async Task<Figures> RunAsync(int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("localhttps-bench-").FullName;
        await using var server = await PostgresServer.StartAsync();
        try
        {
            List<Comparison> rows = [.. await SqliteAsync(folder, rounds), .. await PostgresAsync(await server.CreateDatabaseAsync(), rounds)];
            var file = Path.Combine(folder, "many.db");
            rows.AddRange(await ScaleAsync("SQLite", () => new SqliteStore(file, TimeProvider.System), statement => Task.Run(() => FillSqliteAsync(file, statement))));
            var text = await server.CreateDatabaseAsync();
            await using var database = new PostgresDatabase(text);
            rows.AddRange(await ScaleAsync("PostgreSQL", () => new PostgresStore(new PostgresDatabase(text), TimeProvider.System), statement => FillPostgresAsync(database, statement)));
            return new Figures(rows, [
                "An order is four changes: its making, the client's word that it is ready, the proof, and CSR with certificate.",
                $"With {Devices:N0} devices SQLite's file takes {new FileInfo(file).Length >> 20} MiB.",
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<Comparison>> SqliteAsync(string folder, int rounds)
    {
        var (grouped, single, alone) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            await using var store = new SqliteStore(Path.Combine(folder, $"{round}.db"), TimeProvider.System);
            await OrderLoad.PrepareAsync(store);
            grouped.Add(await RateAsync(store, Callers));
            alone.Add(await RateAsync(store, 1));
            await using var apart = new CommitEach(Path.Combine(folder, $"{round}.db"));
            single.Add(await RateAsync(apart, Callers));
        }
        var peer = new Measurement("SQLite: a commit for each change", "changes/s", single);
        return
        [
            new Comparison(new Measurement($"SQLite: {Callers} callers, a commit for a group", "changes/s", grouped), peer, "more than a commit each", (ours, theirs) => ours.Median > theirs!.Median),
            new Comparison(new Measurement("SQLite: one caller", "changes/s", alone), null, "", null),
            new Comparison(new Measurement($"SQLite: {Callers} callers", "orders/s", [.. grouped.Select(rate => rate / OrderLoad.Changes)]), null, "", null),
        ];
    }

    private static async Task<List<Comparison>> PostgresAsync(string connection, int rounds)
    {
        var (many, alone) = (new List<double>(), new List<double>());
        await using var store = new PostgresStore(new PostgresDatabase(connection), TimeProvider.System);
        await OrderLoad.PrepareAsync(store);
        for (var round = 0; round < rounds; round++)
        {
            many.Add(await RateAsync(store, Callers));
            alone.Add(await RateAsync(store, 1));
        }
        return
        [
            new Comparison(new Measurement($"PostgreSQL: {Callers} callers", "changes/s", many), null, "", null),
            new Comparison(new Measurement("PostgreSQL: one caller", "changes/s", alone), null, "", null),
            new Comparison(new Measurement($"PostgreSQL: {Callers} callers", "orders/s", [.. many.Select(rate => rate / OrderLoad.Changes)]), null, "", null),
        ];
    }

    private static async Task<List<Comparison>> ScaleAsync(string kind, Func<IStore> open, Func<string, Task> fill)
    {
        await using (var empty = open())
            await OrderLoad.PrepareAsync(empty);
        foreach (var statement in ManyDevices.Statements(Devices))
            await fill(statement);

        var (start, leases, finds) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < 10; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await using var store = open();
            await store.MigrateAsync(CancellationToken.None);
            var first = await store.ReadAsync(reader => reader.ListDevicesAsync(null, null, 10), CancellationToken.None);
            start.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            for (var time = 0; time < 50; time++)
            {
                began = Stopwatch.GetTimestamp();
                var taken = await store.LeaseAsync($"round {round}", ManyDevices.Due(Devices), ManyDevices.Due(Devices).AddDays(1), Leased, CancellationToken.None);
                leases.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                if (taken.Count != Leased)
                    throw new InvalidOperationException($"{taken.Count} were leased.");
                began = Stopwatch.GetTimestamp();
                foreach (var work in taken)
                    _ = await store.ReadAsync(reader => reader.FindOrderAsync(work.OrderId), CancellationToken.None) ?? throw new InvalidOperationException("An order is missing.");
                finds.Add(taken.Count / Stopwatch.GetElapsedTime(began).TotalSeconds);
            }
        }
        return
        [
            new Comparison(new Measurement($"{kind}, {Devices:N0} devices: open and read ten", "ms", start), null, "≤ 500 ms", (ours, _) => ours.Median <= 500),
            new Comparison(new Measurement($"{kind}, {Devices:N0} devices: lease {Leased} of the due", "ms", leases), null, "≤ 100 ms", (ours, _) => ours.Median <= 100),
            new Comparison(new Measurement($"{kind}, {Devices:N0} devices: find an order, one caller", "orders/s", finds), null, "", null),
        ];
    }

    private static async Task<double> RateAsync(IStore store, int callers)
    {
        var changes = 0L;
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(began) < Span)
            {
                await OrderLoad.OneAsync(store);
                Interlocked.Add(ref changes, OrderLoad.Changes);
            }
        })));
        return changes / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task FillSqliteAsync(string file, string statement)
    {
        using var session = SqliteFile.Open(file, readOnly: false);
        session.Transact("BEGIN IMMEDIATE");
        await session.ExecuteAsync(statement.Replace("{random}", "lower(hex(randomblob(16)))", StringComparison.Ordinal));
        session.Transact("COMMIT");
    }

    private static Task FillPostgresAsync(PostgresDatabase database, string statement) => database.ChangeAsync(
        session => session.ExecuteAsync(statement.Replace("{random}", "md5(random()::text)", StringComparison.Ordinal)), CancellationToken.None);

    /// <summary>What a store without groups would do.</summary>
    private sealed class CommitEach(string path) : IStore
    {
        private readonly SqliteSession session = SqliteFile.Open(path, readOnly: false);
        private readonly SemaphoreSlim turn = new(1);

        public async Task<T> ChangeAsync<T>(Func<IStoreWriter, Task<T>> change, CancellationToken cancellation)
        {
            await turn.WaitAsync(cancellation);
            try
            {
                session.Transact("BEGIN IMMEDIATE");
                var result = await change(new SqlWriter(session));
                session.Transact("COMMIT");
                return result;
            }
            finally
            {
                turn.Release();
            }
        }

        public Task MigrateAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task<T> ReadAsync<T>(Func<IStoreReader, Task<T>> read, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<WorkItem>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync()
        {
            session.Dispose();
            turn.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
