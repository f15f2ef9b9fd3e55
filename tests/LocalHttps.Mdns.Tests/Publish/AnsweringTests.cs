using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>RFC 6762 §5.4–§7, RFC 6763 §7.1, §9, §12.</summary>
[TestClass]
public sealed class AnsweringTests
{
    private readonly PublishHarness engine = PublishHarness.Settled();

    // §6: a shared record after 20–120 ms; RFC 6763 §12.1: with what is needed next; §10.2: cache-flush on unique records only.
    [TestMethod]
    public void Ask_Pointer_IsAnsweredAfterAMomentWithAllThatBelongsToIt()
    {
        engine.Ask(PublishHarness.Type, DnsRecordType.Ptr);
        engine.Advance(0.019);
        Assert.IsEmpty(engine.Sent);
        engine.Advance(0.102);
        var sent = engine.Sent.Single();
        Assert.IsNull(sent.Destination);
        CollectionAssert.AreEqual(new[] { "_https._tcp.local PTR" }, sent.Summary);
        CollectionAssert.AreEquivalent(
            new[] { "Printer._https._tcp.local SRV", "Printer._https._tcp.local TXT", "printer-host.local A", "printer-host.local AAAA" },
            sent.Message.Additionals.Select(Sent.Describe).ToArray());
        Assert.IsTrue(sent.Message.Records.All(record => record.CacheFlush == record is not PointerRecord));
        Assert.AreEqual(0, sent.Message.Header.Id + sent.Message.Questions.Count);
    }

    // §6: a random delay of 20–120 ms.
    [TestMethod]
    public void Ask_PointerManyTimes_IsAnsweredAtAnyMomentOfTheSpan()
    {
        var delays = new List<double>();
        for (var ask = 0; ask < 60; ask++)
        {
            var asked = engine.Now;
            engine.Ask(PublishHarness.Type, DnsRecordType.Ptr);
            engine.Advance(5);
            delays.Add((engine.Sent[^1].At - asked).TotalMilliseconds);
        }
        Assert.IsInRange(20, 30, delays.Min());
        Assert.IsInRange(110, 120, delays.Max());
    }

    // §6: answers to several askers that fall together go in one message.
    [TestMethod]
    public void Ask_TwoAskersWithinTheSpan_GetOneMessage()
    {
        engine.Ask(PublishHarness.Type, DnsRecordType.Ptr);
        engine.Ask(DnsName.Parse("_office._sub._https._tcp.local"), DnsRecordType.Ptr);
        engine.Advance(1);
        Assert.HasCount(2, engine.Sent.Single().Answers.ToList());
    }

    // §6: certain to be the only one, it answers at once. §10: 120 s for what holds a host's name, 4500 s for the rest.
    [TestMethod]
    [DataRow("Printer._https._tcp.local", DnsRecordType.Srv, 120)]
    [DataRow("PRINTER._https._tcp.LOCAL", DnsRecordType.Txt, 4500)]
    [DataRow("printer-host.local", DnsRecordType.A, 120)]
    [DataRow("printer-host.local", DnsRecordType.Aaaa, 120)]
    [DataRow("13ab-printer.local", DnsRecordType.Cname, 120)]
    public void Ask_UniqueRecord_IsAnsweredAtOnce(string name, DnsRecordType type, int life)
    {
        engine.Ask(DnsName.Parse(name), type);
        var answer = engine.Sent.Single().Answers.Single();
        Assert.AreEqual($"{name} {type}".ToUpperInvariant(), Sent.Describe(answer).ToUpperInvariant());
        Assert.AreEqual((uint)life, answer.TimeToLive);
    }

