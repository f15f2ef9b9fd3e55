namespace LocalHttps.Mdns.Tests;

/// <summary>Senders that say more than anybody needs.</summary>
[TestClass]
public sealed class FloodTests
{
    [TestMethod]
    public void Hear_FiveHundredServicesAtOnceFromOneReflector_AreAllKept()
    {
        var harness = new EngineHarness();
        foreach (var response in Flood.Responses().Take(500))
        {
            harness.Receive(response);
        }
        harness.Advance(1);
        Assert.HasCount(500, harness.Events);
        Assert.AreEqual(0, harness.Statistics.OverRate);
    }

    [TestMethod]
    public void Hear_TwoThousandAtOnceFromOneReflector_AreAllKept()
    {
        var harness = new EngineHarness();
        foreach (var response in Flood.Responses().Take(2000))
        {
            harness.Receive(response);
        }
        harness.Receive(Response(Sample.All), source: "192.168.1.78");
        harness.Advance(1);
        Assert.HasCount(2001, harness.Snapshot);
        Assert.AreEqual((0, 0, 0), (harness.Statistics.OverRate, harness.Statistics.OverLimit, harness.Statistics.Evicted));
    }

    // As a responder says it that puts a pointer into each answer first: what was not added is asked for.
    [TestMethod]
    public void Hear_PointersOfAThousandAtOnceAndTheRestWhenAsked_AreAllKept()
    {
        var harness = new EngineHarness();
        var devices = new Neighbourhood(harness, 1000);
        for (var device = 0; device < 1000; device++)
        {
            harness.Hear(Neighbourhood.RecordsOf(device)[0]);
        }
        devices.Advance(TimeSpan.FromSeconds(10));
        Assert.HasCount(1000, harness.Snapshot);
    }

    [TestMethod]
    public void Hear_MoreAtOnceFromOneSenderWhenTheCacheFills_TheRestIsHeardWhenItIsSaidAgain()
    {
        var harness = new EngineHarness(new CacheLimits { FreeBytes = 0 });
        var responses = Flood.Responses().Take(2000).ToArray();
        Array.ForEach(responses, response => harness.Receive(response));
        harness.Receive(Response(Sample.All), source: "192.168.1.78");
        harness.Advance(1);
        Assert.IsTrue(harness.Snapshot.Count is > 500 and < 800, $"{harness.Snapshot.Count}");
        Assert.IsTrue(harness.Snapshot.Any(instance => instance.Name.Equals(Sample.Instance)));
        Assert.IsGreaterThan(1000, harness.Statistics.OverRate);
        harness.Advance(30);
        Array.ForEach(responses, response => harness.Receive(response));
        harness.Advance(1);
        Assert.IsGreaterThan(1000, harness.Snapshot.Count);
    }

    // Names without a location are cheap to send: they have a limit of their own, and no device that was found makes way for them.
    [TestMethod]
    [DataRow(1, 1600)]
    [DataRow(200, 1850)]
    public void Hear_PointersWithoutEnd_AreFewAndNoDeviceMakesWay(int sources, int mostKibibytes)
    {
        var engine = new BrowseEngine(new BrowserOptions(), new CacheLimits(), new Random(1));
        engine.SetInterfaces([LocalHttps.TestKit.FakeMulticastTransport.Interface(1)], At(0));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        Pour(engine, sources);
        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.IsLessThanOrEqualTo(mostKibibytes, grown / 1024);
        Hear(engine, Response(Sample.All), "192.168.1.222", At(10_000));
        Assert.IsTrue(engine.TakeEvents().OfType<ServiceAdded>().Any(added => added.Instance.Name.Equals(Sample.Instance)), "a device that comes in the middle of it is found at once");
    }

    [TestMethod]
    public void Hear_PointersWithoutEndFromMany_DevicesOfOneReflectorStay()
    {
        var engine = new BrowseEngine(new BrowserOptions(), new CacheLimits(), new Random(1));
        engine.SetInterfaces([LocalHttps.TestKit.FakeMulticastTransport.Interface(1)], At(0));
        foreach (var response in Flood.Responses().Take(1000))
        {
            Hear(engine, response, "192.168.1.77", At(0));
        }
        Pour(engine, 200);
        Assert.HasCount(1000, engine.Snapshot(At(10_000)));
    }

