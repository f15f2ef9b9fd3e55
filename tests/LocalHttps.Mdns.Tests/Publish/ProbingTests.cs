using System.Net;
using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>RFC 6762 §8.1 and §8.2, and what is no conflict by §9.</summary>
[TestClass]
public sealed class ProbingTests
{
    private static readonly DnsName Elsewhere = DnsName.Parse("elsewhere.local");

    // §8.1: random 0–250 ms, three probes 250 ms apart, then 250 ms of listening.
    [TestMethod]
    public void Publish_NobodyObjects_ProbesThreeTimesThenAnnounces()
    {
        var engine = new PublishHarness();
        engine.Publish();
        engine.Advance(0.99);
        var probes = engine.Probes.ToList();
        Assert.HasCount(3, probes);
        Assert.IsLessThanOrEqualTo(0.25, probes[0].At.TotalSeconds);
        Assert.AreEqual(0.25, (probes[1].At - probes[0].At).TotalSeconds, 0.001);
        Assert.AreEqual(0.25, (probes[2].At - probes[1].At).TotalSeconds, 0.001);
        engine.Advance(0.1);
        Assert.AreEqual(0.25, (engine.Responses.First().At - probes[2].At).TotalSeconds, 0.001);
    }

    // §8.1: type ANY with the QU bit; §8.2: what is proposed stands in the authority section; §10.2: no cache-flush bit there.
    [TestMethod]
    public void Publish_Probe_AsksForAnyAndProposesTheUniqueRecords()
    {
        var engine = new PublishHarness();
        engine.Publish();
        engine.Advance(0.3);
        var probe = engine.Probes.First().Message;
        CollectionAssert.AreEquivalent(new[] { PublishHarness.Instance, PublishHarness.Host, PublishHarness.Alias }, probe.Questions.Select(at => at.Name).ToArray());
        Assert.IsTrue(probe.Questions.All(at => at is { Type: DnsRecordType.Any, WantsUnicast: true }));
        CollectionAssert.AreEquivalent(
            new[] { "Printer._https._tcp.local SRV", "Printer._https._tcp.local TXT", "printer-host.local A", "printer-host.local AAAA", "13ab-printer.local CNAME" },
            probe.Authorities.Select(Sent.Describe).ToArray());
        Assert.IsFalse(probe.Authorities.Any(record => record.CacheFlush));
        Assert.AreEqual(0, probe.Header.Answers);
    }

    // §8.1: a probing host defers to who has the name, and takes another.
    [TestMethod]
    public void Hear_InstanceIsTaken_AddsANumberAndTellsTheOwner()
    {
        var engine = Probing();
        engine.Hear(new ServiceRecord(PublishHarness.Instance, Elsewhere, 80));
        engine.Advance(5);
        var renamed = engine.Events.Select(at => at.Event).OfType<PublicationRenamed>().Single();
        Assert.AreEqual("Printer", renamed.Before.Instance);
        Assert.AreEqual("Printer (2)", renamed.Names.Instance);
        Assert.AreEqual(PublishHarness.Host, renamed.Names.Host);
        Assert.IsFalse(engine.Responses.Any(sent => sent.Answers.Any(record => record.Name.Equals(PublishHarness.Instance))));
    }

    [TestMethod]
    public void Hear_HostIsTaken_AddsANumberAndTheServicePointsThere()
    {
        var engine = Probing();
        engine.Hear(Sample.Address("printer-host.local", "192.168.1.99"));
        engine.Advance(5);
        var location = engine.Responses.Last().Answers.OfType<ServiceRecord>().Single();
        Assert.AreEqual(DnsName.Parse("printer-host-2.local"), location.Target);
        Assert.AreEqual(PublishHarness.Instance, location.Name);
    }

    // The alias is where the public name is found, not the public name.
    [TestMethod]
    public void Hear_AliasIsTaken_TakesAnotherAliasAndKeepsThePublicName()
    {
        var engine = Probing();
        engine.Hear(Sample.Alias("13ab-printer.local", "other.example.com"));
        engine.Advance(5);
        var answers = engine.Responses.Last().Answers.ToList();
        var alias = answers.OfType<CanonicalNameRecord>().Single();
        Assert.AreEqual(DnsName.Parse("13ab-printer-2.local"), alias.Name);
        Assert.AreEqual(DnsName.Parse("13ab-printer.example.com"), alias.Target);
        CollectionAssert.AreEqual("13ab-printer.example.com"u8.ToArray(), answers.OfType<TextRecord>().Single().Text.Find("cn"));
        Assert.AreEqual(PublishHarness.Instance, answers.OfType<ServiceRecord>().Single().Name);
    }