    // §6.3: of several questions some may be for others, so all wait.
    [TestMethod]
    public void Ask_OneOfSeveralIsNotOurs_WaitsAMoment()
    {
        engine.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Host, DnsRecordType.A), new DnsQuestion(DnsName.Parse("else.local"), DnsRecordType.A)]));
        Assert.IsEmpty(engine.Sent);
        engine.Advance(0.121);
        Assert.HasCount(1, engine.Sent);
    }

    // An alias answers for every type (RFC 1034 §3.6.2).
    [TestMethod]
    public void Ask_AddressOfTheAlias_GetsTheAlias()
    {
        engine.Ask(PublishHarness.Alias, DnsRecordType.A);
        CollectionAssert.AreEqual(new[] { "13ab-printer.local CNAME" }, engine.Sent.Single().Summary);
    }

    [TestMethod]
    public void Ask_AnyType_GetsAllRecordsOfTheName()
    {
        engine.Ask(PublishHarness.Instance, DnsRecordType.Any);
        CollectionAssert.AreEquivalent(new[] { "Printer._https._tcp.local SRV", "Printer._https._tcp.local TXT" }, engine.Sent.Single().Summary);
    }

    // RFC 6763 §9, §7.1.
    [TestMethod]
    [DataRow("_services._dns-sd._udp.local", "_https._tcp.local")]
    [DataRow("_office._sub._https._tcp.local", "Printer._https._tcp.local")]
    public void Ask_EnumerationAndSubtype_AreAnswered(string name, string target)
    {
        engine.Ask(DnsName.Parse(name), DnsRecordType.Ptr);
        engine.Advance(0.2);
        Assert.AreEqual(DnsName.Parse(target), ((PointerRecord)engine.Sent.Single().Answers.Single()).Target);
    }

    [TestMethod]
    public void Ask_SomebodyElsesName_IsSilent()
    {
        foreach (var name in new[] { "else.local", "_ipp._tcp.local", "x._https._tcp.local", "local", "printer-host.local.local", "13ab-printer.example.com" })
        {
            engine.Ask(DnsName.Parse(name), DnsRecordType.Any);
        }
        engine.Ask(PublishHarness.Type, DnsRecordType.A);
        engine.Advance(5);
        Assert.IsEmpty(engine.Sent);
    }

    // §6.1: what does not exist under a name of ours.
    [TestMethod]
    [DataRow("printer-host.local", 65, new[] { 1, 28 })]
    [DataRow("Printer._https._tcp.local", 1, new[] { 16, 33 })]
    public void Ask_TypeThatIsNotThere_IsDenied(string name, int type, int[] types)
    {
        engine.Ask(DnsName.Parse(name), (DnsRecordType)type);
        var denial = (NextSecureRecord)engine.Sent.Single().Answers.Single();
        CollectionAssert.AreEqual(types, denial.Types.Select(at => (int)at).ToArray());
        Assert.IsTrue(denial.CacheFlush);
    }

    // §6.2: an address comes with the other family, or with the word that there is none.
    [TestMethod]
    public void Ask_HostHasOneFamily_SaysThatTheOtherIsNotThere()
    {
        var network = FakeMulticastTransport.Interface(1);
        var single = PublishHarness.Settled(network with { Addresses = [network.Addresses[0]] });
        single.Ask(PublishHarness.Host, DnsRecordType.A);
        CollectionAssert.AreEqual(new[] { "printer-host.local NSEC" }, single.Sent.Single().Message.Additionals.Select(Sent.Describe).ToArray());
        engine.Ask(PublishHarness.Host, DnsRecordType.A);
        CollectionAssert.AreEqual(new[] { "printer-host.local AAAA" }, engine.Sent.Single().Message.Additionals.Select(Sent.Describe).ToArray());
    }

    // Only the addresses of the interface asked on (§14); link-local ones are among them.
    [TestMethod]
    public void Ask_TwoInterfaces_GetsTheAddressesOfThatInterface()
    {
        var two = PublishHarness.Settled(FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2));
        two.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Host, DnsRecordType.Any)]), interfaceIndex: 2);
        var sent = two.Sent.Single();
        Assert.AreEqual(2, sent.Interface);
        CollectionAssert.AreEquivalent(new[] { "192.168.2.1", "fe80::2" }, sent.Answers.Cast<AddressRecord>().Select(at => at.Address.ToString()).ToArray());
    }

    // §7.1: not what the asker knows for at least half its life.
    [TestMethod]
    [DataRow(2250, true)]
    [DataRow(2249, false)]
    public void Ask_AnswerIsKnown_IsSilentWhileHalfItsLifeIsLeft(int life, bool silent)
    {
        engine.Ask(PublishHarness.Type, DnsRecordType.Ptr, known: new PointerRecord(PublishHarness.Type, PublishHarness.Instance, (uint)life));
        engine.Advance(1);
        Assert.HasCount(silent ? 0 : 1, engine.Sent);
        Assert.AreEqual(silent ? 1 : 0, engine.Statistics.KnownAnswers);
    }

    [TestMethod]
    public void Ask_KnownAnswerSaysSomethingElse_IsAnswered()
    {
        engine.Ask(PublishHarness.Instance, DnsRecordType.Srv, known: new ServiceRecord(PublishHarness.Instance, PublishHarness.Host, 80));
        Assert.HasCount(1, engine.Sent);
    }

    // §7.2: 400–500 ms for the packets that follow, whose answers are left out.
    [TestMethod]
    public void Ask_KnownAnswersInSeveralPackets_WaitsForThem()
    {
        engine.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr), new DnsQuestion(PublishHarness.Host, DnsRecordType.A)], flags: DnsHeader.TruncatedFlag));
        engine.Advance(0.3);
        engine.Receive(PublishHarness.Query([], [new PointerRecord(PublishHarness.Type, PublishHarness.Instance)]));
        engine.Advance(0.09);
        Assert.IsEmpty(engine.Sent);
        engine.Advance(0.11);
        CollectionAssert.AreEqual(new[] { "printer-host.local A" }, engine.Sent.Single().Summary);
    }

    [TestMethod]
    public void Ask_AnotherAskersKnownAnswers_LeaveOutNothing()
    {
        engine.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr)], flags: DnsHeader.TruncatedFlag));
        engine.Receive(PublishHarness.Query([], [new PointerRecord(PublishHarness.Type, PublishHarness.Instance)]), source: "192.168.1.78");
        engine.Advance(0.5);
        Assert.HasCount(1, engine.Sent);
    }

    // §7.2: more packets may follow for as long again, but not for ever.
    [TestMethod]
    public void Ask_TruncatedForEver_IsAnsweredAllTheSame()
    {
        for (var packet = 0; packet < 30; packet++)
        {
            engine.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr)], flags: DnsHeader.TruncatedFlag));
            engine.Advance(0.1);
        }
        Assert.IsLessThanOrEqualTo(1.5, (engine.Sent[0].At - TimeSpan.FromSeconds(10)).TotalSeconds);
        Assert.IsLessThanOrEqualTo(3, engine.Sent.Count);
    }

    [TestMethod]
    public void Ask_TruncatedFromTooMany_AnswersTheRestWithoutWaiting()
    {
        for (var asker = 0; asker < DeferredQueries.MaximumAskers + 5; asker++)
        {
            engine.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Host, DnsRecordType.A)], flags: DnsHeader.TruncatedFlag), source: $"192.168.1.{100 + asker}");
        }
        Assert.AreEqual(5, engine.Statistics.DeferralsRefused);
        Assert.HasCount(1, engine.Sent);
    }

    // §7.4: another responder gave the same answer meanwhile.
    [TestMethod]
    public void Hear_SameAnswerWhileOursWaits_IsNotGivenAgain()
    {
        engine.Ask(PublishHarness.Type, DnsRecordType.Ptr);
        engine.Hear(new PointerRecord(PublishHarness.Type, PublishHarness.Instance));
        engine.Advance(1);
        Assert.IsEmpty(engine.Sent);
        Assert.AreEqual(1, engine.Statistics.Duplicates);
    }

    // Who means ill could give the answer to us alone each time, and nobody would hear it.
    [TestMethod]
    public void Hear_SameAnswerEveryTime_IsGivenEverySecondTime()
    {
        for (var time = 0; time < 4; time++)
        {
            engine.Ask(PublishHarness.Type, DnsRecordType.Ptr);
            engine.Hear(new PointerRecord(PublishHarness.Type, PublishHarness.Instance));
            engine.Advance(2);
        }
        Assert.HasCount(2, engine.Sent);
        Assert.AreEqual(2, engine.Statistics.Duplicates);
    }

    // §6.6: less than half the life, or a goodbye, is put right.
    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(2249, 1)]
    [DataRow(2250, 0)]
    public void Hear_SameRecordWithAShortLife_IsAnnouncedAgain(int life, int answers)
    {
        engine.Hear(new PointerRecord(PublishHarness.Type, PublishHarness.Instance, (uint)life));
        engine.Advance(1);
        Assert.HasCount(answers, engine.Sent);
    }

    // §6: at most once a second on an interface; who asked meanwhile gets it then.
    [TestMethod]
    public void Ask_FiftyTimesInASecond_IsMulticastOnceASecond()
    {
        for (var ask = 0; ask < 50; ask++)
        {
            engine.Ask(PublishHarness.Host, DnsRecordType.A);
            engine.Advance(0.02);
        }
        engine.Advance(3);
        var times = engine.Sent.Where(sent => sent.Message.Records.Any(record => record is AddressRecord)).Select(sent => sent.At.TotalSeconds).ToList();
        Assert.HasCount(2, times);
        Assert.IsGreaterThanOrEqualTo(1, times[1] - times[0]);
    }

    // §6: 250 ms are enough when a name is defended; §8.1: and it is defended at once.
    [TestMethod]
    public void HearProbe_NameIsOurs_IsDefendedAtOnceEvery250Milliseconds()
    {
        var theirs = new ServiceRecord(PublishHarness.Instance, DnsName.Parse("else.local"), 80);
        for (var probe = 0; probe < 3; probe++)
        {
            engine.HearProbe(PublishHarness.Instance, theirs);
            engine.Advance(0.25);
        }
        Assert.HasCount(3, engine.Sent);
        Assert.IsTrue(engine.Sent.All(sent => sent.Destination is null && sent.Answers.Any(record => record is ServiceRecord { Port: 443 })));
    }
}
