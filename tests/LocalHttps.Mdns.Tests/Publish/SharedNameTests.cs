namespace LocalHttps.Mdns.Tests;

/// <summary>A hub: as many services as a publisher may have, all of one host. What anybody says of that one name concerns them all.</summary>
[TestClass]
[DoNotParallelize]
public sealed class SharedNameTests
{
    private const int Count = PublishEngine.MaximumServices;
    private const long MostAllocation = 64 * 1024;
    private const long MostLooks = 50_000;
    private static readonly DnsName Hub = DnsName.Parse("hub.local");

    [TestMethod]
    [DataRow("probe")]
    [DataRow("questions of all types")]
    [DataRow("known answers")]
    public void Receive_QueryFullOfTheSharedName_StaysInBounds(string kind)
    {
        var engine = Announced("hub");
        var query = new DnsMessageWriter(0, MdnsConstants.MaximumDatagram);
        for (var type = 1; type <= (kind.StartsWith("questions", StringComparison.Ordinal) ? 64 : 1); type++)
        {
            query.TryAdd(new DnsQuestion(Hub, (DnsRecordType)type));
        }
        Fill(kind switch { "probe" => query.TryAddAuthority, "known answers" => query.TryAddAnswer, _ => _ => false });
        var datagram = query.ToArray();
        var (most, allocation) = (0L, long.MaxValue);
        for (var run = 0; run < 20; run++)
        {
            engine.Advance(2);
            var (looks, before) = (engine.Looks, GC.GetAllocatedBytesForCurrentThread());
            engine.ReceiveOnly(datagram);
            allocation = Math.Min(allocation, GC.GetAllocatedBytesForCurrentThread() - before);
            most = Math.Max(most, engine.Looks - looks);
        }
        Assert.IsLessThanOrEqualTo(MostLooks, most, kind);
        Assert.IsLessThanOrEqualTo(MostAllocation, allocation, kind);
    }

    [TestMethod]
    public void Receive_ConflictWithTheSharedName_ProbesForAllAgain()
    {
        var engine = Announced("hub");
        var response = DnsMessageWriter.Response(MdnsConstants.MaximumDatagram);
        Fill(response.TryAddAnswer);
        engine.Receive(response.ToArray());
        Assert.AreEqual(Count, engine.Statistics.Conflicts);
        engine.Clear();
        engine.Advance(3);
        Assert.HasCount(Count, engine.Events.Where(at => at.Event is PublicationStateChanged { State: PublicationState.Announced }));
    }

    [TestMethod]
    public void Receive_ConflictsOfHundreds_RenamesThemInLittleMemory()
    {
        var engine = new PublishHarness();
        for (var number = 0; number < Count; number++)
        {
            engine.Publish(PublishHarness.Printer with { Name = $"P{number}", HostLabel = $"h{number}", PublicName = null });
        }
        engine.Advance(0.4);
        var response = DnsMessageWriter.Response(MdnsConstants.MaximumDatagram);
        for (var number = 0; response.TryAddAnswer(Sample.Address($"h{number}.local", "10.0.0.9")); number++)
        {
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        engine.ReceiveOnly(response.ToArray());
        Assert.IsGreaterThan(300, engine.Statistics.Conflicts);
        Assert.IsLessThanOrEqualTo(32L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Remove_OneOfTheSameName_ItsNumberIsFreeAgain()
    {
        var engine = new PublishHarness();
        engine.Publish();
        var second = engine.Publish();
        Assert.AreEqual("Printer (2)", second.Names.Instance);
        engine.Remove(second);
        Assert.AreEqual("Printer (2)", engine.Publish().Names.Instance);
        engine.RemoveAll();
        Assert.AreEqual("Printer", engine.Publish().Names.Instance);
    }

    private static void Fill(Func<DnsRecord, bool> add)
    {
        for (var number = 0; add(Sample.Address("hub.local", $"10.0.{number / 256}.{number % 256}")); number++)
        {
        }
    }

    private static PublishHarness Announced(string host)
    {
        var engine = new PublishHarness();
        for (var number = 0; number < Count; number++)
        {
            engine.Publish(PublishHarness.Printer with { Name = $"Printer {number}", HostLabel = host, PublicName = null });
        }
        engine.Advance(10);
        return engine;
    }
}
