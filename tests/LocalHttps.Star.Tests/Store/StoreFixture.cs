using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Store;

/// <summary>A fresh database for each test; a class for each kind of database derives from it.</summary>
public abstract class StoreFixture
{
    private protected IStore Store { get; private set; } = null!;

    private protected StorePlace Place { get; private set; } = null!;

    [TestInitialize]
    public async Task OpenAsync()
    {
        Place = await PlaceAsync();
        Store = await Place.OpenMigratedAsync();
    }

    [TestCleanup]
    public async Task CloseAsync()
    {
        await Store.DisposeAsync();
        await Place.DisposeAsync();
    }

    private protected abstract Task<StorePlace> PlaceAsync();
}

[TestClass]
public sealed class SqliteStoreTests : StoreContract
{
    private protected override Task<StorePlace> PlaceAsync() => Task.FromResult(StorePlace.Sqlite());
}

[TestClass]
public sealed class PostgresStoreTests : StoreContract
{
    private protected override Task<StorePlace> PlaceAsync() => StorePlace.PostgresAsync();
}

[TestClass]
public sealed class SqliteRulesTests : StoreRules
{
    private protected override Task<StorePlace> PlaceAsync() => Task.FromResult(StorePlace.Sqlite());
}

[TestClass]
public sealed class PostgresRulesTests : StoreRules
{
    private protected override Task<StorePlace> PlaceAsync() => StorePlace.PostgresAsync();
}

[TestClass]
public sealed class SqliteConcurrencyTests : StoreConcurrency
{
    private protected override Task<StorePlace> PlaceAsync() => Task.FromResult(StorePlace.Sqlite());
}

[TestClass]
public sealed class PostgresConcurrencyTests : StoreConcurrency
{
    private protected override Task<StorePlace> PlaceAsync() => StorePlace.PostgresAsync();
}

[TestClass]
public sealed class SqliteMigrationTests : StoreMigration
{
    private protected override Task<StorePlace> PlaceAsync() => Task.FromResult(StorePlace.Sqlite());
}

[TestClass]
public sealed class PostgresMigrationTests : StoreMigration
{
    private protected override Task<StorePlace> PlaceAsync() => StorePlace.PostgresAsync();
}
