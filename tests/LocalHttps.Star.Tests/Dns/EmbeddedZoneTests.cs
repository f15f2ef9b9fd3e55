using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Lab;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using Microsoft.Extensions.Time.Testing;
using static LocalHttps.Star.Tests.Dns.TestZone;

namespace LocalHttps.Star.Tests.Dns;

[TestClass]
public sealed class EmbeddedZoneTests
{
    private const string Name = "x.home.test";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public required TestContext TestContext { get; set; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task Zone_NotReadYet_SaysThatItFails()
    {
        await using var zone = new TestZone();
        Assert.AreEqual(ReturnCode.ServerFailure, Ask(zone, Name, RecordType.A).ReturnCode);
        await Assert.ThrowsExactlyAsync<ZoneException>(() => zone.Zone.CheckAsync(Stop));
    }

    [TestMethod]
    public async Task OwnChanges_AreAnsweredAtOnceAndCountedWithoutReadingAll()
    {
        await using var zone = await new TestZone().StartAsync();
        await zone.Zone.SetAsync(Name, ZoneRecordType.A, [Record(Name, ZoneRecordType.A, "10.0.0.1"), Record(Name, ZoneRecordType.A, "10.0.0.2")], Stop);
        await zone.Zone.AddAsync(Record(Name, ZoneRecordType.Txt, "one"), Stop);
        await zone.Zone.AddAsync(Record(Name, ZoneRecordType.Txt, "one"), Stop);
        await zone.Zone.AddAsync(Record(Name, ZoneRecordType.Txt, "two"), Stop);
        await zone.Zone.RemoveAsync(Record(Name, ZoneRecordType.Txt, "one"), Stop);
        await zone.Zone.RemoveAsync(Record(Name, ZoneRecordType.Txt, "never there"), Stop);

        Assert.HasCount(2, Ask(zone, Name, RecordType.A).AnswerRecords);
        Assert.AreEqual("two", Ask(zone, Name, RecordType.Txt).AnswerRecords.OfType<TxtRecord>().Single().TextData);
        Assert.AreEqual((uint)zone.Store.Serial, Serial(zone));
        Assert.AreEqual(1, zone.Store.FullReads);
        await zone.Zone.SetAsync(Name, ZoneRecordType.A, [], Stop);
        await zone.Zone.SetAsync(Name, ZoneRecordType.Txt, [], Stop);
        Assert.AreEqual(ReturnCode.NxDomain, Ask(zone, Name, RecordType.A).ReturnCode);
        await zone.Zone.CheckAsync(Stop);
    }

    [TestMethod]
    public async Task Changes_OfAnotherInstance_AreAnsweredWithinASecond()
    {
        var clock = new FakeTimeProvider();
        await using var zone = await new TestZone(clock: clock).StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var loop = zone.Zone.RunAsync(stop.Token);
        zone.Store.Records.Add(Record(Name, ZoneRecordType.A, "10.0.0.1"));
        zone.Store.Serial++;
        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return Task.FromResult(Ask(zone, Name, RecordType.A).AnswerRecords.Count == 1);
            },
            "the record is answered",
            Soon);
        await stop.CancelAsync();
        await loop;
        Assert.AreEqual((uint)zone.Store.Serial, Serial(zone));
    }

    [TestMethod]
    public async Task Change_WhileAllIsRead_IsNotLost()
    {
        await using var zone = await new TestZone().StartAsync();
        zone.Store.AfterFullRead = () =>
        {
            zone.Store.AfterFullRead = () => Task.CompletedTask;
            return zone.Zone.SetAsync(Name, ZoneRecordType.A, [Record(Name, ZoneRecordType.A, "10.0.0.1")], Stop);
        };
        await zone.Zone.LoadAsync(Stop);
        Assert.HasCount(1, Ask(zone, Name, RecordType.A).AnswerRecords);
    }

    [TestMethod]
    public async Task Names_BetweenApexAndRecord_ExistWithoutRecordsAndGoWithIt()
    {
        await using var zone = await new TestZone().StartAsync();
        await zone.Zone.AddAsync(Record("a.b.c.home.test", ZoneRecordType.A, "10.0.0.1"), Stop);
        await zone.Zone.AddAsync(Record("d.b.c.home.test", ZoneRecordType.A, "10.0.0.1"), Stop);
        await zone.Zone.SetAsync("a.b.c.home.test", ZoneRecordType.A, [], Stop);
        Assert.AreEqual(ReturnCode.NoError, Ask(zone, "c.home.test", RecordType.A).ReturnCode);
        await zone.Zone.SetAsync("d.b.c.home.test", ZoneRecordType.A, [], Stop);
        Assert.AreEqual(ReturnCode.NxDomain, Ask(zone, "c.home.test", RecordType.A).ReturnCode);
        Assert.AreEqual(ReturnCode.NxDomain, Ask(zone, "b.c.home.test", RecordType.A).ReturnCode);
    }

    [TestMethod]
    public async Task Records_ThatCannotBeRead_LeaveTheOthers()
    {
        await using var zone = await new TestZone().StartAsync(
            Record(Name, ZoneRecordType.A, "not an address"), Record("a..home.test", ZoneRecordType.A, "10.0.0.1"), Record(Name, ZoneRecordType.A, "10.0.0.1"), Record("elsewhere.test", ZoneRecordType.A, "10.0.0.1"));
        Assert.HasCount(1, Ask(zone, Name, RecordType.A).AnswerRecords);
        Assert.AreEqual(ReturnCode.Refused, Ask(zone, "elsewhere.test", RecordType.A).ReturnCode);
    }

    [TestMethod]
    public async Task Records_OfOneSetWithDifferentTtls_ShareTheShortest()
    {
        await using var zone = await new TestZone().StartAsync(Record(Name, ZoneRecordType.Txt, "a", 300), Record(Name, ZoneRecordType.Txt, "b", 60));
        Assert.IsTrue(Ask(zone, Name, RecordType.Txt).AnswerRecords.TrueForAll(record => record.TimeToLive == 60));
    }

    [TestMethod]
    public async Task Server_AtAnAddressThatIsTaken_SaysWhatToDo()
    {
        await using var zone = new TestZone();
        var problem = Assert.ThrowsExactly<ZoneException>(() => new ZoneServer(zone.Server.EndPoint, zone.Zone.Answer, Microsoft.Extensions.Logging.Abstractions.NullLogger<ZoneServer>.Instance, TimeProvider.System));
        StringAssert.Contains(problem.Message, "--dns");
    }

    private static DnsMessage Ask(TestZone zone, string name, RecordType type) =>
        zone.Zone.Answer(new DnsMessage { Questions = [new DnsQuestion(DomainName.Parse(name), type, RecordClass.INet)] });

    private static uint Serial(TestZone zone) => Ask(zone, Apex, RecordType.Soa).AnswerRecords.OfType<SoaRecord>().Single().SerialNumber;
}
