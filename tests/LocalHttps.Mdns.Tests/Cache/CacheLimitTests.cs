using CsCheck;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class CacheLimitTests
{
    [TestMethod]
    public void Hear_ThousandsOfInstances_KeepsTwoThousandAndMore()
    {
        var harness = new EngineHarness();
        foreach (var (number, response) in Flood.Responses().Take(2000).Index())
        {
            harness.Receive(response, source: $"192.168.1.{1 + (number % 250)}");
        }
        harness.Advance(1);
        Assert.HasCount(2000, harness.Events);
        Assert.AreEqual((0, 0, 0), (harness.Statistics.OverLimit, harness.Statistics.OverRate, harness.Statistics.Evicted));
    }

    [TestMethod]
    public void Hear_MoreThanTheLimits_DropsAndCounts()
    {
        var harness = new EngineHarness(new CacheLimits { Instances = 10, Records = 60 });
        foreach (var response in Flood.Responses().Take(50))
        {
            harness.Receive(response);
        }
        harness.Advance(1);
        Assert.HasCount(10, harness.Events);
        Assert.IsGreaterThanOrEqualTo(40, harness.Statistics.OverLimit);
    }

    [TestMethod]
    public void Hear_FloodHasEnded_ThereIsRoomAgain()
    {
        var harness = new EngineHarness(new CacheLimits { Instances = 10, Records = 60, Bytes = 20_000 });
        foreach (var response in Flood.Responses().Take(50))
        {
            harness.Receive(response);
        }
        harness.Advance(2 * 3600);
        harness.Hear(Sample.All);
        Assert.AreEqual(Sample.Instance, harness.Snapshot.Single().Name);
        Assert.AreEqual(0, harness.Events.Count(at => at.Event is ServiceAdded) - harness.Events.Count(at => at.Event is ServiceRemoved) - 1);
    }

    [TestMethod]
    public void Hear_HostWithManyAddresses_KeepsSixteen()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, Sample.Location, Sample.Text);
        harness.Hear([.. Enumerable.Range(1, 40).Select(i => Sample.Address("device.local", $"10.0.0.{i}"))]);
        Assert.HasCount(16, harness.Only.Addresses);
        Assert.AreEqual(24, harness.Statistics.OverName);
    }

    [TestMethod]
    public void Hear_RecordsOfNothingBrowsedFor_AreNotKept()
    {
        var harness = new EngineHarness();
        harness.Hear(
            new PointerRecord(DnsName.Parse("_printer._tcp.local"), DnsName.Parse("x._printer._tcp.local")),
            new PointerRecord(Sample.Type, DnsName.Parse("x._printer._tcp.local")),
            new ServiceRecord(DnsName.Parse("y._https._tcp.local"), DnsName.Parse("device.local"), 443),
            Sample.V4);
        harness.Advance(1);
        Assert.IsEmpty(harness.Events);
        Assert.IsEmpty(harness.FollowUps);
        Assert.AreEqual((3, 1), (harness.Statistics.UnrelatedRecords, harness.Statistics.MalformedRecords));
    }

    [TestMethod]
    public void Hear_EndlessLife_IsBelievedForSeventyFiveMinutes()
    {
        var harness = new EngineHarness();
        harness.Hear([.. Sample.All.Select(record => record with { TimeToLive = uint.MaxValue })]);
        Assert.AreEqual(EngineHarness.Origin + TimeSpan.FromMinutes(75), harness.Only.Expires);
    }

    [TestMethod]
    public void Hear_FlushBitOnAPointer_DoesNotRemoveTheOthers()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(10);
        byte[] evil = [4, (byte)'e', (byte)'v', (byte)'i', (byte)'l', .. RawPacket.PointerTo(12)];
        harness.Receive(new RawPacket().Answer(RawPacket.Name("_https._tcp.local"), DnsRecordType.Ptr, evil).ToArray());
        harness.Advance(5);
        Assert.HasCount(1, harness.Snapshot);
    }

    [TestMethod]
    public void Hear_GoodbyeOfTheUnknown_LeavesNothing()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Goodbye(Sample.All));
        harness.Advance(5);
        Assert.IsEmpty(harness.Events);
        Assert.IsEmpty(harness.FollowUps);
    }

    [TestMethod]
    public void Hear_TinyLives_AskNoFasterThanTheSweep()
    {
        var harness = new EngineHarness();
        for (var i = 0; i < 50; i++)
        {
            harness.Hear([.. Sample.All.Select(record => record with { TimeToLive = 1 })]);
            harness.Advance(0.2);
        }
        Assert.IsLessThanOrEqualTo(10, harness.Queries.Count);
    }

    [TestMethod]
    public void Receive_RandomDatagrams_NeverThrowAndStayInBounds() => Gen
        .Select(Gen.Byte.Array[0, 600], Gen.UShort[0, 40], (bytes, count) => new RawPacket().Counts(0, count).Bytes(bytes).ToArray()).Array[1, 10]
        .Sample(datagrams =>
        {
            var harness = new EngineHarness(new CacheLimits { Instances = 5, Records = 20 });
            harness.Hear(Sample.All);
            foreach (var datagram in datagrams)
            {
                harness.Receive(datagram);
            }
            harness.Advance(3);
            Assert.IsLessThanOrEqualTo(5, harness.Snapshot.Count);
        },
        iter: 2000);
}
