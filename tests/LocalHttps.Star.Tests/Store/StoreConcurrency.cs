using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Store;

/// <summary>What holds when many ask at the same time.</summary>
public abstract class StoreConcurrency : StoreFixture
{
    private static readonly DateTimeOffset Now = StoreSamples.Start.AddHours(1);

    [TestMethod]
    public async Task Callers_CountingOnOneRow_LoseNothing()
    {
        await StoreSamples.AddOrdersAsync(Store, ["o"]);
        await using var other = Place.Open();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            for (var round = 0; round < 10; round++)
                await (caller % 2 == 0 ? Store : other).DoAsync(CountAsync);
        })));

        Assert.AreEqual(320, (await Store.AskAsync(reader => reader.FindWorkAsync("o")))!.Attempts);

        static async Task CountAsync(IStoreWriter writer)
        {
            var work = await writer.FindWorkAsync("o");
            await writer.SetWorkAsync(work! with { Attempts = work.Attempts + 1 });
        }
    }

    [TestMethod]
    public async Task Callers_AddingTheSameName_OneIsTold()
    {
        await using var other = Place.Open();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 24).Select(caller => Task.Run(async () =>
        {
            try
            {
                await (caller % 2 == 0 ? Store : other).DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device() with { Id = $"d{caller}" }));
                return true;
            }
            catch (DuplicateException)
            {
                return false;
            }
        })));

        Assert.AreEqual(1, outcomes.Count(added => added));
        var added = await Store.AskAsync(reader => reader.ListDevicesAsync(null, null, 10));
        Assert.AreEqual($"d{outcomes.IndexOf(true)}", added.Single().Id);
    }

    [TestMethod]
    public async Task Callers_SomeThrowing_UndoOnlyTheirOwn()
    {
        var kept = await Task.WhenAll(Enumerable.Range(0, 60).Select(caller => Task.Run(async () =>
        {
            try
            {
                await Store.DoAsync(async writer =>
                {
                    await writer.AddDeviceAsync(StoreSamples.Device($"d{caller}"));
                    if (caller % 3 == 0)
                        throw new InvalidDataException($"{caller}");
                });
                return $"d{caller}";
            }
            catch (InvalidDataException e)
            {
                Assert.AreEqual($"{caller}", e.Message);
                return null;
            }
        })));

        var stored = await Store.AskAsync(reader => reader.ListDevicesAsync(null, null, 100));
        CollectionAssert.AreEquivalent(kept.Where(id => id is not null).ToArray(), stored.Select(device => device.Id).ToArray());
        Assert.HasCount(40, stored);
    }

    [TestMethod]
    public async Task Callers_MakingWhatIsMissing_AgreeOnOne()
    {
        await using var other = Place.Open();

        for (var round = 0; round < 10; round++)
        {
            var name = $"key {round}";
            var keys = await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(() => (caller % 2 == 0 ? Store : other).ChangeAsync(
                async writer =>
                {
                    if (await writer.FindSettingAsync(name) is { } there)
                        return there;
                    await writer.SetSettingAsync(name, $"of {caller}");
                    return $"of {caller}";
                },
                CancellationToken.None))));

            Assert.HasCount(1, keys.Distinct(StringComparer.Ordinal));
        }
    }

    [TestMethod]
    public async Task Callers_LockingInOppositeOrders_AllGetThrough()
    {
        await StoreSamples.AddOrdersAsync(Store, ["o", "p"]);

        await Task.WhenAll(Enumerable.Range(0, 6).Select(caller => Task.Run(() => Store.DoAsync(async writer =>
        {
            string[] orders = caller % 2 == 0 ? ["o", "p"] : ["p", "o"];
            foreach (var order in orders)
            {
                var work = await writer.FindWorkAsync(order);
                await writer.SetWorkAsync(work! with { Attempts = work.Attempts + 1 });
            }
        }))));

        Assert.AreEqual(6, (await Store.AskAsync(reader => reader.FindWorkAsync("o")))!.Attempts);
        Assert.AreEqual(6, (await Store.AskAsync(reader => reader.FindWorkAsync("p")))!.Attempts);
    }

    [TestMethod]
    public async Task Change_AbandonedBeforeItBegan_DoesNotHappen()
    {
        using var abandoned = new CancellationTokenSource();
        await abandoned.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => Store.ChangeAsync(
            async writer =>
            {
                await writer.AddDeviceAsync(StoreSamples.Device());
                return 0;
            },
            abandoned.Token));

        await Store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device("later")));
        Assert.AreEqual("later", (await Store.AskAsync(reader => reader.ListDevicesAsync(null, null, 10))).Single().Id);
    }

    [TestMethod]
    public async Task Lease_OfDueWork_TakesTheOldestAndNotTwice()
    {
        await StoreSamples.AddOrdersAsync(Store, ["first", "second", "third", "later"]);
        await Store.DoAsync(writer => writer.SetWorkAsync(StoreSamples.Work("later") with { DueAt = Now.AddTicks(10) }));

        var taken = await Store.LeaseAsync("one", Now, Now.AddMinutes(1), 2, CancellationToken.None);
        var rest = await Store.LeaseAsync("two", Now, Now.AddMinutes(1), 10, CancellationToken.None);

        CollectionAssert.AreEqual(new[] { "first", "second" }, taken.Select(work => work.OrderId).ToArray());
        Assert.IsTrue(taken.All(work => work.LeaseOwner == "one" && work.LeaseUntil == Now.AddMinutes(1)));
        Assert.AreEqual("third", rest.Single().OrderId);
        Assert.AreEqual(taken[0], await Store.AskAsync(reader => reader.FindWorkAsync("first")));
    }

    [TestMethod]
    public async Task Lease_ThatEnded_IsTakenOver()
    {
        await StoreSamples.AddOrdersAsync(Store, ["o"]);
        var until = Now.AddMinutes(1);
        await Store.LeaseAsync("one", Now, until, 10, CancellationToken.None);

        Assert.IsEmpty(await Store.LeaseAsync("two", until, until.AddMinutes(1), 10, CancellationToken.None));
        var taken = await Store.LeaseAsync("two", until.AddTicks(10), until.AddMinutes(1), 10, CancellationToken.None);

        Assert.AreEqual("two", taken.Single().LeaseOwner);
    }

    [TestMethod]
    public async Task Leases_OfThreeOwners_ShareTheWork()
    {
        string[] orders = [.. Enumerable.Range(0, 200).Select(number => $"o{number}")];
        await StoreSamples.AddOrdersAsync(Store, orders);
        await using var second = Place.Open();
        await using var third = Place.Open();

        var taken = await Task.WhenAll(new[] { Store, second, third }.Select((store, owner) => Task.Run(async () =>
        {
            var mine = new List<string>();
            while (await store.LeaseAsync($"owner {owner}", Now, Now.AddMinutes(1), 7, CancellationToken.None) is { Count: > 0 } some)
                mine.AddRange(some.Select(work => work.OrderId));
            return mine;
        })));

        CollectionAssert.AreEquivalent(orders, taken.SelectMany(mine => mine).ToArray());
    }

    [TestMethod]
    public async Task Orders_AddedWhileTheirAccountIsChanged_DoNotWaitForEachOther()
    {
        await Store.DoAsync(writer => writer.AddAccountAsync(StoreSamples.Account()));

        await Task.WhenAll(Enumerable.Range(0, 30).Select(caller => Task.Run(() => Store.DoAsync(async writer =>
        {
            if (caller % 3 == 0)
                await writer.SaveAccountAsync((await writer.FindAccountAsync("a"))! with { Contacts = [$"mailto:{caller}@home.test"] });
            else
                await writer.AddOrderAsync(StoreSamples.Order($"o{caller}"));
        }))));

        Assert.HasCount(20, await Store.AskAsync(reader => reader.ListOrdersAsync("a", null, null, 100)));
    }

    [TestMethod]
    public async Task Find_OfHostileText_FindsNothing()
    {
        await Store.DoAsync(writer => writer.AddDeviceAsync(StoreSamples.Device()));
        foreach (var text in new[] { "'; DROP TABLE device; --", "%", "a\0b", "\ud800", "", new string('x', 100_000) })
            await FindNothingAsync(text);
        Assert.IsNotNull(await Store.AskAsync(reader => reader.FindDeviceAsync("d")));
    }

    private async Task FindNothingAsync(string text)
    {
        Assert.IsNull(await Store.AskAsync(reader => reader.FindAccountAsync(text)));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindAccountByThumbprintAsync(text)));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindDeviceByCnameAsync(text)));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindOrderByCertificateIdAsync(text)));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindAuthorizationByChallengeAsync(text)));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindLatestCertificateAsync(text)));
        Assert.IsNull(await Store.AskAsync(reader => reader.FindWorkAsync(text)));
        Assert.IsEmpty(await Store.AskAsync(reader => reader.ListAuthorizationsAsync(text)));
        Assert.IsEmpty(await Store.AskAsync(reader => reader.ListProvedAuthorizationsAsync(text, text, Now)));
        Assert.IsEmpty(await Store.AskAsync(reader => reader.ListOrdersAsync(text, text, text, 10)));
        Assert.IsEmpty(await Store.AskAsync(reader => reader.ListDevicesAsync(null, text, 10)));
        Assert.IsEmpty(await Store.AskAsync(reader => reader.ListRecordsAsync(text)));
    }
}
