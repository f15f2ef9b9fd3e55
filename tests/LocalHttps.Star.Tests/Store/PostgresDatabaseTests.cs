using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Postgres;

namespace LocalHttps.Star.Tests.Store;

/// <summary>What is PostgreSQL's own.</summary>
[TestClass]
[DoNotParallelize]
public sealed class PostgresDatabaseTests
{
    [TestMethod]
    [DataRow("Host=db;Password=geheim;Nonsense=1")]
    [DataRow("Host=db;Port=geheim")]
    [DataRow("geheim")]
    public void ConnectionString_Unreadable_IsRefusedWithoutRepeatingIt(string text)
    {
        var refusal = Assert.ThrowsExactly<StoreException>(() => new PostgresDatabase(text));

        Assert.DoesNotContain("geheim", refusal.ToString());
        StringAssert.Contains(refusal.Message, "It looks like");
    }

    [TestMethod]
    public async Task Server_NotThere_IsToldWithoutThePassword()
    {
        var folder = Directory.CreateTempSubdirectory("localhttps-store-");
        try
        {
            await using var store = new PostgresStore(new PostgresDatabase($"Host={folder.FullName};Username=star;Password=geheim"), TimeProvider.System);

            var refusal = await Assert.ThrowsExactlyAsync<StoreException>(() => store.MigrateAsync(CancellationToken.None));

            StringAssert.Contains(refusal.Message, "cannot be reached");
            Assert.DoesNotContain("geheim", refusal.ToString());
        }
        finally
        {
            folder.Delete();
        }
    }

    [TestMethod]
    public async Task Database_Unknown_IsToldAsTheServerSaysIt()
    {
        await using var place = (PostgresPlace)await StorePlace.PostgresAsync();
        await using var store = new PostgresStore(new PostgresDatabase($"{place.Connection};Database=missing"), TimeProvider.System);

        var refusal = await Assert.ThrowsExactlyAsync<StoreException>(() => store.MigrateAsync(CancellationToken.None));

        StringAssert.Contains(refusal.Message, "does not exist");
    }

    [TestMethod]
    public async Task Transaction_Acknowledged_IsOnTheDiskWhateverTheServersSetting()
    {
        await using var place = (PostgresPlace)await StorePlace.PostgresAsync();
        await using var database = new PostgresDatabase(place.Connection);
        await database.ChangeAsync(session => session.ExecuteAsync("ALTER ROLE star SET synchronous_commit = off"), CancellationToken.None);
        await using var again = new PostgresDatabase(place.Connection);
        try
        {
            var setting = await again.ReadAsync(session => session.QueryAsync<string>("SHOW synchronous_commit"), CancellationToken.None);
            Assert.AreEqual("on", setting.Single());
        }
        finally
        {
            await database.ChangeAsync(session => session.ExecuteAsync("ALTER ROLE star RESET synchronous_commit"), CancellationToken.None);
        }
    }

    [TestMethod]
    public async Task Connections_LostWhileIdle_AreReplacedUnseen()
    {
        await using var place = (PostgresPlace)await StorePlace.PostgresAsync();
        await using var store = await place.OpenMigratedAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device($"d{number}")))));
        var server = await SharedPostgres.GetAsync();
        await server.KillAsync();
        await server.StartAgainAsync();

        await store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device("after")));

        Assert.HasCount(5, await store.AskAsync(reader => reader.ListDevicesAsync(null, null, 10)));
    }
}
