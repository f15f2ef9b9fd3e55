namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class BrowseEngineTests
{
    [TestMethod]
    public void Browse_NobodyAnswers_AsksAfterJitterThenInDoublingGapsUpToAnHour()
    {
        var harness = new EngineHarness();
        harness.Advance(5 * 3600);
        var times = harness.Queries.Select(query => query.At.TotalSeconds).ToArray();
        Assert.IsTrue(times[0] is >= 0.02 and <= 0.12, $"first at {times[0]}");
        var gaps = times.Zip(times.Skip(1), (earlier, later) => Math.Round(later - earlier)).ToArray();
        CollectionAssert.AreEqual(new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600d }, gaps[..13]);
        CollectionAssert.AreEqual(new[] { true, false, false, false }, harness.Queries.Take(4).Select(query => query.Message.Questions.Single().WantsUnicast).ToArray());
    }

    [TestMethod]
    public void Browse_SeveralTypes_AreAskedInOnePacket()
    {
        var harness = new EngineHarness(null, "_https._tcp", "_http._tcp", "_printer._sub._http._tcp");
        harness.Advance(0.2);
        CollectionAssert.AreEqual(
            new[] { "_https._tcp.local", "_http._tcp.local", "_printer._sub._http._tcp.local" },
            harness.Queries.Single().Message.Questions.Select(question => question.Name.ToString()).ToArray());
    }

    [TestMethod]
    [DataRow("https")]
    [DataRow("_https._tcp.local")]
    [DataRow("a._x._https._tcp")]
    [DataRow("")]
    public void Browse_NotAServiceType_Throws(string type) => Assert.ThrowsExactly<FormatException>(() => new EngineHarness(null, type));

    [TestMethod]
    public void Hear_EverythingInOneDatagram_IsAddedAtOnceAndComplete()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        var instance = harness.Only;
        Assert.AreEqual(Sample.Instance, instance.Name);
        Assert.AreEqual(new ServiceLocation(DnsName.Parse("device.local"), 443), instance.Locations.Single());
        CollectionAssert.AreEqual(new[] { "192.168.1.20", "fe80::20%1" }, instance.Addresses.Select(at => at.Address.ToString()).ToArray());
        CollectionAssert.AreEqual("path=/"u8.ToArray(), instance.Texts.Single().Strings.Single());
        Assert.AreEqual(EngineHarness.Origin, instance.FirstSeen);
        Assert.AreEqual(EngineHarness.Origin + TimeSpan.FromSeconds(120), instance.Expires);
        harness.Advance(20);
        Assert.IsEmpty(harness.FollowUps);
    }

    [TestMethod]
    public void Hear_RecordsInReverseOrder_IsAddedAtOnceAllTheSame()
    {
        var harness = new EngineHarness();
        harness.Hear([.. Sample.All.Reverse()]);
        Assert.HasCount(2, harness.Only.Addresses);
    }

    [TestMethod]
    public void Hear_PointerOnly_AsksForTheRestInOnePacketAndAddsWhenItComes()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer);
        harness.Advance(0.015);
        CollectionAssert.AreEquivalent(new[] { $"{Sample.Instance} Srv", $"{Sample.Instance} Txt" }, harness.FollowUps.ToArray());
        Assert.HasCount(1, harness.Queries);
        harness.Hear(Sample.Location, Sample.Text);
        harness.Advance(0.02);
        CollectionAssert.AreEquivalent(new[] { "device.local A", "device.local Aaaa", "device.local Cname" }, harness.FollowUps.Skip(2).ToArray());
        Assert.IsEmpty(harness.Events);
        harness.Hear(Sample.V4);
        Assert.HasCount(1, harness.Only.Addresses);
    }

    [TestMethod]
    public void Hear_NoText_IsAddedAfterHalfASecond()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, Sample.Location, Sample.V4);
        harness.Advance(0.49);
        Assert.IsEmpty(harness.Events);
        harness.Advance(0.02);
        Assert.IsEmpty(harness.Only.Texts);
        harness.Hear(Sample.Text);
        Assert.IsInstanceOfType<ServiceUpdated>(harness.Events.Last().Event);
    }

    [TestMethod]
    public void Hear_NoAddress_IsAddedAfterThreeTenths()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, Sample.Location, Sample.Text);
        harness.Advance(0.29);
        Assert.IsEmpty(harness.Events);
        harness.Advance(0.02);
        Assert.IsEmpty(harness.Only.Addresses);
    }

    [TestMethod]
    public void Hear_TheSameAgain_IsNoChange()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(30);
        harness.Hear([.. Sample.All.Reverse()]);
        Assert.HasCount(1, harness.Events);
        Assert.AreEqual(EngineHarness.Origin + TimeSpan.FromSeconds(150), harness.Snapshot.Single().Expires);
        Assert.AreEqual(EngineHarness.Origin + TimeSpan.FromSeconds(30), harness.Snapshot.Single().LastSeen);
    }

    [TestMethod]
    public void Hear_Goodbye_IsRemovedAfterASecond()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(5);
        harness.Hear(Sample.Goodbye(Sample.All));
        harness.Advance(0.9);
        Assert.HasCount(1, harness.Events);
        harness.Advance(0.2);
        Assert.AreEqual(RemovalReason.Goodbye, ((ServiceRemoved)harness.Events.Last().Event).Reason);
    }

    [TestMethod]
    public void Hear_GoodbyeTakenBackWithinTheSecond_StaysThere()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Hear(Sample.Goodbye(Sample.All));
        harness.Advance(0.5);
        harness.Hear(Sample.All);
        harness.Advance(10);
        Assert.HasCount(1, harness.Events);
    }

    [TestMethod]
    public void Hear_ResponderWasKilled_IsAskedForAtFourFifthsAndRemovedAtTheEnd()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(95);
        Assert.IsEmpty(harness.FollowUps);
        harness.Queries.Clear();
        harness.Advance(4);
        CollectionAssert.AreEqual(new[] { "_https._tcp.local" }, harness.Queries.SelectMany(query => query.Message.Questions).Select(at => at.Name.ToString()).ToArray());
        harness.Advance(6);
        CollectionAssert.AreEquivalent(
            new[] { $"{Sample.Instance} Srv", "device.local A", "device.local Aaaa" }, harness.FollowUps.ToArray());
        harness.Advance(14);
        Assert.HasCount(1, harness.Events);
        harness.Advance(2);
        var removed = (ServiceRemoved)harness.Events.Last().Event;
        Assert.AreEqual(RemovalReason.Expired, removed.Reason);
        Assert.AreEqual((EngineHarness.Origin, EngineHarness.Origin + TimeSpan.FromSeconds(120)), (removed.Instance.LastSeen, removed.Instance.Expires));
    }

    [TestMethod]
    public void Hear_ResponderComesBackAfterItsEnd_IsAddedAgain()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(130);
        harness.Hear(Sample.All);
        Assert.IsInstanceOfType<ServiceAdded>(harness.Events.Last().Event);
        Assert.HasCount(3, harness.Events);
    }

    [TestMethod]
    public void Hear_AddressChanged_OldOneIsGoneAfterTheGrace()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(10);
        harness.Hear(Sample.Address("device.local", "192.168.1.21"));
        harness.Advance(2);
        CollectionAssert.AreEqual(
            new[] { "fe80::20%1", "192.168.1.21" }, harness.Snapshot.Single().Addresses.Select(at => at.Address.ToString()).ToArray());
    }

    [TestMethod]
    public void Hear_ContradictingAnnouncements_AreAllKept()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Hear(new ServiceRecord(Sample.Instance, DnsName.Parse("evil.local"), 444), new TextRecord(Sample.Instance, new TxtStrings(["path=/x"u8.ToArray()])));
        var instance = harness.Snapshot.Single();
        Assert.HasCount(2, instance.Locations);
        Assert.HasCount(2, instance.Texts);
    }

    [TestMethod]
    public void Hear_UnicastAnswer_CountsOnlyAfterOurUnicastQuestion()
    {
        var harness = new EngineHarness();
        var writer = DnsMessageWriter.Response();
        Assert.IsTrue(Sample.All.All(writer.TryAddAnswer));
        harness.Receive(writer.ToArray(), destination: "192.168.1.1");
        Assert.AreEqual(1, harness.Statistics.UnwantedUnicast);
        harness.Advance(0.5);
        harness.Receive(writer.ToArray(), destination: "192.168.1.1", source: "172.16.0.1");
        Assert.AreEqual(2, harness.Statistics.UnwantedUnicast);
        var other = DnsMessageWriter.Response();
        Assert.IsTrue(other.TryAddAnswer(Sample.V4));
        harness.Receive(other.ToArray(), destination: "192.168.1.1");
        Assert.AreEqual(3, harness.Statistics.UnwantedUnicast, "it does not answer what was asked");
        harness.Receive(writer.ToArray(), destination: "192.168.1.1");
        Assert.AreEqual(Sample.Instance, harness.Only.Name);
    }

    [TestMethod]
    public void Receive_OurOwnQueryOrAReflectedCopy_IsRecognised()
    {
        var harness = new EngineHarness();
        harness.Advance(0.2);
        harness.Receive(harness.Queries[0].Bytes, source: "192.168.1.1");
        harness.Receive(harness.Queries[0].Bytes, source: "192.168.1.254");
        harness.SetInterfaces(LocalHttps.TestKit.FakeMulticastTransport.Interface(1), LocalHttps.TestKit.FakeMulticastTransport.Interface(2));
        harness.Receive(harness.Queries[0].Bytes, source: "192.168.2.1");
        harness.Advance(6);
        harness.Receive(harness.Queries[0].Bytes, source: "192.168.1.254");
        Assert.AreEqual((2, 1, 1), (harness.Statistics.Own, harness.Statistics.Reflected, harness.Statistics.Queries));
    }

    [TestMethod]
    [DataRow(true, "0.0.0.0", 1L, 0L)]
    [DataRow(true, "127.0.0.2", 0L, 1L)]
    [DataRow(false, "0.0.0.0", 0L, 1L)]
    public void Receive_QueryFromNoAddress_IsOurOwnOnLoopbackOnly(bool isLoopback, string source, long own, long reflected)
    {
        var harness = new EngineHarness();
        harness.SetInterfaces(LocalHttps.TestKit.FakeMulticastTransport.Interface(1) with { IsLoopback = isLoopback });
        harness.Advance(0.2);
        harness.Receive(harness.Queries[0].Bytes, source: source);
        Assert.AreEqual((own, reflected), (harness.Statistics.Own, harness.Statistics.Reflected));
    }

    [TestMethod]
    public void Receive_AnswersInAQuery_AreNotBelieved()
    {
        var harness = new EngineHarness();
        var writer = DnsMessageWriter.Query();
        Assert.IsTrue(Sample.All.All(writer.TryAddAnswer));
        harness.Receive(writer.ToArray());
        harness.Advance(5);
        Assert.IsEmpty(harness.Events);
    }
}
