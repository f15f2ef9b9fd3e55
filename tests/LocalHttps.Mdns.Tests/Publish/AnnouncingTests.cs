using System.Net;
using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>RFC 6762 §8.3, §8.4, §10.1, §10.2 and what becomes of interfaces.</summary>
[TestClass]
public sealed class AnnouncingTests
{
    private static readonly MdnsInterface Network = FakeMulticastTransport.Interface(1);

    // §8.3: at least two announcements, one second apart; §10.2: the cache-flush bit on what is ours alone.
    [TestMethod]
    public void Publish_NamesAreWon_AnnouncesAllTwiceASecondApart()
    {
        var engine = new PublishHarness();
        engine.Publish();
        engine.Advance(60);
        var announcements = engine.Responses.ToList();
        Assert.HasCount(2, announcements);
        Assert.AreEqual(1, (announcements[1].At - announcements[0].At).TotalSeconds, 0.001);
        foreach (var sent in announcements)
        {
            CollectionAssert.AreEquivalent(
                new[]
                {
                    "_https._tcp.local PTR", "_office._sub._https._tcp.local PTR", "_services._dns-sd._udp.local PTR", "Printer._https._tcp.local SRV",
                    "Printer._https._tcp.local TXT", "printer-host.local A", "printer-host.local AAAA", "13ab-printer.local CNAME",
                },
                sent.Summary);
            Assert.IsTrue(sent.Answers.All(record => record.CacheFlush == record is not PointerRecord));
        }
    }

    [TestMethod]
    public void Publish_StatesOnTheWay_AreTold()
    {
        var engine = new PublishHarness();
        engine.SetInterfaces();
        var service = engine.Publish();
        engine.SetInterfaces(Network);
        engine.Advance(5);
        engine.Remove(service);
        CollectionAssert.AreEqual(
            new[] { PublicationState.Waiting, PublicationState.Probing, PublicationState.Announced, PublicationState.Withdrawn },
            engine.Events.Select(at => ((PublicationStateChanged)at.Event).State).ToArray());
    }

    // Records of system.md: the alias and the addresses never under one name.
    [TestMethod]
    public void Publish_HostWouldBeTheAlias_GetsAnotherLabel()
    {
        var engine = new PublishHarness();
        var names = engine.Publish(new ServiceRegistration("Printer", "_https._tcp", 443) { PublicName = "printer.example.com" }).Names;
        Assert.AreEqual(DnsName.Parse("printer.local"), names.Alias);
        Assert.AreEqual(DnsName.Parse("printer-host.local"), names.Host);
    }

    [TestMethod]
    public void Publish_PublicNameInUnicode_IsAnnouncedAsALabels()
    {
        var engine = new PublishHarness();
        engine.Publish(new ServiceRegistration("Küche", "_https._tcp", 443) { PublicName = "Küche.Example.com." });
        engine.Advance(5);
        var answers = engine.Responses.Last().Answers.ToList();
        Assert.AreEqual(new CanonicalNameRecord(DnsName.Parse("xn--kche-0ra.local"), DnsName.Parse("xn--kche-0ra.example.com")), answers.OfType<CanonicalNameRecord>().Single());
        CollectionAssert.AreEqual("xn--kche-0ra.example.com"u8.ToArray(), answers.OfType<TextRecord>().Single().Text.Find("cn"));
    }

    [TestMethod]
    public void Publish_AddressesGiven_AnnouncesThemInPlaceOfTheInterfaces()
    {
        var engine = new PublishHarness();
        engine.Publish(PublishHarness.Printer with { Addresses = [IPAddress.Parse("10.1.2.3")] });
        engine.Advance(5);
        Assert.AreEqual(IPAddress.Parse("10.1.2.3"), engine.Responses.Last().Answers.OfType<AddressRecord>().Single().Address);
    }

