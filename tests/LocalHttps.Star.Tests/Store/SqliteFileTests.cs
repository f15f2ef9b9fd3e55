using System.Diagnostics;
using System.Runtime.Versioning;
using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace LocalHttps.Star.Tests.Store;

/// <summary>What is SQLite's own: one file, one writer, other programs beside it.</summary>
[TestClass]
[SupportedOSPlatform("linux")]
public sealed class SqliteFileTests : IAsyncDisposable
{
    private readonly SqlitePlace place = new();

    public ValueTask DisposeAsync() => place.DisposeAsync();

    [TestMethod]
    public async Task Files_OfTheStore_AreTheOwners()
    {
        await using var store = await place.OpenMigratedAsync();
        await store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));

        var folder = Path.GetDirectoryName(place.Database)!;
        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        var files = Directory.GetFiles(folder);
        Assert.HasCount(3, files, "database, journal and its index");
        foreach (var file in files)
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file), file);
    }

    [TestMethod]
    public async Task File_ThatOthersMayRead_IsTakenFromThem()
    {
        await (await place.OpenMigratedAsync()).DisposeAsync();
        File.SetUnixFileMode(place.Database, (UnixFileMode)0b110_100_100);

        await using var store = await place.OpenMigratedAsync();

        Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(place.Database));
    }

    [TestMethod]
    public async Task File_ThatIsNoDatabase_IsRefusedAndKept()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place.Database)!);
        var text = new string('x', 8192);
        await File.WriteAllTextAsync(place.Database, text);

        await using var store = place.Open();
        var refusal = await Assert.ThrowsExactlyAsync<StoreException>(() => store.MigrateAsync(CancellationToken.None));

        StringAssert.Contains(refusal.Message, "is damaged, or is no SQLite database");
        StringAssert.Contains(refusal.Message, place.Database);
        Assert.AreEqual(text, await File.ReadAllTextAsync(place.Database));
    }

    [TestMethod]
    public async Task File_Damaged_IsToldToReadersAndWriters()
    {
        await using (var store = await place.OpenMigratedAsync())
            await StoreSamples.AddOrdersAsync(store, Enumerable.Range(0, 200).Select(number => $"o{number}"));
        await using (var file = new FileStream(place.Database, FileMode.Open, FileAccess.Write))
        {
            file.Position = 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xAA, (int)file.Length - 4096).ToArray());
        }

        await using var damaged = place.Open();
        var read = await Assert.ThrowsExactlyAsync<StoreException>(() => damaged.AskAsync(reader => reader.FindOrderAsync("o7")));
        var change = await Assert.ThrowsExactlyAsync<StoreException>(() => damaged.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device())));

        StringAssert.Contains(read.Message, "put back a copy");
        StringAssert.Contains(change.Message, "put back a copy");
    }

    [TestMethod]
    public async Task File_OfAnotherProgram_IsRefused()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place.Database)!);
        await using (var other = new SqliteConnection($"Data Source={place.Database};Pooling=False"))
        {
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE bookmarks (url TEXT)";
            await command.ExecuteNonQueryAsync();
        }

        await using var store = place.Open();
        StringAssert.Contains((await Assert.ThrowsExactlyAsync<StoreException>(() => store.MigrateAsync(CancellationToken.None))).Message, "another program's");
    }

    [TestMethod]
    public async Task File_Missing_IsNotMadeByReadingOrChanging()
    {
        await using var store = place.Open();

        StringAssert.Contains((await Assert.ThrowsExactlyAsync<StoreException>(() => store.AskAsync(reader => reader.FindDeviceAsync("d")))).Message, "does it exist");
        await Assert.ThrowsExactlyAsync<StoreException>(() => store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device())));
        Assert.IsFalse(File.Exists(place.Database));
    }

    [TestMethod]
    public async Task Reader_OfAStore_CannotWrite()
    {
        await (await place.OpenMigratedAsync()).DisposeAsync();
        using var session = SqliteFile.Open(place.Database, readOnly: true);

        await Assert.ThrowsExactlyAsync<StoreException>(() => session.ExecuteAsync("DELETE FROM device"));
    }

    [TestMethod]
    public async Task Change_WithinAChange_IsRefusedInsteadOfWaitingForEver()
    {
        await using var store = await place.OpenMigratedAsync();

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => store.DoAsync(_ => store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()))));
    }

    [TestMethod]
    public async Task Change_AfterTheEnd_IsRefused()
    {
        var store = await place.OpenMigratedAsync();
        await store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));
        await store.DisposeAsync();

        await Assert.ThrowsExactlyAsync<StoreException>(() => store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device("late"))));
    }

    [TestMethod]
    public async Task Writer_OfAnotherProgram_GetsItsTurnUnderLoad()
    {
        await using var store = await place.OpenMigratedAsync();
        using var end = new CancellationTokenSource();
        var load = Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(async () =>
        {
            // More than one group at a time, so that the next begins as soon as one ends.
            while (!end.IsCancellationRequested)
                await Task.WhenAll(Enumerable.Range(0, 50).Select(number => store.DoAsync(writer => writer.SetSettingAsync($"{caller}", $"{number}"))));
        })));
        await using var other = place.Open();
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < 5; number++)
            await other.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device($"d{number}")));
        var took = watch.Elapsed;
        await end.CancelAsync();
        await load;

        Assert.IsLessThan(TimeSpan.FromSeconds(5), took);
        Assert.HasCount(5, await store.AskAsync(reader => reader.ListDevicesAsync(null, null, 10)));
    }

    [TestMethod]
    public async Task Writer_WhoseDatabaseIsHeld_FailsTheWaitingAndGoesOn()
    {
        await using var store = await place.OpenMigratedAsync();
        using (var holder = SqliteFile.Open(place.Database, readOnly: false))
        {
            holder.Transact("BEGIN IMMEDIATE");
            var waiting = store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));
            Assert.IsEmpty(await store.AskAsync(reader => reader.ListDevicesAsync(null, null, 10)), "reading does not wait");
            Assert.IsFalse(waiting.IsCompleted);
            holder.Transact("ROLLBACK");
            await waiting;
        }

        Assert.IsNotNull(await store.AskAsync(reader => reader.FindDeviceAsync("d")));
    }

    [TestMethod]
    public async Task Writer_WithoutRoom_FailsWhatItCannotKeepAndOnlyThat()
    {
        await using var store = await place.OpenMigratedAsync();
        using var writer = new SqliteGroupWriter(place.Database, () =>
        {
            var session = SqliteFile.Open(place.Database, readOnly: false);
            session.Transact("PRAGMA max_page_count = 70");
            return session;
        });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 64).Select(caller => Task.Run(async () =>
        {
            var kept = new List<string>();
            for (var number = 0; number < 10; number++)
            {
                var id = $"d{caller}-{number}";
                try
                {
                    await writer.RunAsync(session => AddAsync(session, id), CancellationToken.None);
                    kept.Add(id);
                }
                catch (StoreException e)
                {
                    StringAssert.Contains(e.Message, "no room on the disk");
                }
            }
            return kept;
        })));

        var acknowledged = outcomes.SelectMany(kept => kept).ToArray();
        Assert.AreNotEqual(0, acknowledged.Length);
        Assert.AreNotEqual(640, acknowledged.Length);
        CollectionAssert.AreEquivalent(acknowledged, (await store.AskAsync(reader => reader.ListDevicesAsync(null, null, 1000))).Select(device => device.Id).ToArray());

        static async Task<int> AddAsync(SqlSession session, string id)
        {
            try
            {
                await new SqlWriter(session).AddDeviceAsync(StoreSamples.Device(id));
            }
            catch (StoreException)
            {
                // Whoever goes on regardless must not write behind the back of the transaction that is gone.
                await new SqlWriter(session).SetSettingAsync("behind", id);
            }
            return 0;
        }
    }
}