    [TestMethod]
    [DataRow(1, true)]
    [DataRow(200, true)]
    [DataRow(200, false)]
    public void Hear_UniqueNamesWithoutEnd_GenuineDevicesStayAndNewOnesAreFound(int sources, bool whole)
    {
        var harness = new EngineHarness(new CacheLimits { Instances = 1000, Records = 4000 });
        harness.Hear(Sample.All);
        var said = Flood.Responses().Take(30_000).GetEnumerator();
        for (var i = 0; i < 30_000 && said.MoveNext(); i++)
        {
            harness.Receive(whole ? said.Current : Pointer(i), source: $"192.168.1.{100 + (i % 50)}".Replace("192.168.1", $"192.168.{i % sources / 50}", StringComparison.Ordinal));
            if (i % 100 == 99)
            {
                harness.Advance(0.033);
            }
            if (i % 3000 == 2999)
            {
                harness.Hear(Sample.All);
            }
        }
        var late = Sample.Service with { Name = "late", Host = "late.local" };
        harness.Events.Clear();
        harness.Receive(Response(late.Records), source: "192.168.1.222");
        harness.Advance(2);
        Assert.IsTrue(harness.Events.Any(at => at.Event is ServiceAdded added && added.Instance.Name.Equals(late.InstanceName)));
        Assert.IsTrue(harness.Snapshot.Any(instance => instance.Name.Equals(Sample.Instance)));
        Assert.IsGreaterThan(0, harness.Statistics.OverRate + harness.Statistics.OverLimit + harness.Statistics.Evicted);
    }

    [TestMethod]
    public void Hear_CacheIsFullOfOneSender_ItsNewestMakeWayFirst()
    {
        var harness = new EngineHarness(new CacheLimits { Instances = 1000, Records = 80 });
        foreach (var response in Flood.Responses().Take(50))
        {
            harness.Receive(response, source: "192.168.1.100");
        }
        harness.Receive(Response(Sample.All), source: "192.168.1.101");
        harness.Advance(1);
        Assert.IsTrue(harness.Snapshot.Any(instance => instance.Name.Equals(Sample.Instance)));
        Assert.IsTrue(harness.Snapshot.Any(instance => instance.Name.ToString().StartsWith("Device\\0320.", StringComparison.Ordinal)), "the oldest stays");
        Assert.IsGreaterThan(0, harness.Statistics.Evicted);
        Assert.IsGreaterThan(0, harness.Statistics.OverLimit);
    }

