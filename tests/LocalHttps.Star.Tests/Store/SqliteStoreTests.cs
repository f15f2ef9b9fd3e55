using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Sqlite;

namespace LocalHttps.Star.Tests.Store;

[TestClass]
public sealed class SqliteStoreTests : StoreContract, IDisposable
{
    private readonly StoreFolder folder = new();

    public void Dispose() => folder.Dispose();

    private protected override Task<IStore> CreateAsync() => Task.FromResult<IStore>(new SqliteStore(folder.Database, TimeProvider.System));
}

/// <summary>A place for a database.</summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("localhttps-store-").FullName;

    public string Database => Path.Combine(folder, "data", "star.db");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
