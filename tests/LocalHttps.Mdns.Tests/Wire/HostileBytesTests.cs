using System.Diagnostics;
using CsCheck;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class HostileBytesTests
{
    private const long MostAllocation = 64 * 1024;
    private static readonly TimeSpan MostTime = TimeSpan.FromMilliseconds(1);

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
        Assert.IsLessThanOrEqualTo(MostTime, BestTime(() => DnsMessage.TryDecode(datagram, out _)), kind);
    }

    [TestMethod]
    [DynamicData(nameof(WorstKinds))]
    public void Apply_WorstDatagram_StaysInBounds(string kind)
    {
        var datagram = Flood.Worst[kind]();
        var best = BestTime(() =>
        {
            var cache = new RecordCache([BrowsedType.Parse("_https._tcp")], new CacheLimits());
            _ = MessageCursor.TryOpen(datagram, out var cursor);
            cache.Apply(ref cursor, 1, TimeSpan.Zero);
        });
        Assert.IsLessThanOrEqualTo(MostTime, best, kind);
    }

    // The best of many runs: a bound on the code, not on how busy the machine is.
    private static TimeSpan BestTime(Action action)
    {
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < 200; run++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            var took = Stopwatch.GetElapsedTime(start);
            best = took < best ? took : best;
        }
        return best;
    }

    private static long Allocation(byte[] datagram)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        DnsMessage.TryDecode(datagram, out _);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
