namespace LocalHttps.Mdns.Tests;

/// <summary>A device that could not be reached is made sure of (RFC 6762 §10.4).</summary>
[TestClass]
public sealed class ReconfirmTests
{
    // "it MUST issue two or more queries for the resource record in dispute. If no response is received within ten seconds, then ... flushed".
    [TestMethod]
    public void Reconfirm_NobodyAnswers_IsAskedSeveralTimesAndGoneAfterTenSeconds()
    {
        var harness = Known();
        Assert.IsTrue(harness.Reconfirm(Sample.Instance));
        harness.Advance(9.9);
        Assert.HasCount(1, harness.Events);
        foreach (var question in new[] { $"{Sample.Instance} Srv", "device.local A", "device.local Aaaa" })
        {
            Assert.AreEqual(4, harness.FollowUps.Count(asked => asked == question), question);
        }
        harness.Advance(0.2);
        var removed = (ServiceRemoved)harness.Events.Last().Event;
        Assert.AreEqual((RemovalReason.Expired, Sample.Instance), (removed.Reason, removed.Instance.Name));
        Assert.IsEmpty(harness.Snapshot);
        harness.Hear(Sample.All);
        Assert.IsInstanceOfType<ServiceAdded>(harness.Events.Last().Event, "it comes back by itself");
    }

    [TestMethod]
    public void Reconfirm_ItAnswers_NothingIsToldAndNothingEndsEarlier()
    {
        var harness = Known();
        harness.Reconfirm(Sample.Instance);
        harness.Advance(0.5);
        harness.Hear(Sample.Location, Sample.V4, Sample.Address("device.local", "fe80::20"));
        var asked = harness.FollowUps.Count();
        harness.Advance(20);
        Assert.HasCount(1, harness.Events);
        Assert.AreEqual(asked, harness.FollowUps.Count(), "it is not asked again");
        harness.Advance(60);
        Assert.HasCount(1, harness.Snapshot.Single().Texts);
        Assert.HasCount(1, harness.Events, "pointer and text, of which nobody spoke, last as long as they were to");
    }

    [TestMethod]
    public void Reconfirm_OnlyAnAddressIsSilent_OnlyThatIsGone()
    {
        var harness = Known();
        harness.Reconfirm(Sample.Instance);
        harness.Advance(0.5);
        harness.Hear(Sample.Location, Sample.V4);
        harness.Advance(11);
        CollectionAssert.AreEqual(new[] { "192.168.1.20" }, harness.Snapshot.Single().Addresses.Select(at => at.Address.ToString()).ToArray());
    }

    [TestMethod]
    public void Reconfirm_TheOthers_AreNotAskedForAndStay()
    {
        var harness = Known();
        harness.Hear(Neighbourhood.RecordsOf(1));
        harness.Reconfirm(Sample.Instance);
        harness.Advance(15);
        Assert.AreEqual(Neighbourhood.NameOf(1), harness.Snapshot.Single().Name);
        Assert.IsFalse(harness.FollowUps.Any(question => question.Contains("evice-1", StringComparison.Ordinal)));
    }

