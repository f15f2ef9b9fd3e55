using LocalHttps.Lab;
using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Postgres;
using LocalHttps.Star.Store.Sqlite;
using Npgsql;

namespace LocalHttps.Star.Tests.Store;

/// <summary>An empty database of one kind. Every store opened on it is like another program's.</summary>
public abstract class StorePlace : IAsyncDisposable
{
    private protected StorePlace()
    {
    }

    public abstract ValueTask DisposeAsync();

    internal abstract IStore Open(IReadOnlyList<Migration>? steps = null);

    /// <summary>Arguments with which a child opens it.</summary>
    internal abstract string[] Words { get; }

    internal async Task<IStore> OpenMigratedAsync(IReadOnlyList<Migration>? steps = null)
    {
        var store = Open(steps);
        await store.MigrateAsync(CancellationToken.None);
        return store;
    }

    internal static StorePlace Sqlite() => new SqlitePlace();

    internal static async Task<StorePlace> PostgresAsync() => new PostgresPlace(await SharedPostgres.CreateSchemaAsync());
}

/// <summary>A file.</summary>
internal sealed class SqlitePlace : StorePlace
{
    private readonly string folder = Directory.CreateTempSubdirectory("localhttps-store-").FullName;

    public string Database => Path.Combine(folder, "data", "star.db");

    internal override string[] Words => ["sqlite", Database];

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal override IStore Open(IReadOnlyList<Migration>? steps = null) => new SqliteStore(Database, TimeProvider.System, steps);
}

/// <summary>A schema of the server that all these tests share.</summary>
internal sealed class PostgresPlace(string connection) : StorePlace
{
    internal string Connection { get; } = connection;

    internal override string[] Words => ["postgres", Connection];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal override IStore Open(IReadOnlyList<Migration>? steps = null) => new PostgresStore(new PostgresDatabase(Connection), TimeProvider.System, steps);
}

/// <summary>One PostgreSQL for all tests: making a cluster takes seconds.</summary>
[TestClass]
public static class SharedPostgres
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(PostgresServer.StartAsync);
    private static readonly Lazy<Task<string>> Database = new(async () => await (await Server.Value).CreateDatabaseAsync());
    private static int schemas;

    public static Task<PostgresServer> GetAsync() => Server.Value;

    /// <summary>An empty schema: made in a hundredth of the time of a database, and the store does not see the difference.</summary>
    /// <returns>A connection string.</returns>
    public static async Task<string> CreateSchemaAsync()
    {
        var database = await Database.Value;
        var schema = $"t{Interlocked.Increment(ref schemas)}";
        await using var connection = new NpgsqlConnection($"{database};Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE SCHEMA {schema}", connection);
        await command.ExecuteNonQueryAsync();
        return $"{database};Search Path={schema}";
    }

    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        if (Server.IsValueCreated)
            await (await Server.Value).DisposeAsync();
    }
}
