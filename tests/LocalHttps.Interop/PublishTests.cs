using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LocalHttps.Lab;
using LocalHttps.Mdns;

namespace LocalHttps.Interop;

/// <summary>Other people's programs see what our publisher says.</summary>
[TestClass]
public sealed class PublishTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [TestMethod]
    [DataRow(PeerKind.Avahi)]
    [DataRow(PeerKind.Zeroconf)]
    [DataRow(PeerKind.Bonjour)]
    public async Task Publication_AnnouncedChangedTakenBack_IsSeen(PeerKind kind)
    {
        var name = $"Seen-by-{kind}";
        await using var peer = await Peer.BrowseAsync(kind);
        await using var publisher = InteropLab.Publish();
        var publication = await publisher.PublishAsync(Registration(name, 8001, "first"));
        await peer.SeesAsync(name, "8001", "x8001-device.example.com", "first");

        publication.Update(registration => registration with { Text = Text("changed") });
        await (kind == PeerKind.Avahi ? ResolvesAsync(peer, name, "changed") : peer.SeesAsync("updated", name, "changed"));

        await publication.DisposeAsync();
        await (kind == PeerKind.Avahi ? peer.SeesAsync("-;eth0;IPv4;", name) : peer.SeesAsync("removed", name));
    }

    [TestMethod]
    public async Task Publication_AskedByAvahi_ResolvesHostTypesAndSubtype()
    {
        await using var avahi = await Peer.BrowseAsync(PeerKind.Avahi);
        await using var publisher = InteropLab.Publish();
        await publisher.PublishAsync(Registration("Resolved", 8002, "first") with { HostLabel = "resolved-host", Subtypes = ["_nas"] });

        var host = await avahi.RunAsync("avahi-resolve", "-4", "-n", "resolved-host.local");
        Assert.Contains(LabNetwork.ClientIpv4, host.Output, host.Error);
        var types = await avahi.RunAsync("avahi-browse", "--all", "--terminate", "--parsable", "--no-db-lookup");
        Assert.Contains("Resolved;_https._tcp", types.Output, types.Error);
        var subtype = await avahi.RunAsync("avahi-browse", "--terminate", "--parsable", "_nas._sub._https._tcp");
        Assert.Contains("Resolved", subtype.Output, subtype.Error);
    }

    [TestMethod]
    public async Task Name_TakenByAvahi_IsGivenANumber()
    {
        await using var avahi = await Peer.PublishAsync(PeerKind.Avahi, "Taken");
        await using var publisher = InteropLab.Publish();
        var publication = await publisher.PublishAsync(Registration("Taken", 8003, "first"));
        Assert.AreEqual("Taken (2)", publication.Name);
        Assert.IsFalse(avahi.Child.HasExited);
    }

    [TestMethod]
    public async Task OneName_TwoDevicesAtOnce_OneIsRenamedAndAvahiSeesBoth()
    {
        await using var referee = await Peer.BrowseAsync(PeerKind.Avahi);
        await using var first = await InteropLab.Network.AddComputerAsync(InteropLab.NewId("twin"));
        await using var second = await InteropLab.Network.AddComputerAsync(InteropLab.NewId("twin"));
        await using var one = OwnDevice.Start(first, "Twins", 8101);
        await using var other = OwnDevice.Start(second, "Twins", 8102);
        string[] names = [await OwnDevice.AnnouncedAsync(one), await OwnDevice.AnnouncedAsync(other)];
        CollectionAssert.AreEquivalent(new[] { "Twins", "Twins (2)" }, names);
        await referee.SeesAsync("=;eth0;IPv4;Twins;", names[0] == "Twins" ? ";8101;" : ";8102;");
        await referee.SeesAsync(@"=;eth0;IPv4;Twins\032\0402\041;", names[0] == "Twins" ? ";8102;" : ";8101;");
    }

    [TestMethod]
    public async Task Publisher_BesideAvahiOnOneComputer_BothAreSeen()
    {
        await using var zeroconf = await Peer.BrowseAsync(PeerKind.Zeroconf);
        await using var avahi = await Peer.PublishAsync(PeerKind.Avahi, "Beside-avahi");
        await using var own = OwnDevice.Start(avahi.Computer, "Beside-own", 8004);
        await OwnDevice.AnnouncedAsync(own);
        await zeroconf.SeesAsync("added", "Beside-avahi", avahi.Address);
        await zeroconf.SeesAsync("added", "Beside-own", "8004", avahi.Address);
    }

    [TestMethod]
    public async Task Publication_AskedFromAnotherPort_AnswersByUnicast()
    {
        await using var publisher = InteropLab.Publish();
        var publication = await publisher.PublishAsync(Registration("Legacy", 8005, "first"));
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Parse(LabNetwork.ClientIpv4), 0));
        var query = new DnsMessageWriter(0, id: 4711);
        Assert.IsTrue(query.TryAdd(new DnsQuestion(DnsName.Parse("_https._tcp.local").Prepend(Encoding.UTF8.GetBytes(publication.Name)), DnsRecordType.Srv)));
        await socket.SendAsync(query.ToArray(), new IPEndPoint(MdnsConstants.GroupV4, MdnsConstants.Port));
        using var late = new CancellationTokenSource(Limit, TimeProvider.System);
        var reply = await socket.ReceiveAsync(late.Token);
        Assert.IsTrue(DnsMessage.TryDecode(reply.Buffer, out var message));
        Assert.AreEqual(4711, message.Header.Id);
        Assert.Contains(8005, message.Records.OfType<ServiceRecord>().Select(record => (int)record.Port));
        Assert.IsTrue(message.Records.All(record => record is { TimeToLive: <= 10, CacheFlush: false }));
    }

    /// <summary>Everything this process says in these moments, as Wireshark's dissector reads it.</summary>
    [TestMethod]
    public async Task OurPackets_JudgedByTshark_AreWellFormed()
    {
        var file = Path.Combine(InteropLab.Logs, "own.pcap");
        var capture = LabChild.Start($"{file}.log", ["tshark", "-i", "br0", "-w", file, "-f", $"udp port 5353 and (host {LabNetwork.ClientIpv4} or host {LabNetwork.ClientIpv6})"]);
        await capture.WaitForLineAsync(line => line.Contains("Capturing on", StringComparison.Ordinal), Limit, "tshark captures");
        await using (var browser = InteropLab.Browse())
        await using (var publisher = InteropLab.Publish())
        await using (var peer = await Peer.BrowseAsync(PeerKind.Avahi))
        {
            browser.Start();
            var publication = await publisher.PublishAsync(Registration("Judged 🗄️ “NAS”", 8006, "first") with { Subtypes = ["_nas"] });
            publication.Update(registration => registration with { Text = Text("changed") });
            await ResolvesAsync(peer, "8006", "changed");
            browser.Rescan();
            await publication.DisposeAsync();
        }
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await capture.TerminateAsync();
        await capture.DisposeAsync();
        var all = await Command.MustAsync("tshark", "-r", file, "-Y", "mdns");
        Assert.IsGreaterThan(5, all.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var wrong = await Command.MustAsync("tshark", "-r", file, "-Y", "udp.srcport == 5353 && (_ws.malformed || _ws.expert.severity == error || !(ip.ttl == 255 || ipv6.hlim == 255))");
        Assert.AreEqual("", wrong.Trim());
    }

    // A browsing avahi-browse resolves each instance only once.
    private static Task ResolvesAsync(Peer avahi, params string[] words) => Poll.UntilAsync(
        async () => (await avahi.RunAsync("avahi-browse", "--resolve", "--terminate", "--parsable", "_https._tcp")).Output.Split('\n')
            .Any(line => words.All(word => line.Contains(word, StringComparison.Ordinal))),
        $"avahi resolves {string.Join(' ', words)}",
        Limit);

    private static ServiceRegistration Registration(string name, int port, string state) => new(name, "_https._tcp", port)
    {
        PublicName = $"x{port.ToString(CultureInfo.InvariantCulture)}-device.example.com",
        Text = Text(state),
    };

    private static TxtStrings Text(string state) => new([Encoding.ASCII.GetBytes($"state={state}")]);
}