    // §8.2: the later data wins. Priority, weight and port come first in SRV data.
    [TestMethod]
    [DataRow(80, true)]
    [DataRow(8443, false)]
    public void HearProbe_SameNameAtTheSameMoment_LaterDataWins(int theirPort, bool weWin)
    {
        var engine = Probing();
        engine.HearProbe(PublishHarness.Instance, new ServiceRecord(PublishHarness.Instance, PublishHarness.Host, (ushort)theirPort), PrinterText);
        Assert.AreEqual(weWin ? 0 : 1, engine.Statistics.LostTieBreaks);
        var lost = engine.Now;
        var before = engine.Sent.Count;
        engine.Advance(0.99);
        Assert.AreEqual(weWin, engine.Probes.Skip(before).Any(sent => sent.Message.Questions.Any(at => at.Name.Equals(PublishHarness.Instance))));
        engine.Advance(0.02);
        if (!weWin)
        {
            // §8.2: the loser probes again after a second, for the winner may be a stale packet.
            Assert.AreEqual(1, (engine.Probes.Last().At - lost).TotalSeconds, 0.001);
            Assert.AreEqual(PublishHarness.Instance, engine.Probes.Last().Message.Questions.Single().Name);
        }
    }

    // §8.2.1: all records are compared, sorted by type; who runs out of records first is earlier.
    [TestMethod]
    public void HearProbe_SameServiceOtherText_ComparesAllRecords()
    {
        var later = new TextRecord(PublishHarness.Instance, new TxtStrings([[0xFF, .. new byte[254]]]));
        var engine = Probing();
        engine.HearProbe(PublishHarness.Instance, PrinterLocation, later);
        Assert.AreEqual(1, engine.Statistics.LostTieBreaks);
        var more = Probing();
        more.HearProbe(PublishHarness.Instance, PrinterLocation);
        Assert.AreEqual(0, more.Statistics.LostTieBreaks);
    }

    // §8.2.1: by type first, so TXT (16) decides before SRV (33).
    [TestMethod]
    [DataRow(8443, "", false)]
    [DataRow(80, "zz=a string that is longer than ours, and so later", true)]
    public void HearProbe_TextAndServiceDiffer_TextDecides(int theirPort, string theirText, bool weLose)
    {
        var engine = Probing();
        var text = new TxtStrings(theirText.Length == 0 ? [] : [System.Text.Encoding.ASCII.GetBytes(theirText)]);
        engine.HearProbe(PublishHarness.Instance, new ServiceRecord(PublishHarness.Instance, PublishHarness.Host, (ushort)theirPort), new TextRecord(PublishHarness.Instance, text));
        Assert.AreEqual(weLose ? 1 : 0, engine.Statistics.LostTieBreaks);
    }

    // §8.2: identical data is no conflict.
    [TestMethod]
    public void HearProbe_SameRecords_IsNoConflict()
    {
        var engine = Probing();
        engine.HearProbe(PublishHarness.Instance, PrinterLocation, PrinterText);
        engine.Advance(5);
        Assert.AreEqual(0, engine.Statistics.LostTieBreaks);
        Assert.AreEqual("Printer", Names(engine).Instance);
    }

    // §9: identical records are never in conflict, whoever sent them.
    [TestMethod]
    public void Hear_SameRecordsFromElsewhere_AreNoConflict()
    {
        var engine = Probing();
        engine.Hear(PrinterLocation, PrinterText, Sample.Address("printer-host.local", "192.168.1.1"));
        engine.Advance(5);
        engine.Hear(PrinterLocation, PrinterText, Sample.Address("printer-host.local", "192.168.1.1"));
        engine.Advance(5);
        Assert.AreEqual(0, engine.Statistics.Conflicts);
    }

