using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Postgres;
using LocalHttps.Star.Store.Sqlite;

namespace LocalHttps.Star.Tests.Store;

/// <summary>Changes a store without end and says on stdout what was acknowledged, until it is killed.</summary>
internal static class StoreChild
{
    private const int Callers = 8;

    public static async Task<int> RunAsync(string[] words)
    {
        await using IStore store = words switch
        {
            ["sqlite", var path, _] => new SqliteStore(path, TimeProvider.System),
            ["postgres", var connection, _] => new PostgresStore(new PostgresDatabase(connection), TimeProvider.System),
            _ => throw new InvalidOperationException("sqlite PATH RUN or postgres CONNECTION RUN"),
        };
        await store.MigrateAsync(CancellationToken.None);
        // Bounded, in case nobody kills it.
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var number = 0; number < 10_000; number++)
                await OneAsync(store, $"{words[2]}-{caller}-{number}");
        })));
        return 0;
    }

    private static async Task OneAsync(IStore store, string id)
    {
        await store.DoAsync(async writer =>
        {
            await writer.AddDeviceAsync(StoreSamples.Device(id));
            await writer.AddOrderAsync(StoreSamples.Order(id, deviceId: id));
            await writer.SetWorkAsync(StoreSamples.Work(id));
        });
        Say($"added {id}.");
        await store.DoAsync(async writer =>
        {
            await writer.SaveOrderAsync((await writer.FindOrderAsync(id))! with { ValidAt = StoreSamples.Start });
            await writer.AddCertificateAsync(StoreSamples.Certificate(id));
            await writer.RemoveWorkAsync(id);
        });
        Say($"valid {id}.");
    }

    // One call of the system for one line: nothing acknowledged waits in a buffer when the kill comes.
    private static void Say(string line)
    {
        lock (Out)
        {
            Out.WriteLine(line);
        }
    }

    private static readonly StreamWriter Out = new(Console.OpenStandardOutput()) { AutoFlush = true };
}
