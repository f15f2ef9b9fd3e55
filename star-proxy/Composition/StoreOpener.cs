using LocalHttps.Star.Configuration;
using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Postgres;
using LocalHttps.Star.Store.Sqlite;

namespace LocalHttps.Star.Composition;

/// <summary>Opens the database that the settings name.</summary>
internal static class StoreOpener
{
    private const string FileName = "star.db";

    /// <summary>Opens it, brings it up to date, and the nonces that go with it: instances on one PostgreSQL understand each other's.</summary>
    /// <exception cref="ConfigurationException">The data directory cannot be used.</exception>
    /// <exception cref="StoreException">The database cannot be used.</exception>
    public static async Task<(IStore Store, INonceLedger Nonces)> OpenAsync(string data, string? postgres, TimeProvider clock, CancellationToken cancellation)
    {
        DataDirectory.Make(data);
        var database = postgres is null ? null : new PostgresDatabase(postgres);
        IStore store = database is null ? new SqliteStore(Path.Combine(data, FileName), clock) : new PostgresStore(database, clock);
        try
        {
            await store.MigrateAsync(cancellation);
            return (store, database is null ? new MemoryNonceLedger(clock) : await PostgresNonceLedger.OpenAsync(database, clock, cancellation));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }
}
