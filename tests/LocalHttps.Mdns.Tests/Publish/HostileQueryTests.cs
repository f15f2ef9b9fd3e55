using CsCheck;

namespace LocalHttps.Mdns.Tests;

/// <summary>Nobody on the network makes the responder work, wait or speak without bounds.</summary>
[TestClass]
public sealed class HostileQueryTests
{
    private readonly PublishHarness engine = PublishHarness.Settled();

    [TestMethod]
    public void Receive_ManyQuestions_LooksAtSomeAndCountsTheRest()
    {
        engine.Receive(PublishHarness.Query(Enumerable.Repeat(new DnsQuestion(PublishHarness.Host, DnsRecordType.A), 400)));
        engine.Advance(1);
        Assert.AreEqual(400 - Query.MaximumQuestions, engine.Statistics.OverLimit);
        Assert.HasCount(1, engine.Sent);
    }

    [TestMethod]
    public void Receive_MoreThanAThousandASecond_PassesTheRestOver()
    {
        var query = PublishHarness.Query([new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr)]);
        for (var packet = 0; packet < 5000; packet++)
        {
            engine.Receive(query);
        }
        Assert.AreEqual(1000, engine.Statistics.Queries);
        Assert.AreEqual(4000, engine.Statistics.OverRate);
        engine.Advance(1);
        engine.Receive(query);
        Assert.AreEqual(1001, engine.Statistics.Queries);
    }

    // Whatever others ask, an asker's own few queries are looked at.
    [TestMethod]
    [DataRow(1)]
    [DataRow(200)]
    public void Receive_FloodOfQueries_AGenuineAskerIsAnsweredWithinTwoSeconds(int sources)
    {
        var flood = PublishHarness.Query([new DnsQuestion(DnsName.Parse("nobody.local"), DnsRecordType.A)]);
        var genuine = PublishHarness.Query([new DnsQuestion(PublishHarness.Instance, DnsRecordType.Srv)]);
        var start = engine.Now;
        for (var packet = 0; packet < 30_000; packet++)
        {
            engine.Receive(flood, source: $"192.168.1.{10 + (packet % sources)}");
            engine.TurnTo(start + TimeSpan.FromMilliseconds(packet / 5));
            // Not as the first of a millisecond, which may still get a place among all.
            if (packet == 20_002)
            {
                engine.Receive(genuine, source: "192.168.1.250");
            }
        }
        Assert.IsGreaterThan(10_000, engine.Statistics.OverRate);
        Assert.AreEqual($"{PublishHarness.Instance} SRV", engine.Sent.Single().Summary.Single());
        Assert.IsLessThanOrEqualTo(TimeSpan.FromSeconds(2), engine.Sent.Single().At - start - TimeSpan.FromSeconds(4));
    }

    [TestMethod]
    public void NoteSent_EverNewRecords_RemembersThoseThatOthersMayStillHave()
    {
        var face = new PublishInterface(LocalHttps.TestKit.FakeMulticastTransport.Interface(1), new Random(1));
        var records = Enumerable.Range(0, 5000).Select(number => OwnRecord.Of(Sample.Address($"h{number}.local", "192.168.1.1"), isUnique: true)).ToList();
        for (var second = 0; second < records.Count; second++)
        {
            face.NoteSent(records[second], TimeSpan.FromSeconds(second));
        }
        Assert.IsLessThanOrEqualTo(300, face.Remembered);
        Assert.IsTrue(records.TakeLast(120).All(record => face.LastSent(record) is not null), "they live for 120 s");
    }

    [TestMethod]
    public void Receive_NameThatPointsToItself_IsPassedOver()
    {
        engine.Receive([0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0xC0, 12, 0, 255, 0, 1, 0xC0, 0xFF, 0, 255, 0, 1]);
        engine.Advance(1);
        Assert.IsEmpty(engine.Sent);
    }

    [TestMethod]
    public void Receive_HugeKnownAnswerList_IsReadWithLittleWork()
    {
        var known = Enumerable.Range(0, 400).Select(number => new PointerRecord(PublishHarness.Type, DnsName.Parse($"x{number}._https._tcp.local")));
        var query = PublishHarness.Query([new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr)], [.. known, new PointerRecord(PublishHarness.Type, PublishHarness.Instance)]);
        var allocation = long.MaxValue;
        for (var run = 0; run < 20; run++)
        {
            var (looks, before) = (engine.Looks, GC.GetAllocatedBytesForCurrentThread());
            engine.ReceiveOnly(query);
            allocation = Math.Min(allocation, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.IsLessThanOrEqualTo(10, engine.Looks - looks);
        }
        Assert.IsLessThanOrEqualTo(64 * 1024L, allocation);
        engine.Advance(1);
        Assert.IsEmpty(engine.Sent);
    }

    // A thousand hosts on one link ask to have answers deferred, again and again.
    [TestMethod]
    public void Receive_TruncatedForEverFromMany_SpeaksNoMoreThanOnceASecond()
    {
        var query = PublishHarness.Query([new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr)], flags: DnsHeader.TruncatedFlag);
        for (var round = 0; round < 40; round++)
        {
            for (var asker = 0; asker < 200; asker++)
            {
                engine.Receive(query, source: $"192.168.1.{asker + 10}", port: MdnsConstants.Port);
            }
            engine.Advance(0.25);
        }
        Assert.IsLessThanOrEqualTo(11, engine.Sent.Count);
    }

    [TestMethod]
    public void Receive_AnyBytes_NeverThrowsAndAnswersNothingTooOften()
    {
        var good = PublishHarness.Query(
            [new DnsQuestion(PublishHarness.Instance, DnsRecordType.Any), new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr)],
            [new PointerRecord(PublishHarness.Type, PublishHarness.Instance), Sample.Address("printer-host.local", "192.168.1.1"), new ServiceRecord(PublishHarness.Instance, PublishHarness.Host, 443)]);
        Gen.Select(Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[0, 10], Gen.Int[0, good.Length], Gen.Bool).Sample(
            (changes, length, response) =>
            {
                var bytes = (byte[])good.Clone();
                Array.ForEach(changes, change => bytes[change.Item1] = change.Item2);
                bytes[2] = response ? (byte)(bytes[2] | 0x80) : bytes[2];
                engine.Receive(bytes[..length]);
                engine.Advance(0.01);
            },
            iter: 20_000,
            threads: 1);
    }

    [TestMethod]
    public void Receive_RandomBytes_NeverThrows() => Gen.Byte.Array[0, 3000].Sample(bytes => engine.Receive(bytes), iter: 3_000, threads: 1);
}
