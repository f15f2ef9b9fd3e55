using System.Net;
using LocalHttps.Lab;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static LocalHttps.Star.Tests.Dns.TestZone;

namespace LocalHttps.Star.Tests.Dns;

/// <summary>Updates taken by Knot and BIND, seen with kdig.</summary>
[TestClass]
public sealed class DynamicUpdateZoneTests
{
    private static readonly TimeSpan InLine = TimeSpan.FromSeconds(10);
    private static string folder = null!;
    private static Dictionary<string, LabDnsServer> servers = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        folder = Directory.CreateTempSubdirectory("star-update-").FullName;
        servers = new(StringComparer.Ordinal) { ["knot"] = await StartAsync("knot", "knot"), ["bind"] = await StartAsync("bind", "bind") };
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        foreach (var server in servers.Values)
        {
            await server.DisposeAsync();
        }
    }

    [TestMethod]
    [DataRow("knot")]
    [DataRow("bind")]
    public async Task Records_SetAddedAndRemoved_AreSeenByDig(string kind)
    {
        var zone = Zone(servers[kind]);
        const string name = "device.home.test";
        const string challenge = $"_acme-challenge.{name}";
        await zone.SetAsync(name, ZoneRecordType.A, [Record(name, ZoneRecordType.A, "192.168.1.20"), Record(name, ZoneRecordType.A, "10.0.0.20")], Stop);
        await zone.SetAsync(name, ZoneRecordType.Aaaa, [Record(name, ZoneRecordType.Aaaa, "fd00::20")], Stop);
        await zone.SetAsync(name, ZoneRecordType.Caa, [Record(name, ZoneRecordType.Caa, ZoneText.Caa(0, "issue", "ca.example; validationmethods=dns-01"))], Stop);
        await zone.AddAsync(Record(challenge, ZoneRecordType.Txt, "first"), Stop);
        await zone.AddAsync(Record(challenge, ZoneRecordType.Txt, "second"), Stop);
        await zone.AddAsync(Record(challenge, ZoneRecordType.Txt, "second"), Stop);

        Assert.AreEqual("10.0.0.20 192.168.1.20", await ShortAsync(kind, name, "A"));
        Assert.AreEqual("fd00::20", await ShortAsync(kind, name, "AAAA"));
        Assert.AreEqual("0 issue \"ca.example; validationmethods=dns-01\"", await ShortAsync(kind, name, "CAA"));
        Assert.AreEqual("\"first\" \"second\"", await ShortAsync(kind, challenge, "TXT"));

        await zone.SetAsync(name, ZoneRecordType.A, [Record(name, ZoneRecordType.A, "192.168.1.21")], Stop);
        await zone.RemoveAsync(Record(challenge, ZoneRecordType.Txt, "first"), Stop);
        await zone.SetAsync(name, ZoneRecordType.Aaaa, [], Stop);

        Assert.AreEqual("192.168.1.21", await ShortAsync(kind, name, "A"));
        Assert.AreEqual("", await ShortAsync(kind, name, "AAAA"));
        Assert.AreEqual("\"second\"", await ShortAsync(kind, challenge, "TXT"));
        StringAssert.Contains(await servers[kind].DigAsync(name, "A"), "60\tIN");
    }

    [TestMethod]
    [DataRow("knot")]
    [DataRow("bind")]
    public async Task Records_OfOthers_AreLeftAlone(string kind)
    {
        var zone = Zone(servers[kind]);
        const string name = "shared.home.test";
        await zone.AddAsync(Record(name, ZoneRecordType.Txt, "ours"), Stop);
        Assert.AreEqual("\"ours\" \"theirs\"", await ShortAsync(kind, name, "TXT"));
        await zone.RemoveAsync(Record(name, ZoneRecordType.Txt, "ours"), Stop);
        await zone.SetAsync(name, ZoneRecordType.A, [Record(name, ZoneRecordType.A, "10.1.1.1")], Stop);
        await zone.SetAsync(name, ZoneRecordType.A, [], Stop);
        await zone.ReconcileAsync(Stop);
        Assert.AreEqual("\"theirs\"", await ShortAsync(kind, name, "TXT"));
        Assert.AreEqual("10 mail.home.test.", await ShortAsync(kind, name, "MX"));
    }

    [TestMethod]
    [DataRow("knot")]
    [DataRow("bind")]
    public async Task Check_OfAServerThatTakesUpdates_PassesAndLeavesNothing(string kind)
    {
        var before = await ShortAsync(kind, Apex, "SOA");
        await Zone(servers[kind]).CheckAsync(Stop);
        await Zone(servers[kind]).TryChangeAsync(Stop);
        Assert.AreEqual("", await ShortAsync(kind, "_localhttps-check.home.test", "TXT"));
        Assert.AreEqual(before, await ShortAsync(kind, Apex, "SOA"));
    }

    [TestMethod]
    [DataRow("knot", "other-key", null, 0, "home.test", "does not know the key other-key")]
    [DataRow("bind", "other-key", null, 0, "home.test", "does not know the key other-key")]
    [DataRow("knot", "star-update", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0, "home.test", "another secret")]
    [DataRow("bind", "star-update", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0, "home.test", "another secret")]
    [DataRow("knot", "star-update", null, 900, "home.test", "clock")]
    [DataRow("bind", "star-update", null, 900, "home.test", "clock")]
    [DataRow("knot", "star-update", null, 0, "elsewhere.test", "not the zone's primary")]
    [DataRow("bind", "star-update", null, 0, "elsewhere.test", "not the zone's primary")]
    public async Task Update_ThatTheServerRefuses_SaysWhatToDo(string kind, string keyName, string? secret, int seconds, string apex, string expected)
    {
        var text = await File.ReadAllTextAsync(servers[kind].KeyFile, Stop);
        var key = TsigKey.Parse(Replace(text, keyName, secret));
        var zone = new DynamicUpdateZone(new MemoryZoneStore(), apex, servers[kind].EndPoint, key, NullLogger<DynamicUpdateZone>.Instance, new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddSeconds(seconds)));
        var problem = await Assert.ThrowsExactlyAsync<ZoneException>(() => zone.AddAsync(Record($"x.{apex}", ZoneRecordType.A, "10.0.0.1"), Stop));
        StringAssert.Contains(problem.Message, expected);
        Assert.AreEqual("", await ShortAsync(kind, "x.home.test", "A"));
    }

    [TestMethod]
    [DataRow("knot")]
    [DataRow("bind")]
    public async Task Server_BackFromAnOutage_IsBroughtInLine(string kind)
    {
        await using var server = await StartAsync(kind, $"{kind}-outage");
        var store = new MemoryZoneStore();
        var zone = Zone(server, store);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var loop = zone.RunAsync(stop.Token);
        await zone.SetAsync("kept.home.test", ZoneRecordType.A, [Record("kept.home.test", ZoneRecordType.A, "10.0.0.1")], Stop);
        await zone.SetAsync("gone.home.test", ZoneRecordType.A, [Record("gone.home.test", ZoneRecordType.A, "10.0.0.2")], Stop);

        await server.StopAsync();
        var problem = await Assert.ThrowsExactlyAsync<ZoneException>(() => zone.SetAsync("gone.home.test", ZoneRecordType.A, [], Stop));
        StringAssert.Contains(problem.Message, "sent again");
        await Assert.ThrowsExactlyAsync<ZoneException>(() => zone.AddAsync(Record("new.home.test", ZoneRecordType.Txt, "late"), Stop));
        await Assert.ThrowsExactlyAsync<ZoneException>(() => zone.CheckAsync(Stop));
        await server.StartAsync();

        await Poll.UntilAsync(
            async () => await ShortAsync(server, "kept.home.test", "A") == "10.0.0.1" && await ShortAsync(server, "gone.home.test", "A") == "" && await ShortAsync(server, "new.home.test", "TXT") == "\"late\"",
            "the zone is in line",
            InLine);
        await Poll.UntilAsync(() => Task.FromResult(store.Settings["zone-debts"] == ""), "the debts are forgotten", InLine);
        await stop.CancelAsync();
        await loop;
    }

    [TestMethod]
    public async Task Record_OfTheStoreThatCannotBeRead_LeavesTheOthersMended()
    {
        var store = new MemoryZoneStore();
        store.Records.AddRange([Record("bad.home.test", ZoneRecordType.A, "not an address"), Record("good.home.test", ZoneRecordType.A, "10.0.0.9")]);
        await Zone(servers["bind"], store).ReconcileAsync(Stop);
        Assert.AreEqual("10.0.0.9", await ShortAsync("bind", "good.home.test", "A"));
    }

    [TestMethod]
    public async Task Removal_LostInACrash_IsDoneByTheNextProcess()
    {
        var server = servers["bind"];
        var store = new MemoryZoneStore();
        await Zone(server, store).SetAsync("crash.home.test", ZoneRecordType.Txt, [Record("crash.home.test", ZoneRecordType.Txt, "old")], Stop);
        // A server nobody answers for: the store has changed, the update has not arrived.
        var cut = new DynamicUpdateZone(store, Apex, new IPEndPoint(IPAddress.Loopback, 1), TsigKey.Load(server.KeyFile), NullLogger<DynamicUpdateZone>.Instance, TimeProvider.System);
        await Assert.ThrowsExactlyAsync<ZoneException>(() => cut.SetAsync("crash.home.test", ZoneRecordType.Txt, [], Stop));
        Assert.AreEqual("\"old\"", await ShortAsync(server, "crash.home.test", "TXT"));

        await Zone(server, store).ReconcileAsync(Stop);
        Assert.AreEqual("", await ShortAsync(server, "crash.home.test", "TXT"));
    }

    [TestMethod]
    public async Task Removal_LeftByAnotherProcess_IsDoneByTheOneThatRuns()
    {
        var server = servers["bind"];
        var (store, clock) = (new MemoryZoneStore(), new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        await Zone(server, store).SetAsync("left.home.test", ZoneRecordType.Txt, [Record("left.home.test", ZoneRecordType.Txt, "old")], Stop);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var loop = new DynamicUpdateZone(store, Apex, server.EndPoint, TsigKey.Load(server.KeyFile), NullLogger<DynamicUpdateZone>.Instance, clock).RunAsync(stop.Token);
        await Poll.UntilAsync(() => Task.FromResult(store.FullReads > 0), "the start", InLine);
        var command = new DynamicUpdateZone(store, Apex, new IPEndPoint(IPAddress.Loopback, 1), TsigKey.Load(server.KeyFile), NullLogger<DynamicUpdateZone>.Instance, TimeProvider.System);
        await Assert.ThrowsExactlyAsync<ZoneException>(() => command.SetAsync("left.home.test", ZoneRecordType.Txt, [], Stop));
        await Poll.UntilAsync(
            async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(2));
                return await ShortAsync(server, "left.home.test", "TXT") == "" && store.Settings["zone-debts"] == "";
            },
            "the record is gone",
            InLine);
        await stop.CancelAsync();
        await loop;
    }

    [TestMethod]
    public async Task Server_ThatTakesNoUpdates_IsNamed()
    {
        await using var embedded = await new TestZone().StartAsync();
        var zone = new DynamicUpdateZone(new MemoryZoneStore(), Apex, embedded.Server.EndPoint, TsigKey.Load(servers["bind"].KeyFile), NullLogger<DynamicUpdateZone>.Instance, TimeProvider.System);
        var problem = await Assert.ThrowsExactlyAsync<ZoneException>(() => zone.TryChangeAsync(Stop));
        StringAssert.Contains(problem.Message, "takes no updates at all");
    }

    [TestMethod]
    public async Task Answer_WithoutASignature_IsNotBelieved()
    {
        await using var liar = new RawDnsServer(query => [query[0], query[1], 0xA8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        var zone = new DynamicUpdateZone(new MemoryZoneStore(), Apex, liar.EndPoint, TsigKey.Load(servers["bind"].KeyFile), NullLogger<DynamicUpdateZone>.Instance, TimeProvider.System);
        var problem = await Assert.ThrowsExactlyAsync<ZoneException>(() => zone.AddAsync(Record("x.home.test", ZoneRecordType.A, "10.0.0.1"), Stop));
        StringAssert.Contains(problem.Message, "not signed");
    }

    [TestMethod]
    [DataRow("other.test", "A", "10.0.0.1")]
    [DataRow("xhome.test", "A", "10.0.0.1")]
    [DataRow("x.home.test", "A", "fd00::1")]
    [DataRow("x.home.test", "Aaaa", "10.0.0.1")]
    [DataRow("x.home.test", "Txt", "\"open")]
    [DataRow("x.home.test", "Caa", "issue ca.example")]
    public async Task Record_ThatNoServerTakes_IsRefusedAndNotStored(string name, string type, string value)
    {
        var store = new MemoryZoneStore();
        await Assert.ThrowsExactlyAsync<ZoneException>(() => Zone(servers["bind"], store).AddAsync(Record(name, Enum.Parse<ZoneRecordType>(type), value), Stop));
        Assert.IsEmpty(store.Records);
    }

    private static async Task<LabDnsServer> StartAsync(string kind, string name)
    {
        var file = LabDnsServer.ZoneFile(Apex, "ns A 127.0.0.1", "shared TXT theirs", "shared MX 10 mail.home.test.", "mail A 192.168.1.9");
        var place = Path.Combine(folder, name);
        return kind == "knot" ? await KnotServer.StartAsync(place, Apex, file) : await BindServer.StartAsync(place, Apex, file);
    }

    private static DynamicUpdateZone Zone(LabDnsServer server, MemoryZoneStore? store = null) =>
        new(store ?? new MemoryZoneStore(), Apex, server.EndPoint, TsigKey.Load(server.KeyFile), NullLogger<DynamicUpdateZone>.Instance, TimeProvider.System);

    private static string Replace(string text, string name, string? secret)
    {
        var renamed = text.Replace("star-update", name, StringComparison.Ordinal);
        var old = renamed.Split(' ', '"', '\n', ':').First(word => word.Length >= 40 && word.EndsWith('='));
        return secret is null ? renamed : renamed.Replace(old, secret, StringComparison.Ordinal);
    }

    private static Task<string> ShortAsync(string kind, string name, string type) => ShortAsync(servers[kind], name, type);

    private static async Task<string> ShortAsync(LabDnsServer server, string name, string type) =>
        string.Join(' ', (await server.DigAsync("+short", name, type)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal));
}
