namespace LocalHttps.Mdns.Tests;

/// <summary>As many services as a publisher may have: what anybody on the network sends stays cheap, and goodbyes cost in proportion.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ThousandServicesTests
{
    private const int Count = PublishEngine.MaximumServices;
    private const long MostAllocation = 64 * 1024;
    // Each of the few names with a thousand records is looked through once for each type it is asked for.
    private const long MostLooks = 10 * Count;

    [TestMethod]
    [DataRow("the same question 64 times")]
    [DataRow("64 questions that want everything")]
    [DataRow("64 questions for unicast answers")]
    [DataRow("64 questions of a legacy asker")]
    [DataRow("known answers")]
    [DataRow("pointers as answers")]
    public void Receive_HostileDatagram_StaysInBounds(string kind)
    {
        var engine = Announced(out _);
        var datagram = Make(kind);
        var port = kind.Contains("legacy", StringComparison.Ordinal) ? 40000 : MdnsConstants.Port;
        var (most, allocation) = (0L, long.MaxValue);
        for (var run = 0; run < 20; run++)
        {
            engine.Advance(2);
            var (looks, before) = (engine.Looks, GC.GetAllocatedBytesForCurrentThread());
            engine.ReceiveOnly(datagram, port);
            allocation = Math.Min(allocation, GC.GetAllocatedBytesForCurrentThread() - before);
            most = Math.Max(most, engine.Looks - looks);
            engine.Advance(2);
        }
        Assert.IsLessThanOrEqualTo(MostLooks, most, kind);
        Assert.IsLessThanOrEqualTo(MostAllocation, allocation, kind);
    }

    [TestMethod]
    public void RemoveAll_SaysGoodbyeInFewMessagesAndLittleWork()
    {
        var engine = Announced(out var services);
        engine.Clear();
        var (looks, before) = (engine.Looks, GC.GetAllocatedBytesForCurrentThread());
        engine.RemoveAll();
        Assert.IsLessThanOrEqualTo(MostLooks, engine.Looks - looks);
        Assert.IsLessThanOrEqualTo(16L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.IsLessThanOrEqualTo(Count / 3, engine.Sent.Count);
        var ended = engine.Sent.SelectMany(sent => sent.Answers).ToList();
        Assert.IsTrue(ended.TrueForAll(record => record.TimeToLive == 0));
        Assert.HasCount(Count, ended.OfType<ServiceRecord>().Select(record => record.Name).ToHashSet());
        Assert.AreEqual(Count, engine.Events.Count(at => at.Event is PublicationStateChanged { State: PublicationState.Withdrawn }));
        engine.Clear();
        engine.Ask(PublishHarness.Type, DnsRecordType.Ptr);
        engine.Advance(1);
        Assert.IsEmpty(engine.Sent);
    }

    // One datagram brings no more than a packet or two by unicast; the rest goes to all, once a second at most.
    [TestMethod]
    public void Receive_UnicastQuestionForAll_SendsFewPacketsToTheAsker()
    {
        var engine = Announced(out _);
        engine.Clear();
        engine.Ask(PublishHarness.Type, DnsRecordType.Ptr, unicast: true);
        engine.Advance(1);
        Assert.IsLessThanOrEqualTo(8, engine.Sent.Count(sent => sent.Destination is not null));
        Assert.HasCount(Count, engine.Sent.SelectMany(sent => sent.Answers).OfType<PointerRecord>().Select(record => record.Target).ToHashSet());
    }

    private static PublishHarness Announced(out List<PublishedService> services)
    {
        var engine = new PublishHarness();
        services = [.. Enumerable.Range(0, Count).Select(number => engine.Publish(PublishHarness.Printer with
        {
            Name = $"Printer {number}",
            HostLabel = $"printer-host-{number}",
            PublicName = $"printer-{number}.example.com",
        }))];
        engine.Advance(10);
        return engine;
    }

    private static byte[] Make(string kind)
    {
        var answers = Enumerable.Range(0, 200).Select(number => new PointerRecord(PublishHarness.Type, DnsName.Parse($"Printer {number}._https._tcp.local"))).ToList();
        if (kind == "pointers as answers")
        {
            var writer = DnsMessageWriter.Response(MdnsConstants.MaximumDatagram);
            Assert.IsTrue(answers.TrueForAll(writer.TryAddAnswer));
            return writer.ToArray();
        }
        var isKnown = kind == "known answers";
        var unicast = kind.Contains("unicast", StringComparison.Ordinal);
        var questions = Enumerable.Range(0, 64).Select(number => (kind.Contains("same", StringComparison.Ordinal) || isKnown ? 0 : number % 4) switch
        {
            0 => new DnsQuestion(PublishHarness.Type, number % 8 == 0 ? DnsRecordType.Ptr : DnsRecordType.Any, unicast),
            1 => new DnsQuestion(RecordSet.Enumeration, DnsRecordType.Ptr, unicast),
            2 => new DnsQuestion(DnsName.Parse("_office._sub._https._tcp.local"), DnsRecordType.Ptr, unicast),
            _ => new DnsQuestion(DnsName.Parse($"Printer {number}._https._tcp.local"), DnsRecordType.Any, unicast),
        });
        return PublishHarness.Query(questions, isKnown ? answers : []);
    }
}
