namespace LocalHttps.Mdns.Tests;

/// <summary>Somebody on the link says that others are gone, or are elsewhere.</summary>
[TestClass]
public sealed class SpoofTests
{
    // RFC 6762 §10.1: the second is there for the device to speak up, and it is asked to.
    [TestMethod]
    public void Hear_SpoofedGoodbye_IsAskedOnceWithinTheSecondAndStays()
    {
        var harness = Settled(out var devices);
        harness.Hear(Sample.Goodbye(Neighbour(0)));
        harness.Hear(Sample.Goodbye(Neighbour(0)));
        devices.Advance(TimeSpan.FromSeconds(0.5));
        Assert.IsTrue(harness.Queries.Count is 1 or 2, $"{harness.Queries.Count} queries");
        CollectionAssert.Contains(harness.Queries.SelectMany(query => query.Message.Questions).ToArray(), new DnsQuestion(Sample.Type, DnsRecordType.Ptr));
        devices.Advance(TimeSpan.FromSeconds(10));
        Assert.HasCount(3, harness.Events, "nothing was told");
        Assert.HasCount(3, harness.Snapshot);
    }

    // RFC 6762 §10.2
    [TestMethod]
    public void Hear_SpoofedCacheFlush_IsAskedOnceWithinTheSecondAndKeepsTheGenuine()
    {
        var harness = Settled(out var devices);
        harness.Hear(new ServiceRecord(Neighbourhood.NameOf(0), DnsName.Parse("evil.local"), 1));
        devices.Advance(TimeSpan.FromSeconds(0.5));
        Assert.AreEqual(1, harness.FollowUps.Count(question => question.EndsWith("Srv", StringComparison.Ordinal)));
        devices.Advance(TimeSpan.FromSeconds(3));
        var instance = harness.Snapshot.Single(at => at.Name.Equals(Neighbourhood.NameOf(0)));
        CollectionAssert.Contains(instance.Locations.ToArray(), new ServiceLocation(DnsName.Parse("device-0.local"), 443));
    }

    [TestMethod]
    public void Hear_SpoofedGoodbyesWithoutEnd_AreAskedAtABoundedRate()
    {
        var harness = Settled(out var devices);
        for (var i = 0; i < 200; i++)
        {
            harness.Hear(Sample.Goodbye(Neighbour(i % 3)));
            devices.Advance(TimeSpan.FromSeconds(0.05));
        }
        Assert.IsLessThanOrEqualTo(60, harness.Queries.Count, "in ten seconds");
        devices.Advance(TimeSpan.FromSeconds(2));
        Assert.HasCount(3, harness.Snapshot);
    }

    // A goodbye of a goodbye's answer must not take the question back.
    [TestMethod]
    public void Hear_AnotherSpoofRightAfterTheFirst_QuestionIsAskedAllTheSame()
    {
        var harness = Settled(out var devices);
        harness.Hear(new ServiceRecord(Neighbourhood.NameOf(0), DnsName.Parse("evil.local"), 1));
        harness.Hear(new ServiceRecord(Neighbourhood.NameOf(0), DnsName.Parse("evil2.local"), 1));
        devices.Advance(TimeSpan.FromSeconds(0.5));
        Assert.AreEqual(1, harness.FollowUps.Count(question => question.EndsWith("Srv", StringComparison.Ordinal)));
    }

    private static EngineHarness Settled(out Neighbourhood devices)
    {
        var harness = new EngineHarness();
        devices = new Neighbourhood(harness, 3);
        devices.Advance(TimeSpan.FromSeconds(20));
        Assert.HasCount(3, harness.Events);
        harness.Queries.Clear();
        return harness;
    }

    private static DnsRecord[] Neighbour(int device) => [.. Neighbourhood.RecordsOf(device)];

    // Pointers are shared: one with the cache-flush bit does not end the instance's pointers of other types.
    [TestMethod]
    public void Hear_PointerWithCacheFlush_PointersOfOtherTypesStay()
    {
        var harness = new EngineHarness(null, "_https._tcp", "_office._sub._https._tcp");
        harness.Hear([.. Sample.All, new PointerRecord(DnsName.Parse("_office._sub._https._tcp.local"), Sample.Instance)]);
        harness.Advance(20);
        harness.Hear(Sample.Pointer with { CacheFlush = true });
        harness.Advance(2);
        harness.Hear(Sample.Pointer with { TimeToLive = 0 });
        harness.Advance(2);
        Assert.HasCount(1, harness.Snapshot);
    }
}