    // §10.1: what others remember is taken back; that somebody has services of the type is not ours to take back.
    [TestMethod]
    public void Remove_Announced_SaysGoodbyeOnceForAllButTheType()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        engine.Advance(5);
        engine.Clear();
        engine.Remove(service);
        engine.Advance(60);
        var goodbye = engine.Sent.Single();
        Assert.HasCount(7, goodbye.Answers.ToList());
        Assert.IsTrue(goodbye.Answers.All(record => record.TimeToLive == 0 && !record.Name.Equals(RecordSet.Enumeration)));
        engine.Ask(PublishHarness.Type, DnsRecordType.Ptr);
        engine.Advance(1);
        Assert.HasCount(1, engine.Sent);
    }

    [TestMethod]
    public void Remove_NeverAnnounced_IsSilent()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        engine.Advance(0.3);
        engine.Clear();
        engine.Remove(service);
        engine.Advance(60);
        Assert.IsEmpty(engine.Sent);
    }

    [TestMethod]
    public void Remove_HostIsAnothersToo_KeepsItsAddresses()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        var other = engine.Publish(new ServiceRegistration("Scanner", "_http._tcp", 80) { HostLabel = "printer-host" });
        engine.Advance(5);
        engine.Clear();
        engine.Remove(service);
        Assert.IsFalse(engine.Sent.Single().Answers.Any(record => record is AddressRecord));
        engine.Remove(other);
        Assert.HasCount(2, engine.Sent.Last().Answers.OfType<AddressRecord>().ToList());
    }

    // §8.4: changed data is announced with the cache-flush bit; the old needs no goodbye. Not within a second of the last time.
    [TestMethod]
    public void Change_Text_IsAnnouncedAnewWithoutProbing()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        engine.Advance(10);
        engine.Clear();
        for (var change = 0; change < 20; change++)
        {
            engine.Change(service, PublishHarness.Printer with { Text = new TxtStrings([System.Text.Encoding.UTF8.GetBytes($"n={change}")]) });
            engine.Advance(0.05);
        }
        engine.Advance(10);
        Assert.IsEmpty(engine.Probes);
        Assert.IsLessThanOrEqualTo(4, engine.Sent.Count);
        var last = engine.Sent.Last().Answers.OfType<TextRecord>().Single();
        CollectionAssert.AreEqual("19"u8.ToArray(), last.Text.Find("n"));
        Assert.IsTrue(last is { CacheFlush: true, TimeToLive: 4500 });
        Assert.IsFalse(engine.Sent.SelectMany(sent => sent.Answers).Any(record => record.TimeToLive == 0));
    }

    [TestMethod]
    public void Change_Name_TakesTheOldBackAndProbesForTheNew()
    {
        var engine = new PublishHarness();
        var service = engine.Publish();
        engine.Advance(10);
        engine.Clear();
        engine.Change(service, PublishHarness.Printer with { Name = "Copier" });
        var goodbye = engine.Sent.Single().Answers.ToList();
        CollectionAssert.AreEquivalent(
            new[] { "_https._tcp.local PTR", "_office._sub._https._tcp.local PTR", "Printer._https._tcp.local SRV", "Printer._https._tcp.local TXT" }, goodbye.Select(Sent.Describe).ToArray());
        Assert.IsTrue(goodbye.All(record => record.TimeToLive == 0));
        engine.Advance(5);
        Assert.HasCount(3, engine.Probes.ToList());
        Assert.AreEqual("Copier", service.Names.Instance);
        Assert.Contains("Copier._https._tcp.local SRV", engine.Responses.Last().Summary);
    }

    // Renumbered, nothing stayed: this may be another network (§8.1).
    [TestMethod]
    public void SetInterfaces_AllAddressesAreOthers_ProbesThenAnnouncesThem()
    {
        var engine = PublishHarness.Settled();
        engine.SetInterfaces(Network with { Addresses = [new InterfaceAddress(IPAddress.Parse("10.0.0.5"), 24)] });
        CollectionAssert.AreEqual(new[] { "printer-host.local AAAA" }, engine.Sent.Single().Summary, "the family that is gone is taken back");
        engine.Advance(5);
        Assert.HasCount(3, engine.Probes.ToList());
        Assert.AreEqual(IPAddress.Parse("10.0.0.5"), engine.Responses.Last().Answers.OfType<AddressRecord>().Single().Address);
    }

    // §8.4: one address more on the same network is announced at once.
    [TestMethod]
    public void SetInterfaces_OneAddressMore_AnnouncesItWithoutProbing()
    {
        var engine = PublishHarness.Settled();
        engine.SetInterfaces(Network with { Addresses = [.. Network.Addresses, new InterfaceAddress(IPAddress.Parse("192.168.1.55"), 24)] });
        engine.Advance(0.001);
        Assert.IsEmpty(engine.Probes);
        Assert.HasCount(3, engine.Sent.Single().Answers.OfType<AddressRecord>().ToList());
    }

    // Just after, a reflector may still repeat the old address.
    [TestMethod]
    public void Hear_OldAddressRepeated_IsNoConflict()
    {
        var engine = PublishHarness.Settled();
        engine.SetInterfaces(Network with { Addresses = [Network.Addresses[1], new InterfaceAddress(IPAddress.Parse("192.168.1.55"), 24)] });
        engine.Advance(3);
        engine.Hear(Sample.Address("printer-host.local", "192.168.1.1"));
        Assert.AreEqual(0, engine.Statistics.Conflicts);
        engine.Advance(10);
        engine.Hear(Sample.Address("printer-host.local", "192.168.1.1"));
        Assert.AreEqual(1, engine.Statistics.Conflicts);
    }

    [TestMethod]
    public void SetInterfaces_GoneAndBack_ProbesAndAnnouncesAgainThere()
    {
        var engine = PublishHarness.Settled();
        engine.SetInterfaces();
        engine.Advance(10);
        Assert.IsEmpty(engine.Sent);
        Assert.AreEqual(TimeSpan.MaxValue, engine.NextWake);
        engine.SetInterfaces(FakeMulticastTransport.Interface(2));
        engine.Advance(10);
        Assert.IsTrue(engine.Sent.TrueForAll(sent => sent.Interface == 2));
        Assert.HasCount(3, engine.Probes.ToList());
        Assert.HasCount(2, engine.Responses.ToList());
    }

    // The transport says so when it can send now and could not before.
    [TestMethod]
    public void SetInterfaces_SameAgain_AnnouncesAgain()
    {
        var engine = PublishHarness.Settled();
        engine.SetInterfaces(Network);
        engine.Advance(10);
        Assert.IsEmpty(engine.Probes);
        Assert.HasCount(2, engine.Responses.ToList());
    }

    // §17: no message over an Ethernet frame but for one long record.
    [TestMethod]
    public void Publish_ManyServices_SplitsItsMessages()
    {
        var engine = new PublishHarness();
        for (var number = 0; number < 100; number++)
        {
            engine.Publish(PublishHarness.Printer with { Name = $"Printer of floor {number}", Text = new TxtStrings([new byte[200].Select(_ => (byte)'x').ToArray()]) });
        }
        engine.Advance(10);
        Assert.IsTrue(engine.Sent.TrueForAll(sent => sent.Bytes.Length <= DnsMessageWriter.DefaultLimit));
        engine.Clear();
        engine.Ask(PublishHarness.Type, DnsRecordType.Ptr);
        engine.Advance(1);
        Assert.HasCount(100, engine.Sent.SelectMany(sent => sent.Answers).Distinct().ToList());
    }
}
