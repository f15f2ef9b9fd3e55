using System.Net.NetworkInformation;
using LocalHttps.Lab;
using LocalHttps.Mdns;

namespace LocalHttps.Interop;

/// <summary>A computer on two networks at once.</summary>
[TestClass]
public sealed class TwoNetworksTests
{
    private const string PublicName = "twin-device.example.com";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [TestMethod]
    public async Task SameName_OnTwoNetworks_IsOneInstanceThatOutlivesOneOfThem()
    {
        await using var left = await PluggableNetwork.CreateAsync("left", 20);
        await using var right = await PluggableNetwork.CreateAsync("right", 30);
        var both = await InteropLab.Network.AddComputerAsync(InteropLab.NewId("both"));
        await using var computer = both;
        await left.ConnectAsync(both, "eth0", "10.79.20.3");
        await right.ConnectAsync(both, "eth1", "10.79.30.3");
        await using var onLeft = await AnnounceAsync(left.Device, "Twin", "eth0");
        await using var onRight = await AnnounceAsync(right.Device, "Twin", "eth0");
        await using var onBoth = await AnnounceAsync(both, "Everywhere", "eth0,eth1");
        await left.PlugInAsync();
        await right.PlugInAsync();
        await using var browser = PluggableNetwork.Browse(left, right);
        await using var twin = new Watch(browser, "Twin");
        await using var everywhere = new Watch(browser, "Everywhere");
        (string, int) twinLeft = (left.DeviceAddress, IndexOf(left)), twinRight = (right.DeviceAddress, IndexOf(right));
        (string, int) bothLeft = ("10.79.20.3", IndexOf(left)), bothRight = ("10.79.30.3", IndexOf(right));

        var found = await twin.UntilAsync(change => Has(change, twinLeft, twinRight) && change.Instance.Aliases.Count > 0, Limit);
        await everywhere.UntilAsync(change => Has(change, bothLeft, bothRight), Limit);

        Assert.AreEqual(PublicName, found.Instance.Aliases.Select(alias => alias.Target).Distinct().Single().ToString());
        Assert.HasCount(2, browser.Instances);

        await left.SwitchAsync(on: false);
        var rest = await twin.UntilAsync(change => !change.Instance.Addresses.Any(at => at.InterfaceIndex == twinLeft.Item2), Limit);
        await everywhere.UntilAsync(change => !change.Instance.Addresses.Any(at => at.InterfaceIndex == bothLeft.Item2), Limit);

        Assert.IsInstanceOfType<ServiceUpdated>(rest);
        Assert.IsTrue(Has(rest, twinRight));
        Assert.HasCount(2, browser.Instances);

        await left.SwitchAsync(on: true);
        var again = await twin.UntilAsync(change => Has(change, twinLeft, twinRight), Limit);
        Assert.IsInstanceOfType<ServiceUpdated>(again);
        await everywhere.UntilAsync(change => Has(change, bothLeft, bothRight), Limit);
    }

    private static async Task<AvahiDaemon> AnnounceAsync(DeviceNamespace space, string name, string interfaces)
    {
        var daemon = new AvahiDaemon(space, Path.Combine(InteropLab.Logs, space.Name));
        await daemon.StartAsync(new DeviceSpec(space.Name)
        {
            Services = [new AnnouncedService(name, 443, null, name == "Twin" ? [$"cn={PublicName}"] : [])],
            Records = name == "Twin" ? [new ExtraRecord($"{PublicName.Split('.')[0]}.local", Alias: PublicName)] : [],
            Interfaces = interfaces,
        });
        return daemon;
    }

    private static bool Has(ServiceEvent change, params IEnumerable<(string Address, int Network)> addresses) =>
        addresses.All(wanted => change.Instance.Addresses.Any(at => at.Address.ToString() == wanted.Address && at.InterfaceIndex == wanted.Network));

    private static int IndexOf(PluggableNetwork network) =>
        NetworkInterface.GetAllNetworkInterfaces().Single(at => at.Name == network.Plug).GetIPProperties().GetIPv4Properties().Index;
}
