using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>What is asked, when, and with which known answers.</summary>
[TestClass]
public sealed class QueryTests
{
    // RFC 6762 §7.1
    [TestMethod]
    public void Browse_InstanceIsKnown_IsListedWithWhatIsLeftOfItsLife()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Advance(1.5);
        var query = harness.Queries.Last();
        var known = (PointerRecord)query.Message.Records.Single();
        Assert.AreEqual((Sample.Type, Sample.Instance, false), (known.Name, known.Target, known.CacheFlush));
        Assert.AreEqual((uint)(4500 - query.At.TotalSeconds), known.TimeToLive);
        Assert.IsFalse(query.Message.Header.Truncated);
    }

    // RFC 6762 §7.1: less than half of the life is left.
    [TestMethod]
    public void Browse_HalfOfItsLifeIsGone_IsNotListed()
    {
        var harness = new EngineHarness();
        harness.Hear([Sample.Pointer with { TimeToLive = 10 }, .. Sample.All[1..]]);
        harness.Advance(7.5);
        var lists = harness.Queries.Select(query => (At: query.At.TotalSeconds, query.Message.Records.Count)).ToArray();
        Assert.IsTrue(lists.All(list => list.Count == (list.At < 5 ? 1 : 0)), string.Join(' ', lists));
        Assert.IsTrue(lists.Any(list => list.At > 5));
    }

    // RFC 6762 §7.1: a life longer than we believe is not past its half.
    [TestMethod]
    public void Browse_LifeIsLongerThanBelieved_ListsWhatIsLeftOfTheWhole()
    {
        var harness = new EngineHarness();
        harness.Hear([Sample.Pointer with { TimeToLive = 36000 }, .. Sample.All[1..]]);
        harness.Advance(0.2);
        Assert.IsGreaterThan(35990u, harness.Queries.Single().Message.Records.Single().TimeToLive);
    }

    // RFC 6762 §7.1: who said goodbye is not known.
    [TestMethod]
    public void Browse_InstanceIsEnding_IsNotListed()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        harness.Hear(Sample.Goodbye(Sample.Pointer));
        harness.Advance(0.2);
        Assert.IsEmpty(harness.Queries[0].Message.Records);
    }

    [TestMethod]
    public void Browse_InstanceIsKnownOnAnotherInterface_IsListedOnlyThere()
    {
        var harness = new EngineHarness();
        harness.SetInterfaces(FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2));
        harness.HearOn(2, Sample.All);
        harness.Advance(2);
        Assert.IsTrue(harness.Queries.All(query => query.Message.Records.Count == (query.Interface == 2 ? 1 : 0)));
    }

    // RFC 6762 §7.2
    [TestMethod]
    public void Browse_MoreIsKnownThanFits_IsSplitWithTheTruncatedBit()
    {
        var harness = new EngineHarness();
        for (var i = 0; i < 500; i++)
        {
            harness.Hear(Neighbourhood.RecordsOf(i));
        }
        harness.Advance(0.2);
        var messages = harness.Queries.Select(query => query.Message).ToArray();
        Assert.IsGreaterThan(5, messages.Length);
        Assert.IsTrue(messages[..^1].All(message => message.Header.Truncated));
        Assert.IsFalse(messages[^1].Header.Truncated);
        Assert.HasCount(1, messages[0].Questions);
        Assert.IsTrue(messages[1..].All(message => message.Questions.Count == 0));
        Assert.HasCount(500, messages.SelectMany(message => message.Records).Cast<PointerRecord>().Select(record => record.Target).ToHashSet());
        Assert.IsTrue(harness.Queries.All(query => query.Bytes.Length <= DnsMessageWriter.DefaultLimit));
    }

    [TestMethod]
    public void Browse_FarTooMuchIsKnown_TakesABoundedNumberOfPackets()
    {
        var harness = new EngineHarness();
        for (var i = 0; i < 4000; i++)
        {
            harness.Receive(Announce(new PointerRecord(Sample.Type, DnsName.Parse($"{i:d60}._https._tcp.local"))), source: $"192.168.1.{1 + (i % 200)}");
        }
        harness.Queries.Clear();
        harness.Advance(0.2);
        Assert.IsTrue(harness.Queries.Count(query => query.Message.Records.Count > 0) is > 50 and <= 65);
    }

    // RFC 6762 §7.3
    [TestMethod]
    public void Hear_SomebodyAsksTheSame_OursIsNotSentOnce()
    {
        var harness = new EngineHarness();
        harness.Advance(6);
        harness.Queries.Clear();
        harness.Receive(Question());
        harness.Advance(7.9);
        Assert.IsEmpty(harness.Queries);
        Assert.AreEqual(1, harness.Statistics.QuestionsSuppressed);
        harness.Receive(Question());
        harness.Advance(8);
        Assert.HasCount(1, harness.Queries, "never two in a row");
    }

    // RFC 6762 §7.3: not a QU question, not one with more known answers, not one whose known answers are still to come; nor one asked long before ours.
    [TestMethod]
    [DataRow("unicast")]
    [DataRow("knows more")]
    [DataRow("truncated")]
    [DataRow("other type")]
    [DataRow("from a port")]
    [DataRow("to us alone")]
    [DataRow("long before")]
    public void Hear_SomebodyAsksNotQuiteTheSame_OursIsSent(string kind)
    {
        var harness = new EngineHarness();
        harness.Advance(kind == "long before" ? 4 : 6);
        harness.Queries.Clear();
        var query = kind switch
        {
            "unicast" => Question(new DnsQuestion(Sample.Type, DnsRecordType.Ptr, WantsUnicast: true)),
            "knows more" => Question(new DnsQuestion(Sample.Type, DnsRecordType.Ptr), Sample.Pointer),
            "other type" => Question(new DnsQuestion(DnsName.Parse("_http._tcp.local"), DnsRecordType.Ptr)),
            _ => Question(),
        };
        query[2] |= (byte)(kind == "truncated" ? 2 : 0);
        harness.Receive(query, port: kind == "from a port" ? 40000 : MdnsConstants.Port, destination: kind == "to us alone" ? "192.168.1.1" : null);
        harness.Advance(4);
        Assert.HasCount(1, harness.Queries);
        Assert.AreEqual(0, harness.Statistics.QuestionsSuppressed);
    }

    // RFC 6762 §7.3
    [TestMethod]
    public void Hear_SomebodyAsksForWhatAnInstanceLacks_ItIsAskedLater()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.Pointer, Sample.Location, Sample.Text);
        harness.Receive(Question(new DnsQuestion(DnsName.Parse("device.local"), DnsRecordType.A)));
        harness.Advance(0.5);
        CollectionAssert.AreEquivalent(new[] { "device.local Aaaa", "device.local Cname" }, harness.FollowUps.ToArray());
        harness.Advance(1);
        CollectionAssert.Contains(harness.FollowUps.ToArray(), "device.local A");
    }

    // RFC 6762 §5.2: at 80, 85, 90 and 95 % of 120 s, and not again.
    [TestMethod]
    public void Refresh_NobodyAnswers_IsAskedForFourTimesBeforeItEnds()
    {
        var harness = new EngineHarness();
        harness.Hear([.. Sample.All.Select(record => record with { TimeToLive = record is AddressRecord ? 120u : 4500u })]);
        harness.Advance(90);
        harness.Queries.Clear();
        harness.Advance(29.9);
        var shares = harness.Queries.Where(query => query.Message.Questions.Count > 0).Select(query => query.At.TotalSeconds / 120).ToArray();
        Assert.HasCount(4, shares);
        for (var i = 0; i < 4; i++)
        {
            Assert.IsInRange(0.8 + (i * 0.05), 0.821 + (i * 0.05), shares[i]);
        }
    }

    // RFC 6762 §5.2: 80 to 82 % of 120 s.
    [TestMethod]
    public void Refresh_LivesAreRunningOut_OneQuestionForTheTypeRenewsAll()
    {
        var harness = new EngineHarness();
        var devices = new Neighbourhood(harness, 500);
        devices.Advance(TimeSpan.FromSeconds(90));
        harness.Queries.Clear();
        harness = Continue(harness, devices, 15);
        var query = harness.Queries.Single();
        Assert.IsTrue(query.At.TotalSeconds is >= 96 and <= 99, $"at {query.At}");
        Assert.IsEmpty(query.Message.Records, "whoever is to answer is no known answer");
        Assert.IsTrue(harness.Snapshot.All(instance => instance.Expires > EngineHarness.Origin + TimeSpan.FromSeconds(200)));
    }

    [TestMethod]
    public void Refresh_OneOfManyIsOld_IsAskedForByName()
    {
        var harness = new EngineHarness();
        var devices = new Neighbourhood(harness, 500);
        devices.Advance(TimeSpan.FromSeconds(40));
        harness.Hear(Sample.All);
        Continue(harness, devices, 70);
        harness.Queries.Clear();
        Continue(harness, devices, 32);
        CollectionAssert.AreEquivalent(new[] { $"{Sample.Instance} Srv", "device.local A", "device.local Aaaa" }, harness.FollowUps.Distinct().ToArray());
    }

    // The question for the type is sent anyway: leaving one device out of its known answers costs nothing.
    [TestMethod]
    public void Refresh_OneOfManyIsOldWhenTheTypeIsAskedFor_IsNotAskedForByName()
    {
        var harness = new EngineHarness();
        var devices = new Neighbourhood(harness, 500);
        devices.Advance(TimeSpan.FromSeconds(40));
        harness.Hear(Sample.All);
        Continue(harness, devices, 95.9);
        harness.Queries.Clear();
        harness.Advance(0.1);
        harness.Rescan();
        Assert.IsEmpty(harness.FollowUps);
        Assert.IsGreaterThan(1, harness.Queries.Count);
        var known = harness.Queries.SelectMany(query => query.Message.Records).OfType<PointerRecord>().Select(record => record.Target).ToHashSet();
        Assert.HasCount(500, known);
        Assert.DoesNotContain(Sample.Instance, known);
    }

    // RFC 6763 §12.1 only recommends what a responder adds to a PTR answer.
    [TestMethod]
    public void Refresh_ResponderLeavesSomethingOut_IsAskedForThatByNameFromThenOn()
    {
        var harness = new EngineHarness();
        harness.Hear(Sample.All);
        for (var round = 0; round < 2; round++)
        {
            harness.Queries.Clear();
            harness.Advance(99);
            Assert.IsTrue(harness.Queries.Any(query => query.At > harness.Now - TimeSpan.FromSeconds(3)));
            Assert.AreEqual(round, harness.FollowUps.Count(question => question == "device.local Aaaa"));
            harness.Hear(Sample.Pointer, Sample.Location, Sample.Text, Sample.V4);
            harness.Advance(5);
            CollectionAssert.AreEqual(Enumerable.Repeat("device.local Aaaa", 1 + round).ToArray(), harness.FollowUps.Where(at => at.EndsWith("Aaaa", StringComparison.Ordinal)).ToArray()[..(1 + round)]);
            harness.Hear(Sample.All);
        }
    }

    // Avahi 0.8 asks ten times in ten minutes, with as many packets of known answers, and does not keep addresses fresh.
    [TestMethod]
    [DataRow(5, 14)]
    [DataRow(500, 90)]
    public void Browse_TenMinutes_TakesFewPackets(int count, int most)
    {
        var harness = new EngineHarness();
        new Neighbourhood(harness, count).Advance(TimeSpan.FromMinutes(10));
        Assert.HasCount(count, harness.Snapshot);
        Assert.HasCount(count, harness.Events);
        Assert.IsLessThanOrEqualTo(most, harness.Queries.Count, $"{harness.Queries.Count} packets");
    }

    private static EngineHarness Continue(EngineHarness harness, Neighbourhood devices, double seconds)
    {
        devices.Advance(TimeSpan.FromSeconds(seconds));
        return harness;
    }

    private static byte[] Question(DnsQuestion? question = null, params DnsRecord[] known)
    {
        var writer = DnsMessageWriter.Query();
        // Not the bytes that we would send.
        Assert.IsTrue(writer.TryAdd(new DnsQuestion(DnsName.Parse("another.local"), DnsRecordType.A)));
        Assert.IsTrue(writer.TryAdd(question ?? new DnsQuestion(Sample.Type, DnsRecordType.Ptr)));
        Assert.IsTrue(known.All(writer.TryAddAnswer));
        return writer.ToArray();
    }

    private static byte[] Announce(DnsRecord record)
    {
        var writer = DnsMessageWriter.Response();
        Assert.IsTrue(writer.TryAddAnswer(record));
        return writer.ToArray();
    }
}