    [TestMethod]
    public void Protect_SenderHoldsMost_ItsProtectedInstanceStays()
    {
        var harness = new EngineHarness(new CacheLimits { Instances = 1000, Records = 80 });
        var kept = DnsName.Parse("Device 12._https._tcp.local");
        harness.Protect(kept);
        foreach (var response in Flood.Responses().Take(50))
        {
            harness.Receive(response, source: "192.168.1.100");
        }
        for (var i = 0; i < 200; i++)
        {
            var service = Sample.Service with { Name = $"other {i}", Host = $"other-{i}.local" };
            harness.Receive(Response(service.Records), source: $"192.168.1.{i}");
        }
        harness.Advance(1);
        Assert.IsTrue(harness.Snapshot.Any(instance => instance.Name.Equals(kept)));
        Assert.IsFalse(harness.Snapshot.Any(instance => instance.Name.ToString().StartsWith("Device\\03211.", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Hear_MoreSendersThanPlaces_TableStaysBounded()
    {
        var table = new SenderTable<RateGate>(10, () => new RateGate(5, 1), (gate, now) => gate.IsIdle(now));
        for (var i = 0; i < 1000; i++)
        {
            table.Find(new System.Net.IPAddress(i), TimeSpan.Zero).TryPass(TimeSpan.Zero);
        }
        Assert.AreEqual(10, table.Count);
        table.Find(new System.Net.IPAddress(5000), TimeSpan.FromSeconds(60));
        Assert.AreEqual(1, table.Count, "who said nothing lately and holds nothing is forgotten");
    }

    [TestMethod]
    public void Hear_AFloodOfPointers_IsAskedAboutSlowly()
    {
        var harness = new EngineHarness();
        for (var i = 0; i < 4000; i++)
        {
            harness.Receive(Pointer(i), source: $"192.168.1.{i % 200}");
        }
        harness.Advance(5);
        Assert.IsLessThanOrEqualTo(2100, harness.FollowUps.Count());
    }

    [TestMethod]
    public void Hear_AFloodOfPointersThatGoesOn_IsAskedAboutInFewPackets()
    {
        var harness = new EngineHarness();
        for (var i = 0; i < 30_000; i++)
        {
            harness.Receive(Pointer(i), source: $"192.168.1.{i % 200}");
            harness.Advance(i % 100 == 99 ? 0.033 : 0);
        }
        Assert.IsLessThanOrEqualTo(250, harness.Queries.Count, "in ten seconds");
    }

    [TestMethod]
    public void Hear_TheSameAgain_AllocatesNothing()
    {
        var engine = new BrowseEngine(new BrowserOptions(), new CacheLimits(), new Random(1));
        var moment = new Moment(TimeSpan.Zero, EngineHarness.Origin);
        engine.SetInterfaces([LocalHttps.TestKit.FakeMulticastTransport.Interface(1)], moment);
        var response = Flood.Responses().First();
        var sender = new System.Net.IPEndPoint(System.Net.IPAddress.Parse("192.168.1.77"), MdnsConstants.Port);
        var least = long.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            engine.Receive(new ReceivedDatagram(response, sender, MdnsConstants.GroupV4, 1), moment);
            _ = engine.NextWake;
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.AreEqual(0, least);
    }

    [TestMethod]
    public void Agenda_LooksAreBroughtForwardAgainAndAgain_HoldsNoMoreThanItNeeds()
    {
        var agenda = new Agenda();
        var node = new NameNode(Sample.Instance, isProtected: false);
        for (var i = 10_000; i > 0; i--)
        {
            agenda.Put(node, TimeSpan.FromSeconds(i));
        }
        Assert.IsLessThanOrEqualTo(300, agenda.Count);
        Assert.AreEqual(TimeSpan.FromSeconds(1), agenda.NextDue);
    }

    [TestMethod]
    public void Agenda_NamesComeAndAreForgotten_HoldsFewOfThem()
    {
        var agenda = new Agenda();
        for (var i = 0; i < 10_000; i++)
        {
            var node = new NameNode(Sample.Instance, isProtected: false);
            agenda.Put(node, TimeSpan.FromSeconds(1 + (i % 100)));
            if (i >= 2000)
            {
                agenda.Remove(node);
            }
        }
        Assert.IsLessThanOrEqualTo(2800, agenda.Count);
        var taken = 0;
        for (; agenda.Take(TimeSpan.FromSeconds(100)) is not null; taken++)
        {
            Assert.IsLessThan(2000, taken);
        }
        Assert.AreEqual(2000, taken, "none is lost");
    }

    private static Moment At(int milliseconds) => new(TimeSpan.FromMilliseconds(milliseconds), EngineHarness.Origin + TimeSpan.FromMilliseconds(milliseconds));

    private static void Hear(BrowseEngine engine, byte[] response, string source, Moment now) => engine.Receive(
        new ReceivedDatagram(response, new System.Net.IPEndPoint(System.Net.IPAddress.Parse(source), MdnsConstants.Port), MdnsConstants.GroupV4, 1), now);

    // 30,000 names at 3,000 a second.
    private static void Pour(BrowseEngine engine, int sources)
    {
        for (var i = 0; i < 30_000; i++)
        {
            var now = At(i / 3);
            Hear(engine, Pointer(i), $"10.0.{i % sources / 50}.{100 + (i % sources % 50)}", now);
            if (engine.NextWake <= now.Elapsed)
            {
                engine.Tick(now);
            }
            engine.TakeQueries(now);
            engine.TakeEvents();
        }
    }

    private static byte[] Pointer(int number) => Response([new PointerRecord(Sample.Type, DnsName.Parse($"p{number}._https._tcp.local"))]);

    private static byte[] Response(IReadOnlyList<DnsRecord> records)
    {
        var writer = DnsMessageWriter.Response();
        Assert.IsTrue(records.All(writer.TryAddAnswer));
        return writer.ToArray();
    }
}
