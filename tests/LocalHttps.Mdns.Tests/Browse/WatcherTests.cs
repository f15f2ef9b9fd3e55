namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class WatcherTests
{
    private static readonly ServiceInstance Instance = new()
    {
        Name = Sample.Instance,
        ServiceType = Sample.Type,
        Locations = [],
        Texts = [],
        Addresses = [],
        Aliases = [],
        FirstSeen = default,
        LastSeen = default,
        Expires = default,
    };

    private static readonly ServiceInstance Later = Instance with { LastSeen = EngineHarness.Origin };

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task ReadAsync_AddedThenUpdated_IsOneAddedWithTheLatest() =>
        CollectionAssert.AreEqual(new ServiceEvent[] { new ServiceAdded(Later) }, await Read([new ServiceAdded(Instance), new ServiceUpdated(Later)]));

    [TestMethod]
    public async Task ReadAsync_AddedThenRemoved_IsNothing() => Assert.IsEmpty(await Read([new ServiceAdded(Instance), Removed]));

    [TestMethod]
    public async Task ReadAsync_RemovedAndAddedAgainMeanwhile_IsAnUpdate() => CollectionAssert.AreEqual(
        new ServiceEvent[] { new ServiceAdded(Instance), new ServiceUpdated(Later) },
        await Read([new ServiceAdded(Instance)], [Removed, new ServiceAdded(Later)]));

    [TestMethod]
    public async Task ReadAsync_UpdatedThenRemoved_IsRemoved() => CollectionAssert.AreEqual(
        new ServiceEvent[] { new ServiceAdded(Instance), Removed },
        await Read([new ServiceAdded(Instance)], [new ServiceUpdated(Later), Removed]));

    private static ServiceRemoved Removed => new(Instance, RemovalReason.Expired);

    // Publishes one batch after the other, each when the reader has taken all of the one before.
    private async Task<List<ServiceEvent>> Read(params ServiceEvent[][] batches)
    {
        var watcher = new Watcher();
        var read = new List<ServiceEvent>();
        await using var events = watcher.ReadAsync(TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);
        Task<bool>? next = null;
        foreach (var batch in batches)
        {
            Array.ForEach(batch, watcher.Publish);
            if (batch == batches[^1])
            {
                watcher.Complete();
            }
            while (await (next ?? events.MoveNextAsync().AsTask()))
            {
                read.Add(events.Current);
                next = events.MoveNextAsync().AsTask();
                if (!next.IsCompleted)
                {
                    break;
                }
            }
        }
        return read;
    }
}
