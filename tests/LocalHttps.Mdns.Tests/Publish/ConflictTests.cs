namespace LocalHttps.Mdns.Tests;

/// <summary>Names that turn out to be another's: RFC 6762 §9, and the pace of §8.1.</summary>
[TestClass]
public sealed class ConflictTests
{
    private static readonly DnsName Elsewhere = DnsName.Parse("elsewhere.local");

    // §9: a conflict later on puts the record back to probing; with nobody defending the name, it stays.
    [TestMethod]
    public void Hear_ConflictAfterwardsNobodyDefends_ProbesAgainAndKeepsTheName()
    {
        var (engine, service) = Announced();
        engine.Hear(new ServiceRecord(PublishHarness.Instance, Elsewhere, 80));
        engine.Advance(5);
        Assert.HasCount(3, engine.Probes.ToList());
        Assert.AreEqual("Printer", service.Names.Instance);
        Assert.AreEqual(PublicationState.Announced, States(engine).Last());
    }

    // §9: who is defended against takes another name; the pointer to the old one is the winner's now.
    [TestMethod]
    public void Hear_ConflictAfterwardsIsDefended_TakesAnotherNameAndLeavesTheOther()
    {
        var (engine, service) = Announced();
        var theirs = new ServiceRecord(PublishHarness.Instance, Elsewhere, 80);
        engine.Hear(theirs);
        engine.Advance(0.4);
        engine.Clear();
        engine.Hear(theirs);
        Assert.AreEqual("Printer (2)", service.Names.Instance);
        var goodbye = engine.Responses.Single().Answers.ToList();
        Assert.IsTrue(goodbye.All(record => record is { TimeToLive: 0, CacheFlush: false } and not PointerRecord));
        engine.Advance(5);
        Assert.Contains("Printer (2)._https._tcp.local SRV", engine.Responses.Last().Summary.Select(at => at.Replace("\\032", " ", StringComparison.Ordinal)));
    }

    // §8.1: after fifteen conflicts within ten seconds, five seconds before each attempt.
    [TestMethod]
    public void Hear_FifteenConflicts_TriesOnlyEveryFiveSeconds()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        var rounds = new List<TimeSpan>();
        engine.OnSend = sent =>
        {
            if (!sent.Message.Header.IsResponse && sent.Message.Questions.FirstOrDefault(at => at.Name.IsUnder(PublishHarness.Type)) is { } question)
            {
                rounds.Add(sent.At);
                engine.Hear(new ServiceRecord(question.Name, Elsewhere, 80));
            }
        };
        engine.Advance(40);
        Assert.IsLessThanOrEqualTo(4, rounds[14].TotalSeconds);
        for (var round = 15; round < rounds.Count; round++)
        {
            Assert.IsGreaterThanOrEqualTo(5, (rounds[round] - rounds[round - 1]).TotalSeconds);
        }
        Assert.IsLessThanOrEqualTo(23, rounds.Count);
        Assert.AreEqual($"Printer ({rounds.Count + 1})", service.Names.Instance);
    }

    // Unique to unique only: another one's goodbye, and another type of ours, contradict nothing.
    [TestMethod]
    public void Hear_GoodbyeOrAnotherType_IsNoConflict()
    {
        var (engine, _) = Announced();
        engine.Hear(new ServiceRecord(PublishHarness.Instance, Elsewhere, 80, TimeToLive: 0));
        engine.Hear(Sample.Address("Printer._https._tcp.local", "192.168.1.9"));
        Assert.AreEqual(0, engine.Statistics.Conflicts);
    }

    // §8.1: what arrives before the first probe is passed over; so a flood of conflicts makes no flood of names.
    [TestMethod]
    public void Hear_BeforeTheFirstProbe_IsPassedOver()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        for (var flood = 0; flood < 1000; flood++)
        {
            engine.Hear(new ServiceRecord(service.InstanceName, Elsewhere, 80));
        }
        Assert.AreEqual("Printer", service.Names.Instance);
        engine.Advance(0.26);
        engine.Hear(new ServiceRecord(service.InstanceName, Elsewhere, 80));
        Assert.AreEqual("Printer (2)", service.Names.Instance);
    }

    // §8.1: "of any type", also of one we know nothing of.
    [TestMethod]
    [DataRow(13, "Printer (2)")]
    [DataRow(12, "Printer (2)")]
    [DataRow(47, "Printer")]
    public void Receive_RecordOfAForeignTypeWhileProbing_TakesAnotherName(int type, string name)
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        engine.Advance(0.3);
        engine.Receive(new RawPacket().Answer([.. PublishHarness.Instance.Wire, 0], (DnsRecordType)type, [0]).ToArray());
        Assert.AreEqual(name, service.Names.Instance);
    }

    // While probing, any record shows that the name is somebody's (§8.1).
    [TestMethod]
    public void Hear_AnotherTypeWhileProbing_TakesAnotherName()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        engine.Advance(0.3);
        engine.Hear(Sample.Address("Printer._https._tcp.local", "192.168.1.9"));
        Assert.AreEqual("Printer (2)", service.Names.Instance);
    }

    // After the pause the next conflicts are counted anew.
    [TestMethod]
    public void Hear_ConflictLongAfterMany_IsQuickAgain()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        for (var conflict = 0; conflict < 15; conflict++)
        {
            engine.Advance(0.26);
            engine.Hear(new ServiceRecord(service.InstanceName, Elsewhere, 80));
        }
        Assert.AreEqual(15, engine.Statistics.Conflicts);
        engine.Advance(4);
        Assert.IsFalse(engine.Events.Any(at => at.Event is PublicationStateChanged { State: PublicationState.Announced }));
        engine.Advance(20);
        engine.Clear();
        engine.Hear(new ServiceRecord(service.InstanceName, Elsewhere, 80));
        engine.Advance(0.3);
        Assert.HasCount(1, engine.Probes.Take(1).ToList());
    }

    private static IEnumerable<PublicationState> States(PublishHarness engine) => engine.Events.Select(at => at.Event).OfType<PublicationStateChanged>().Select(at => at.State);

    private static (PublishHarness Engine, PublishedService Service) Announced()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        engine.Advance(10);
        engine.Clear();
        return (engine, service);
    }
}
