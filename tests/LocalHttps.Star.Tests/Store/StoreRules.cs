using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Store;

/// <summary>What a change is: all of it or nothing.</summary>
public abstract class StoreRules : StoreFixture
{
    [TestMethod]
    public async Task Duplicates_OfWhatIsUnique_AreRefusedAndNothingIsKept()
    {
        await StoreSamples.AddOrdersAsync(Store, ["o", "p"]);
        await Store.DoAsync(async writer =>
        {
            await writer.AddDeviceAsync(StoreSamples.Device());
            await writer.AddCertificateAsync(StoreSamples.Certificate());
            await writer.AddAccountAsync(StoreSamples.Account("b"));
        });

        async Task RefusedAsync(Func<IStoreWriter, Task> change) => await Assert.ThrowsExactlyAsync<DuplicateException>(() => Store.DoAsync(async writer =>
        {
            await writer.SetSettingAsync("trace", "left");
            await change(writer);
        }));
        await RefusedAsync(writer => writer.AddAccountAsync(StoreSamples.Account("c") with { Thumbprint = "print-a" }));
        await RefusedAsync(writer => writer.SaveAccountAsync(StoreSamples.Account("b") with { Thumbprint = "print-a" }));
        await RefusedAsync(writer => writer.AddDeviceAsync(StoreSamples.Device() with { Id = "other" }));
        await RefusedAsync(writer => writer.AddCertificateAsync(StoreSamples.Certificate() with { Fingerprint = "other" }));
        await RefusedAsync(writer => writer.AddCertificateAsync(StoreSamples.Certificate("p") with { Fingerprint = "print-o-0" }));

        Assert.IsNull(await Store.AskAsync(reader => reader.FindSettingAsync("trace")));
    }

    [TestMethod]
    public async Task Duplicate_CaughtWithinTheChange_LetsTheChangeGoOn()
    {
        await Store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));

        await Store.DoAsync(async writer =>
        {
            await Assert.ThrowsExactlyAsync<DuplicateException>(() => writer.AddDeviceAsync(StoreSamples.Device()));
            await writer.AddDeviceAsync(StoreSamples.Device("d2"));
        });

        Assert.HasCount(2, await Store.AskAsync(reader => reader.ListDevicesAsync(null, null, 10)));
    }

    [TestMethod]
    public async Task Failure_SwallowedWithinTheChange_IsNoAcknowledgedLoss()
    {
        await Store.DoAsync(async writer =>
        {
            await writer.AddAccountAsync(StoreSamples.Account());
            await writer.AddAccountAsync(StoreSamples.Account("b"));
        });

        var acknowledged = true;
        try
        {
            await Store.DoAsync(async writer =>
            {
                await writer.SetSettingAsync("trace", "kept");
                await Assert.ThrowsExactlyAsync<DuplicateException>(() => writer.SaveAccountAsync(StoreSamples.Account("b") with { Thumbprint = "print-a" }));
            });
        }
        catch (DuplicateException)
        {
            acknowledged = false;
        }

        Assert.AreEqual(acknowledged ? "kept" : null, await Store.AskAsync(reader => reader.FindSettingAsync("trace")));
    }

    [TestMethod]
    public async Task Save_OfWhatIsNotThere_IsRefused()
    {
        await Assert.ThrowsExactlyAsync<StoreException>(() => Store.DoAsync(writer => writer.SaveDeviceAsync(StoreSamples.Device())));
        await Assert.ThrowsExactlyAsync<StoreException>(() => Store.DoAsync(writer => writer.AddOrderAsync(StoreSamples.Order())), "an order of nobody");
    }

    [TestMethod]
    public async Task Change_ThatThrows_IsUndoneAndItsExceptionArrives()
    {
        var thrown = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => Store.DoAsync(async writer =>
        {
            await writer.AddDeviceAsync(StoreSamples.Device());
            throw new InvalidDataException("mine");
        }));

        Assert.AreEqual("mine", thrown.Message);
        Assert.IsNull(await Store.AskAsync(reader => reader.FindDeviceAsync("d")));
    }

    [TestMethod]
    public async Task Change_ReadsWhatItWrote()
    {
        var found = await Store.ChangeAsync(
            async writer =>
            {
                await writer.AddDeviceAsync(StoreSamples.Device());
                return await writer.FindDeviceAsync("d");
            },
            CancellationToken.None);

        Assert.IsNotNull(found);
    }

    [TestMethod]
    public async Task Read_WhileOthersChange_SeesOneMoment()
    {
        var (before, after) = await Store.AskAsync(async reader =>
        {
            var first = await reader.ListDevicesAsync(null, null, 10);
            await Store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));
            return (first, await reader.ListDevicesAsync(null, null, 10));
        });

        Assert.IsEmpty(before);
        Assert.IsEmpty(after);
        Assert.IsNotNull(await Store.AskAsync(reader => reader.FindDeviceAsync("d")));
    }

    [TestMethod]
    public async Task Migrate_Again_ChangesNothing()
    {
        await Store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));

        await Store.MigrateAsync(CancellationToken.None);

        Assert.IsNotNull(await Store.AskAsync(reader => reader.FindDeviceAsync("d")));
    }
}
