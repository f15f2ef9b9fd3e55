using System.Net;
using CsCheck;
using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class HostileBytesTests
{
    private const long MostAllocation = 64 * 1024;
    private static readonly IPEndPoint Neighbour = new(IPAddress.Parse("192.168.1.77"), MdnsConstants.Port);
    // What a datagram has room for is looked at as often as names of interest may lead on.
    private const int MostPasses = 5;

    [TestMethod]
    public void TryDecode_RandomBytes_NeverThrowsAndIsBounded() =>
        Gen.Byte.Array[0, MdnsConstants.MaximumDatagram].Sample(bytes => Assert.IsLessThanOrEqualTo(MostAllocation, Allocation(bytes)), iter: 2_000);

    [TestMethod]
    public void TryDecode_RandomRecordsBehindGoodHeader_NeverThrowsAndIsBounded() => Gen.Byte.Array[0, 2000].Sample(
        bytes => Assert.IsLessThanOrEqualTo(MostAllocation, Allocation(new RawPacket().Counts(40, 65000).Bytes(bytes).ToArray())), iter: 5_000);

    [TestMethod]
    public void TryDecode_MutatedMessage_NeverThrows()
    {
        var good = Flood.Responses().First();
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[1, 8].Sample(
            changes =>
            {
                var bytes = (byte[])good.Clone();
                Array.ForEach(changes, change => bytes[change.Item1] = change.Item2);
                Assert.IsLessThanOrEqualTo(MostAllocation, Allocation(bytes));
            },
            iter: 5_000);
    }

    public static IEnumerable<object[]> WorstKinds => Flood.Worst.Keys.Select(kind => new object[] { kind });

    [TestMethod]
    [DynamicData(nameof(WorstKinds))]
    public void TryDecode_WorstDatagram_StaysInBounds(string kind)
    {
        var datagram = Flood.Worst[kind]();
        Assert.IsLessThanOrEqualTo(MdnsConstants.MaximumDatagram, datagram.Length);
        Assert.IsLessThanOrEqualTo(MostAllocation, Allocation(datagram), kind);
    }

    [TestMethod]
    [DynamicData(nameof(WorstKinds))]
    public void Receive_WorstDatagram_StaysInBounds(string kind)
    {
        var datagram = Flood.Worst[kind]();
        var (counted, allocation) = (new BrowserStatistics(), long.MaxValue);
        for (var run = 0; run < 20; run++)
        {
            var engine = new BrowseEngine(new BrowserOptions(), new CacheLimits(), new Random(1));
            var now = new Moment(TimeSpan.Zero, EngineHarness.Origin);
            engine.SetInterfaces([FakeMulticastTransport.Interface(1)], now);
            var received = new ReceivedDatagram(datagram, Neighbour, MdnsConstants.GroupV4, 1);
            var before = GC.GetAllocatedBytesForCurrentThread();
            engine.Receive(received, now);
            allocation = Math.Min(allocation, GC.GetAllocatedBytesForCurrentThread() - before);
            counted = engine.Statistics;
        }
        Assert.IsLessThanOrEqualTo(MostAllocation, allocation, kind);
        Assert.IsLessThanOrEqualTo(
            MostPasses * RecordsOf(datagram),
            counted.UnrelatedRecords + counted.MalformedRecords + counted.OverRate + counted.OverDatagram + counted.OverName + counted.OverLimit,
            kind);
    }

    private static int RecordsOf(byte[] datagram)
    {
        var count = 0;
        for (MessageCursor.TryOpen(datagram, out var cursor); cursor.TryNextRecord(out _); count++)
        {
        }
        return count;
    }

    private static long Allocation(byte[] datagram)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        DnsMessage.TryDecode(datagram, out _);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
