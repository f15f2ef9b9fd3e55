namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class AliasTests
{
    private const string Public = "13ab-7c34.example.com";

    private static TextRecord TextWithName(string name) => new(Sample.Instance, new TxtStrings([System.Text.Encoding.UTF8.GetBytes("CN=" + name)]));

    private static ServiceRecord LocationAt(string host) => new(Sample.Instance, DnsName.Parse(host), 443);

    [TestMethod]
    public void Hear_NameInText_AsksForTheAliasOfItsFirstLabel()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, Sample.Location, TextWithName(Public), Sample.V4);
        harness.Advance(0.1);
        CollectionAssert.Contains(harness.FollowUps.ToArray(), "13ab-7c34.local Cname");
        Assert.IsEmpty(harness.Events);
        harness.Hear(Sample.Alias("13ab-7c34.local", Public));
        Assert.AreEqual(new AliasRecord(DnsName.Parse("13ab-7c34.local"), DnsName.Parse(Public)), harness.Only.Aliases.Single());
    }

    [TestMethod]
    public void Hear_NameInTextAndAliasInOneDatagram_IsAddedAtOnce()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Alias("13ab-7c34.local", Public), Sample.V4, TextWithName(Public), Sample.Location, Sample.Pointer);
        Assert.HasCount(1, harness.Only.Aliases);
    }

    [TestMethod]
    public void Hear_NobodyHasTheAlias_IsAddedAfterAFifthAndAskedThreeTimes()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, Sample.Location, TextWithName(Public), Sample.V4, Sample.Address("device.local", "fe80::1"));
        harness.Advance(0.21);
        Assert.IsEmpty(harness.Only.Aliases);
        harness.Advance(60);
        CollectionAssert.AreEqual(Enumerable.Repeat("13ab-7c34.local Cname", 3).ToArray(), harness.FollowUps.ToArray());
    }

    [TestMethod]
    public void Hear_TargetOutsideLocal_AsksForItsAddressesAndItsAlias()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, LocationAt(Public), Sample.Text);
        harness.Advance(0.1);
        CollectionAssert.AreEquivalent(
            new[] { $"{Public} A", $"{Public} Aaaa", $"{Public} Cname", "13ab-7c34.local Cname" }, harness.FollowUps.ToArray());
        harness.Hear(Sample.Address(Public, "192.168.1.20"));
        harness.Advance(0.4);
        Assert.AreEqual(Public, harness.Only.Addresses.Single().Host.ToString());
    }

    [TestMethod]
    public void Hear_TargetIsAnAlias_FollowsItToTheAddress()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, LocationAt("a.local"), Sample.Text);
        harness.Hear(Sample.Alias("a.local", Public));
        harness.Advance(0.1);
        CollectionAssert.Contains(harness.FollowUps.ToArray(), $"{Public} A");
        harness.Hear(Sample.Address(Public, "192.168.1.20"));
        var instance = harness.Only;
        Assert.AreEqual(Public, instance.Addresses.Single().Host.ToString());
        Assert.AreEqual(Public, instance.Aliases.Single().Target.ToString());
    }

    [TestMethod]
    public void Hear_AliasesInACircle_EndsAndIsAdded()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, LocationAt("a.local"), Sample.Text, Sample.Alias("a.local", "b.local"), Sample.Alias("b.local", "a.local"));
        harness.Advance(1);
        Assert.HasCount(2, harness.Only.Aliases);
    }

    [TestMethod]
    public void Hear_LongChain_IsFollowedEightLinksFar()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, LocationAt("n0.local"), Sample.Text);
        var links = Enumerable.Range(0, 12).Select(i => Sample.Alias($"n{i}.local", $"n{i + 1}.local")).ToArray();
        for (var i = 0; i < 12; i++)
        {
            harness.Hear([.. links]);
        }
        harness.Advance(1);
        Assert.HasCount(9, harness.Only.Aliases);
        Assert.IsFalse(harness.FollowUps.Any(question => question.StartsWith("n9.local", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("13ab-7c34")]
    [DataRow("device.local")]
    [DataRow("..")]
    [DataRow(".example.com")]
    [DataRow("")]
    public void Hear_TextNameIsNoPublicName_NothingIsAskedForIt(string name)
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, Sample.Location, TextWithName(name), Sample.V4, Sample.Address("device.local", "fe80::1"));
        harness.Advance(0.1);
        Assert.IsEmpty(harness.FollowUps);
        Assert.HasCount(1, harness.Events);
    }

    [TestMethod]
    public void Hear_AliasAloneChanges_IsAnUpdate()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, Sample.Location, TextWithName(Public), Sample.V4, Sample.Alias("13ab-7c34.local", Public));
        harness.Hear(Sample.Alias("13ab-7c34.local", "other.example.com") with { CacheFlush = false });
        Assert.HasCount(2, ((ServiceUpdated)harness.Events.Last().Event).Instance.Aliases);
    }

    [TestMethod]
    public void Hear_ToBeToldBeforeAliases_IsAddedAtOnceAndUpdatedByTheAlias()
    {
        var harness = new EngineHarness(new BrowserOptions { TellBeforeAliases = instance => instance.Texts.Count == 1 && instance.Addresses.Count == 1 });
        harness.Hear(Sample.Pointer, Sample.Location, TextWithName(Public), Sample.V4);
        Assert.IsEmpty(harness.Only.Aliases);
        harness.Hear(Sample.Alias("13ab-7c34.local", "other.example.com"));
        Assert.HasCount(1, ((ServiceUpdated)harness.Events[^1].Event).Instance.Aliases);
        Assert.HasCount(2, harness.Events);
    }

    [TestMethod]
    public void Hear_ToBeToldBeforeAliasesWithoutAddress_WaitsForIt()
    {
        var harness = new EngineHarness(new BrowserOptions { TellBeforeAliases = _ => true });
        harness.Hear(Sample.Pointer, Sample.Location, TextWithName(Public));
        harness.Advance(0.1);
        Assert.IsEmpty(harness.Events);
        harness.Hear(Sample.V4);
        Assert.HasCount(1, harness.Only.Addresses);
    }
}
