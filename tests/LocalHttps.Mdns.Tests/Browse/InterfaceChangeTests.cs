using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class InterfaceChangeTests
{
    [TestMethod]
    public void Hear_OnTwoInterfaces_IsOneInstanceWithBothAddresses()
    {
        var harness = new EngineHarness();
        harness.SetInterfaces(FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2));
        harness.HearOn(1, Sample.All);
        harness.HearOn(2, Sample.All);
        var instance = harness.Snapshot.Single();
        Assert.HasCount(1, instance.Locations);
        CollectionAssert.AreEquivalent(
            new[] { (1, "192.168.1.20"), (1, "fe80::20%1"), (2, "192.168.1.20"), (2, "fe80::20%2") },
            instance.Addresses.Select(at => (at.InterfaceIndex, at.Address.ToString())).ToArray());
    }

    [TestMethod]
    public void SetInterfaces_OneIsGone_ForgetsWhatWasHeardThere()
    {
        var harness = new EngineHarness();
        harness.SetInterfaces(FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2));
        harness.HearOn(1, Sample.All);
        harness.HearOn(2, Sample.All);
        harness.SetInterfaces(FakeMulticastTransport.Interface(1));
        Assert.IsTrue(harness.Snapshot.Single().Addresses.All(at => at.InterfaceIndex == 1));
        harness.SetInterfaces();
        Assert.AreEqual(RemovalReason.InterfaceLost, ((ServiceRemoved)harness.Events.Last().Event).Reason);
        harness.Advance(200);
        Assert.AreEqual(TimeSpan.MaxValue, harness.NextWake);
    }

    [TestMethod]
    public void SetInterfaces_OneIsNew_OnlyThatOneIsAskedAnew()
    {
        var harness = new EngineHarness();
        harness.Advance(100);
        harness.Queries.Clear();
        harness.SetInterfaces(FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2));
        harness.Advance(5);
        CollectionAssert.AreEqual(new[] { 2, 2, 2 }, harness.Queries.Select(query => query.Interface).ToArray());
    }

    [TestMethod]
    public void SetInterfaces_NothingChanged_AllAreAskedAnew()
    {
        var harness = new EngineHarness();
        harness.Advance(100);
        harness.Queries.Clear();
        harness.SetInterfaces(FakeMulticastTransport.Interface(1));
        harness.Advance(0.2);
        Assert.HasCount(1, harness.Queries);
    }

    [TestMethod]
    public void Rescan_AgainAndAgain_AsksAtOnceButOnceASecond()
    {
        var harness = new EngineHarness();
        harness.Advance(100);
        harness.Queries.Clear();
        for (var i = 0; i < 19; i++)
        {
            harness.Rescan();
            harness.Advance(0.1);
        }
        Assert.AreEqual(TimeSpan.FromSeconds(100), harness.Queries[0].At);
        Assert.HasCount(2, harness.Queries);
    }

    [TestMethod]
    public void Rescan_QueryItHurries_AllowsNoUnicast()
    {
        var harness = new EngineHarness();
        harness.Advance(100);
        harness.Queries.Clear();
        harness.Rescan();
        Assert.IsFalse(harness.Queries.Single().Message.Questions.Single().WantsUnicast);
    }

    [TestMethod]
    public void SetInterfaces_IndexIsAnotherInterfaceNow_ForgetsWhatWasHeardOnTheOld()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.SetInterfaces(FakeMulticastTransport.Interface(1) with { Name = "other" });
        Assert.AreEqual(RemovalReason.InterfaceLost, ((ServiceRemoved)harness.Events.Last().Event).Reason);
    }

    [TestMethod]
    public void SetInterfaces_OnlyAddressesChanged_KeepsWhatWasHeardAndAsksAnew()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(40);
        harness.Queries.Clear();
        harness.SetInterfaces(FakeMulticastTransport.Interface(1) with { Addresses = FakeMulticastTransport.Interface(7).Addresses });
        harness.Advance(0.2);
        Assert.HasCount(1, harness.Snapshot);
        Assert.HasCount(1, harness.Queries);
    }
}
