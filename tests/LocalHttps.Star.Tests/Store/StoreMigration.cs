using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Store;

/// <summary>Old and new databases.</summary>
public abstract class StoreMigration : StoreFixture
{
    private static readonly Migration Next = new(
        Migration.All.Count + 1,
        "next",
        "CREATE TABLE added (octets {blob} NOT NULL); ALTER TABLE device ADD COLUMN note TEXT; UPDATE device SET device_name = 'renamed'");

    private static readonly Migration Broken = Next with { Sql = "UPDATE device SET device_name = 'half'; CREATE TABLE added (octets {blob} NOT NULL); SELECT nonsense" };

    [TestMethod]
    public async Task Migrations_Embedded_AreNumberedWithoutGap()
    {
        Assert.IsNotEmpty(Migration.All);
        foreach (var step in Migration.All)
            StringAssert.StartsWith(step.Name, $"{step.Number:0000}_");
        Assert.IsNull(await Store.AskAsync(reader => reader.FindSettingAsync("any")));
    }

    [TestMethod]
    public async Task Migrate_FromAnOlderVersion_KeepsWhatIsThere()
    {
        await Store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));

        await using var newer = await Place.OpenMigratedAsync([.. Migration.All, Next]);

        Assert.AreEqual("renamed", (await newer.AskAsync(reader => reader.FindDeviceAsync("d")))!.DeviceName);
    }

    [TestMethod]
    public async Task Migrate_OfANewerDatabase_IsRefusedWithAWayOut()
    {
        await (await Place.OpenMigratedAsync([.. Migration.All, Next])).DisposeAsync();

        var refusal = await Assert.ThrowsExactlyAsync<StoreException>(() => Store.MigrateAsync(CancellationToken.None));

        StringAssert.Contains(refusal.Message, $"of version {Next.Number} and this program knows versions up to {Migration.All.Count}");
        StringAssert.Contains(refusal.Message, "Install that one");
    }

    [TestMethod]
    public async Task Migrate_ThatFails_LeavesTheDatabaseAsItWas()
    {
        var device = StoreSamples.Device();
        await Store.DoAsync(writer => writer.AddDeviceAsync(device));
        await using (var broken = Place.Open([.. Migration.All, Broken]))
            await Assert.ThrowsExactlyAsync<StoreException>(() => broken.MigrateAsync(CancellationToken.None));

        await Store.MigrateAsync(CancellationToken.None);
        Assert.AreEqual(device.DeviceName, (await Store.AskAsync(reader => reader.FindDeviceAsync("d")))!.DeviceName);
        await (await Place.OpenMigratedAsync([.. Migration.All, Next])).DisposeAsync();
    }

    [TestMethod]
    public async Task Migrate_BySeveralAtOnce_RunsEachStepOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
            await (await Place.OpenMigratedAsync([.. Migration.All, Next])).DisposeAsync())));

        await Store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));
        Assert.IsNotNull(await Store.AskAsync(reader => reader.FindDeviceAsync("d")));
    }
}
