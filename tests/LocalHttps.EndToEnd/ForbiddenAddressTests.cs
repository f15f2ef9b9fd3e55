using System.Net;
using System.Net.Sockets;
using LocalHttps.EndToEnd.Browsers;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>Announcements that point where the host must not connect: listeners there never see a connection of its.</summary>
[TestClass]
public sealed class ForbiddenAddressTests
{
    private const int Port = 8443;
    private static ConnectionLog here = null!;
    private static ConnectionLog far = null!;
    private static LabDevice guest = null!;

    // Each reaches a listener: own addresses in the client's namespace, far ones by a route through the guest.
    private static readonly (string Id, string Address, bool Far)[] Targets =
    [
        ("loopback4", "127.0.0.1", false),
        ("loopback6", "::1", false),
        ("nowhere4", "0.0.0.0", false),
        ("self4", LabNetwork.ClientIpv4, false),
        ("self6", LabNetwork.ClientIpv6, false),
        ("metadata", "169.254.169.254", true),
        ("public4", "203.0.113.7", true),
        ("private4", "10.99.0.5", true),
        ("public6", "2001:db8::7", true),
    ];

    public static IEnumerable<object[]> Cases
        => from kind in Enum.GetValues<BrowserKind>() from target in Targets select new object[] { kind.ToString(), target.Id };

    [ClassInitialize]
    public static async Task StartAsync(TestContext _)
    {
        here = await ConnectionLog.StartAsync(Port, Path.Combine(Places.Artifacts, "lab", "connections.log"));
        guest = await LabUse.Network.AddAsync(new DeviceSpec("temptation")
        {
            Ipv6 = true,
            FarAddresses = [.. Targets.Where(t => t.Far).Select(t => t.Address)],
            Services = [.. Targets.Select(t => new AnnouncedService($"Bait {t.Id}", Port, $"{t.Id}.local", [$"cn={t.Id}-bait.example.com"]))],
            Records = [.. Targets.Select(t => new ExtraRecord($"{t.Id}.local", t.Address))],
        });
        far = await guest.LogConnectionsAsync(Port);
        foreach (var target in Targets)
        {
            await ConnectAsync(target.Address);
        }

        await Poll.UntilAsync(
            () => Task.FromResult(here.Addresses.Count + far.Addresses.Count == Targets.Length),
            "each listener counts the test's own connection", TimeSpan.FromSeconds(5), () => Task.FromResult(Counted()));
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await here.DisposeAsync();
        await far.DisposeAsync();
        await guest.DisposeAsync();
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task Announcement_OfForbiddenAddress_IsShownAndNeverConnectedTo(string kind, string id)
    {
        var page = (await Onlooker.GetAsync(Enum.Parse<BrowserKind>(kind))).Page;
        var row = await page.SettledRowAsync($"{id}-bait.example.com");
        Assert.AreEqual("unreachable", row.State, row.ToString());
        Assert.AreEqual("address-not-allowed", row.Reason, row.ToString());
        Assert.AreEqual("grey", row.Tone, row.ToString());
        Assert.AreEqual(Targets.Length, here.Addresses.Count + far.Addresses.Count, Counted());
    }

    private static string Counted() => $"here: {string.Join(", ", here.Addresses)}; far: {string.Join(", ", far.Addresses)}";

    private static async Task ConnectAsync(string address)
    {
        var ip = IPAddress.Parse(address);
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5), TimeProvider.System);
        await socket.ConnectAsync(ip, Port, limit.Token);
    }
}
