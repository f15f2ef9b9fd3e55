using LocalHttps.Lab;
using LocalHttps.Mdns;

namespace LocalHttps.Interop;

/// <summary>A network this process is on by an interface of its own, which comes and goes; the device at its other end stays.</summary>
internal sealed class PluggableNetwork : IAsyncDisposable
{
    private readonly int number;
    private int subnet;

    private PluggableNetwork(string plug, int number, DeviceNamespace device)
    {
        Plug = plug;
        this.number = number;
        Device = device;
    }

    /// <summary>Our interface.</summary>
    public string Plug { get; }

    /// <summary>The computer at the other end. Its <c>eth0</c> is the bridge that everything is plugged into.</summary>
    public DeviceNamespace Device { get; }

    /// <summary>The device's address, which is another after <see cref="RenumberAsync"/>.</summary>
    public string DeviceAddress => $"10.79.{number + subnet}.2";

    private string OwnAddress => $"10.79.{number + subnet}.1";

    /// <summary>Makes one; nothing is plugged in yet.</summary>
    /// <param name="plug">The name our interface will have.</param>
    /// <param name="number">The third part of its addresses; it and the next belong to this network.</param>
    public static async Task<PluggableNetwork> CreateAsync(string plug, int number)
    {
        var device = await InteropLab.Network.AddComputerAsync(InteropLab.NewId(plug));
        var network = new PluggableNetwork(plug, number, device);
        await Command.MustAsync("sh", "-c", $"""
            set -e
            ip -n {device.Name} link del eth0
            ip -n {device.Name} link add eth0 type bridge mcast_snooping 0
            ip -n {device.Name} addr add {network.DeviceAddress}/24 dev eth0
            ip -n {device.Name} link set eth0 up
            """);
        return network;
    }

    /// <summary>The interface comes. Unlike elsewhere in the lab, IPv6 looks for duplicates first, as it does everywhere else.</summary>
    public Task PlugInAsync() => Command.MustAsync("sh", "-c", $"""
        set -e
        ip link add {Plug} type veth peer name port-{Plug} netns {Device.Name}
        ip -n {Device.Name} link set port-{Plug} master eth0 up
        echo 1 > /proc/sys/net/ipv6/conf/{Plug}/accept_dad
        ip addr add {OwnAddress}/24 dev {Plug}
        ip link set {Plug} up
        """);

    /// <summary>The interface goes.</summary>
    public Task PullOutAsync() => Command.MustAsync("ip", "link", "del", Plug);

    /// <summary>The interface is switched on or off.</summary>
    public Task SwitchAsync(bool on) => Command.MustAsync("ip", "link", "set", Plug, on ? "up" : "down");

    /// <summary>Everybody on the network gets other addresses.</summary>
    public async Task RenumberAsync()
    {
        var (ownBefore, deviceBefore) = (OwnAddress, DeviceAddress);
        subnet = 1 - subnet;
        await Command.MustAsync("sh", "-c", $"""
            set -e
            ip addr add {OwnAddress}/24 dev {Plug}
            ip addr del {ownBefore}/24 dev {Plug}
            ip -n {Device.Name} addr add {DeviceAddress}/24 dev eth0
            ip -n {Device.Name} addr del {deviceBefore}/24 dev eth0
            """);
    }

    /// <summary>Another computer joins by an interface of its own.</summary>
    public Task ConnectAsync(DeviceNamespace computer, string network, string address) => Command.MustAsync("sh", "-c", $"""
        set -e
        ip -n {computer.Name} link del {network} 2>/dev/null || true
        ip -n {computer.Name} link add {network} type veth peer name {network}-{number} netns {Device.Name}
        ip -n {Device.Name} link set {network}-{number} master eth0 up
        ip -n {computer.Name} addr add {address}/24 dev {network}
        ip -n {computer.Name} link set {network} up
        """);

    /// <summary>A browser of this project on the interfaces of some networks.</summary>
    public static ServiceBrowser Browse(params IEnumerable<PluggableNetwork> networks)
    {
        var options = new BrowserOptions { InterfaceNames = [.. networks.Select(network => network.Plug)] };
        return new ServiceBrowser(new UdpMulticastTransport(options.InterfaceNames, TimeProvider.System), options, TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Command.RunAsync(["ip", "link", "del", Plug]);
        await Device.DisposeAsync();
    }
}