    // Two of this machine's interfaces on one link, or a reflector between them.
    [TestMethod]
    public void Hear_RecordsOfAnotherOwnInterface_AreNoConflict()
    {
        var engine = PublishHarness.Settled(FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2));
        engine.Hear(Sample.Address("printer-host.local", "192.168.2.1"));
        engine.HearProbe(PublishHarness.Host, Sample.Address("printer-host.local", "192.168.2.1"));
        Assert.AreEqual(0, engine.Statistics.Conflicts);
    }

    [TestMethod]
    public void Receive_OwnProbeOfAnotherInterface_IsPassedOver()
    {
        var engine = new PublishHarness(1, FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2));
        engine.OnSend = sent => engine.Receive(sent.Bytes, 3 - sent.Interface);
        engine.Publish();
        engine.Advance(5);
        Assert.AreEqual(0, engine.Statistics.LostTieBreaks + engine.Statistics.Conflicts);
        Assert.IsGreaterThan(0, engine.Statistics.Own);
        Assert.AreEqual("Printer", Names(engine).Instance);
    }

    [TestMethod]
    public void Publish_SameNameTwiceHere_SecondTakesAnother()
    {
        var engine = PublishHarness.Settled();
        var second = engine.Publish(PublishHarness.Printer with { Port = 8443 });
        Assert.AreEqual("Printer (2)", second.Names.Instance);
        Assert.AreEqual(PublishHarness.Host, second.Names.Host);
        Assert.AreEqual(PublishHarness.Alias, second.Names.Alias);
        var third = engine.Publish(new ServiceRegistration("13ab printer", "_http._tcp", 80));
        Assert.AreEqual(DnsName.Parse("13ab-printer-2.local"), third.Names.Host);
    }

    // §8.2 with two engines on one link, for many moments: exactly one of two takes another name.
    [TestMethod]
    public void Publish_TwoEnginesAtTheSameMoment_ExactlyOneIsRenamed()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var (a, b) = Link(seed);
            // Which one wins the host need not win the instance.
            a.Publish(PublishHarness.Printer with { Port = 443 + (seed % 3) });
            b.Publish(PublishHarness.Printer with { Port = 444 });
            Run(a, b, 12);
            var names = new[] { Names(a), Names(b) };
            Assert.HasCount(2, names.Select(at => at.Instance).Distinct().ToList(), $"seed {seed}");
            Assert.HasCount(2, names.Select(at => at.Host).Distinct().ToList(), $"seed {seed}");
            Assert.AreEqual(1, names.Count(at => at.Instance == "Printer"), $"seed {seed}");
            Assert.AreEqual(1, names.Count(at => at.Host.Equals(PublishHarness.Host)), $"seed {seed}");
            if (seed % 3 == 1)
            {
                Assert.AreEqual(1, new[] { a, b }.Count(engine => engine.Events.Any(at => at.Event is PublicationRenamed)), $"seed {seed}: all is the same but the address, so one of them may stay as it is");
            }
            Assert.IsTrue(names.All(at => at.Alias!.Equals(PublishHarness.Alias)));
        }
    }

    private static TextRecord PrinterText => new(PublishHarness.Instance, PublishHarness.Printer.AllText(DnsName.Parse("13ab-printer.example.com")));

    private static ServiceRecord PrinterLocation => new(PublishHarness.Instance, PublishHarness.Host, 443);

    private static PublishHarness Probing()
    {
        var engine = new PublishHarness();
        engine.Publish();
        engine.Advance(0.3);
        return engine;
    }

    private static PublicationNames Names(PublishHarness engine) => engine.Events.Count == 0
        ? new PublicationNames("Printer", PublishHarness.Instance, PublishHarness.Host, PublishHarness.Alias)
        : engine.Events[^1].Event.Names;

    private static (PublishHarness A, PublishHarness B) Link(int seed)
    {
        var a = new PublishHarness(seed, FakeMulticastTransport.Interface(1));
        var b = new PublishHarness(seed * 7919, FakeMulticastTransport.Interface(1) with { Addresses = [new InterfaceAddress(IPAddress.Parse("192.168.1.2"), 24)] });
        a.OnSend = sent => b.Receive(sent.Bytes, 1, "192.168.1.1");
        b.OnSend = sent => a.Receive(sent.Bytes, 1, "192.168.1.2");
        return (a, b);
    }

    private static void Run(PublishHarness a, PublishHarness b, double seconds)
    {
        while (TimeSpan.FromSeconds(Math.Min(a.NextWake.TotalSeconds, b.NextWake.TotalSeconds)) is var next && next.TotalSeconds <= seconds)
        {
            var due = a.NextWake < b.NextWake ? a.NextWake : b.NextWake;
            due = due > a.Now ? due : a.Now;
            a.TurnTo(due);
            b.TurnTo(due);
        }
    }
}
