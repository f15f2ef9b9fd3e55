using LocalHttps.Lab;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Store;

/// <summary>Whatever was acknowledged is there after a kill, and nothing is half there.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DurabilityTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly string folder = Directory.CreateTempSubdirectory("localhttps-store-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [TestMethod]
    public async Task Sqlite_ChildKilledAgainAndAgain_KeepsWhatItAcknowledged()
    {
        await using var place = StorePlace.Sqlite();
        await KillChildrenAsync(place, 10);
    }

    [TestMethod]
    public async Task Postgres_ChildKilledAgainAndAgain_KeepsWhatItAcknowledged()
    {
        await using var place = await StorePlace.PostgresAsync();
        await KillChildrenAsync(place, 5);
    }

    [TestMethod]
    public async Task Postgres_ServerKilled_KeepsWhatItAcknowledged()
    {
        await using var place = await StorePlace.PostgresAsync();
        await using var store = await place.OpenMigratedAsync();
        await store.DoAsync(writer => writer.AddAccountAsync(StoreSamples.Account()));
        var server = await SharedPostgres.GetAsync();
        var child = Start(place, "run");
        await using (child)
        {
            await child.WaitForLineAsync(line => line.StartsWith("valid", StringComparison.Ordinal), Limit, "a change", 50);
            await server.KillAsync();
            // It finds nobody any more and ends by itself.
            await Poll.UntilAsync(() => Task.FromResult(child.HasExited), "the child's end", Limit);
        }
        await Assert.ThrowsExactlyAsync<StoreException>(() => store.AskAsync(reader => reader.FindAccountAsync("a")));
        await server.StartAgainAsync();

        await CheckAsync(store, [.. child.Lines]);
    }

    private async Task KillChildrenAsync(StorePlace place, int kills)
    {
        await using (var store = await place.OpenMigratedAsync())
            await store.DoAsync(writer => writer.AddAccountAsync(StoreSamples.Account()));
        var random = new Random(1);
        for (var run = 0; run < kills; run++)
        {
            var child = Start(place, $"run{run}");
            await using (child)
            {
                await child.WaitForLineAsync(line => line.StartsWith("valid", StringComparison.Ordinal), Limit, "a change", 1 + random.Next(40));
                await child.KillAsync();
            }
            await using var store = place.Open();
            await CheckAsync(store, [.. child.Lines]);
        }
    }

    private LabChild Start(StorePlace place, string run) =>
        LabChild.Start(Path.Combine(folder, "child.log"), [Environment.ProcessPath!, "store-child", .. place.Words, run]);

    private static async Task CheckAsync(IStore store, IReadOnlyList<string> lines)
    {
        var acknowledged = lines.Where(line => line.EndsWith('.')).Select(line => line[..^1].Split(' ')).ToLookup(words => words[0], words => words[1], StringComparer.Ordinal);
        Assert.IsNotEmpty(acknowledged["valid"]);
        await store.AskAsync(async reader =>
        {
            foreach (var id in acknowledged["added"])
                Assert.IsNotNull(await reader.FindOrderAsync(id), $"{id} was acknowledged and is gone");
            foreach (var id in acknowledged["valid"])
                Assert.IsNotNull((await reader.FindOrderAsync(id))!.ValidAt, $"{id} was acknowledged as valid and is not");
            foreach (var order in await reader.ListOrdersAsync("a", null, null, int.MaxValue))
            {
                Assert.IsNotNull(await reader.FindDeviceAsync(order.Id), $"{order.Id} is half there");
                Assert.AreEqual(order.ValidAt is null, await reader.FindWorkAsync(order.Id) is not null, $"{order.Id} is half there");
                Assert.AreEqual(order.ValidAt is null, await reader.FindLatestCertificateAsync(order.Id) is null, $"{order.Id} is half there");
            }
            return 0;
        });
    }
}
