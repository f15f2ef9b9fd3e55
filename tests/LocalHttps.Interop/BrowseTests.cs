using System.Diagnostics;
using System.Net;
using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.Interop;

/// <summary>Our browser sees what other people's programs publish.</summary>
[TestClass]
public sealed class BrowseTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [TestMethod]
    [DataRow(PeerKind.Avahi)]
    [DataRow(PeerKind.Zeroconf)]
    [DataRow(PeerKind.Bonjour)]
    [DataRow(PeerKind.Ciao)]
    public async Task Peer_PublishesChangesAndLeaves_IsSeen(PeerKind kind)
    {
        // The others make two labels, or a dash, of a dot.
        var name = $"Küche “{kind}” {(kind == PeerKind.Avahi ? "3.OG" : "3 OG")}";
        await using var browser = InteropLab.Browse();
        await using var watch = new Watch(browser, name);
        await using var peer = await Peer.PublishAsync(kind, name);

        var found = await watch.UntilAsync(change => change is ServiceAdded or ServiceUpdated && State(change) == "first" && change.Instance.Addresses.Count > 0, Limit);
        Assert.AreEqual(Peer.Port, found.Instance.Locations.Single().Port);
        Assert.Contains(IPAddress.Parse(peer.Address), found.Instance.Addresses.Select(at => at.Address));

        if (kind != PeerKind.Bonjour)
        {
            // bonjour-service cannot change a published record.
            await peer.ChangeAsync();
            await watch.UntilAsync(change => change is ServiceUpdated && State(change) == "changed", Limit);
        }

        await peer.SayGoodbyeAsync();
        var gone = await watch.UntilAsync(change => change is ServiceRemoved, Limit);
        Assert.AreEqual(RemovalReason.Goodbye, ((ServiceRemoved)gone).Reason);
    }

    [TestMethod]
    [DataRow(PeerKind.Avahi)]
    [DataRow(PeerKind.Zeroconf)]
    [DataRow(PeerKind.Bonjour)]
    [DataRow(PeerKind.Ciao)]
    public async Task Peer_WasThereBefore_IsFoundByAsking(PeerKind kind)
    {
        var name = $"Standing {kind}";
        await using var peer = await Peer.PublishAsync(kind, name);
        await using var browser = InteropLab.Browse();
        await using var watch = new Watch(browser, name);
        await watch.UntilAsync(change => change.Instance.Addresses.Any(at => at.Address.ToString() == peer.Address), Limit);
    }

    [TestMethod]
    public async Task Peer_Killed_IsGoneWhenItsRecordsEnd()
    {
        await using var other = await Peer.PublishAsync(PeerKind.Zeroconf, "Stays", life: 4);
        await using var peer = await Peer.PublishAsync(PeerKind.Zeroconf, "Killed", life: 4);
        await using var browser = InteropLab.Browse();
        await using var watch = new Watch(browser, "Killed");
        await watch.UntilAsync(change => change.Instance.Addresses.Count > 0, Limit);

        await peer.KillAsync();
        var gone = await watch.UntilAsync(change => change is ServiceRemoved, Limit);
        Assert.AreEqual(RemovalReason.Expired, ((ServiceRemoved)gone).Reason);
        Assert.Contains("Stays", browser.Instances.Select(instance => Encoding.UTF8.GetString(instance.Name.Labels[0].Span)));
    }

    // RFC 6762 §10.4: its records would last two minutes more.
    [TestMethod]
    public async Task Peer_IsKilledAndDoubted_IsGoneWithinSecondsAndAnotherStays()
    {
        await using var browser = InteropLab.Browse();
        await using var watch = new Watch(browser, "Plug pulled");
        await using var victim = await Peer.PublishAsync(PeerKind.Avahi, "Plug pulled");
        await using var other = await Peer.PublishAsync(PeerKind.Avahi, "Plugged in");
        var found = await watch.UntilAsync(change => change.Instance.Addresses.Count > 0, Limit);
        await using var watchOther = new Watch(browser, "Plugged in");
        await watchOther.UntilAsync(change => change.Instance.Addresses.Count > 0, Limit);
        await victim.KillAsync();
        var names = browser.Instances.Where(instance => instance.Name.ToString().StartsWith("Plug", StringComparison.Ordinal)).Select(instance => instance.Name).ToArray();
        Assert.HasCount(2, names);
        var start = Stopwatch.GetTimestamp();
        Assert.IsTrue(names.All(browser.Reconfirm));
        var gone = (ServiceRemoved)await watch.UntilAsync(change => change is ServiceRemoved, Limit);
        Assert.AreEqual((found.Instance.Name, RemovalReason.Expired), (gone.Instance.Name, gone.Reason));
        Assert.IsLessThanOrEqualTo(12, Stopwatch.GetElapsedTime(start).TotalSeconds);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        CollectionAssert.Contains(browser.Instances.Select(instance => instance.Name).ToArray(), names.Single(name => !name.Equals(gone.Instance.Name)));
    }

    private static string? State(ServiceEvent change) => change.Instance.Texts.Select(text => text.Find("state")).FirstOrDefault() is { } state ? Encoding.UTF8.GetString(state) : null;
}