    // A goodbye by somebody else that falls into it, or records of his beside the device's, take nothing from the device that answers.
    [TestMethod]
    public void Reconfirm_SomebodyAnswersForHisOwnRecordFirst_TheGenuineOneIsStillAskedFor()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Hear(new ServiceRecord(Sample.Instance, DnsName.Parse("evil.local"), 1) { CacheFlush = false });
        harness.Advance(3);
        harness.Reconfirm(Sample.Instance);
        harness.Advance(0.2);
        harness.Hear(new ServiceRecord(Sample.Instance, DnsName.Parse("evil.local"), 1) { CacheFlush = false });
        var before = harness.FollowUps.Count();
        harness.Advance(1.2);
        CollectionAssert.Contains(harness.FollowUps.Skip(before).ToArray(), $"{Sample.Instance} Srv");
        harness.Hear(Sample.Location with { CacheFlush = false });
        harness.Advance(12);
        Assert.HasCount(2, harness.Snapshot.Single().Locations);
    }

    // Somebody else's query, which nobody else need have received, does not stand for ours (RFC 6762 §7.3).
    [TestMethod]
    public void Reconfirm_SomebodyAsksTheSame_OursIsSentAllTheSame()
    {
        var harness = Known();
        harness.Reconfirm(Sample.Instance);
        var query = DnsMessageWriter.Query();
        query.TryAdd(new DnsQuestion(Sample.Instance, DnsRecordType.Srv));
        query.TryAdd(new DnsQuestion(DnsName.Parse("another.local"), DnsRecordType.A));
        harness.Receive(query.ToArray());
        harness.Advance(0.5);
        CollectionAssert.Contains(harness.FollowUps.ToArray(), $"{Sample.Instance} Srv");
    }

    [TestMethod]
    public void Reconfirm_AFloodUsesUpTheQuestions_ItIsAskedForBeforeItGoes()
    {
        var harness = Known();
        for (var i = 0; i < 2000; i++)
        {
            harness.HearOn(1, new PointerRecord(Sample.Type, DnsName.Parse($"p{i}._https._tcp.local")));
        }
        harness.Advance(1);
        harness.Reconfirm(Sample.Instance);
        harness.Advance(5);
        Assert.IsGreaterThanOrEqualTo(2, harness.FollowUps.Count(question => question == $"{Sample.Instance} Srv"));
    }

    [TestMethod]
    public void Reconfirm_AgainAndAgain_AsksOncePerMinute()
    {
        var harness = Known();
        for (var second = 0; second < 59; second++)
        {
            Assert.AreEqual(second == 0, harness.Reconfirm(Sample.Instance));
            harness.Advance(1);
            harness.Hear(Sample.All);
        }
        Assert.IsLessThanOrEqualTo(4, harness.FollowUps.Count(question => question.EndsWith("Srv", StringComparison.Ordinal)));
        harness.Advance(2);
        Assert.IsTrue(harness.Reconfirm(Sample.Instance));
        Assert.IsFalse(harness.Reconfirm(DnsName.Parse("Unknown._https._tcp.local")));
    }

    [TestMethod]
    public void Reconfirm_VeryMany_AreTakenInTurnsButProtectedOnesAtOnce()
    {
        var harness = new EngineHarness();
        var devices = new Neighbourhood(harness, 200);
        devices.Advance(TimeSpan.FromSeconds(2));
        var taken = Enumerable.Range(0, 199).Count(device => harness.Reconfirm(Neighbourhood.NameOf(device)));
        Assert.AreEqual(64, taken);
        harness.Protect(Neighbourhood.NameOf(199));
        Assert.IsTrue(harness.Reconfirm(Neighbourhood.NameOf(199)));
        devices.Advance(TimeSpan.FromSeconds(10.5));
        Assert.HasCount(200, harness.Snapshot, "all of them answered");
        Assert.AreEqual(64, Enumerable.Range(0, 199).Count(device => harness.Reconfirm(Neighbourhood.NameOf(device))), "the others' turn");
    }

    [TestMethod]
    public void Reconfirm_WasOnlyAwayForAMoment_IsFoundWithinAMinute()
    {
        var harness = new EngineHarness();
        var devices = new Neighbourhood(harness, 1);
        devices.Advance(TimeSpan.FromMinutes(20));
        harness.Reconfirm(Neighbourhood.NameOf(0));
        harness.Advance(11);
        Assert.IsEmpty(harness.Snapshot);
        harness.Queries.Clear();
        new Neighbourhood(harness, 1).Advance(TimeSpan.FromSeconds(35));
        Assert.HasCount(1, harness.Snapshot);
    }

    private static EngineHarness Known()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(3);
        harness.Queries.Clear();
        return harness;
    }
}
