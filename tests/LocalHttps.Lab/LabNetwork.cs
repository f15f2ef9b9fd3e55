using System.Net.NetworkInformation;
using System.Text;

namespace LocalHttps.Lab;

/// <summary>A local network without an uplink: this process is the client on its bridge, devices have namespaces of their own.</summary>
public sealed class LabNetwork : IAsyncDisposable
{
    internal const string Bridge = "br0";
    private readonly string folder;
    private readonly List<LabDevice> devices = [];
    private readonly Lock gate = new();
    private readonly string hosts;
    private int lastNumber = 9;

    private LabNetwork(string folder)
    {
        this.folder = folder;
        hosts = Path.Combine(folder, "hosts");
        Certificates = new LabCertificates(Path.Combine(folder, "certificates"), TimeProvider.System);
    }

    /// <summary>The client's IPv4 address, on the bridge.</summary>
    public static string ClientIpv4 => "10.77.0.1";

    /// <summary>The client's IPv6 address, on the bridge.</summary>
    public static string ClientIpv6 => "fd77::1";

    /// <summary>The lab's authority.</summary>
    public LabCertificates Certificates { get; }

    /// <summary>Builds the network.</summary>
    /// <param name="folder">For logs and configuration, absolute; emptied first. Kept afterwards.</param>
    public static async Task<LabNetwork> CreateAsync(string folder)
    {
        LabGate.EnsureInside();
        var strange = NetworkInterface.GetAllNetworkInterfaces().Select(i => i.Name).Where(n => n != "lo").ToList();
        if (strange.Count > 0)
        {
            throw new InvalidOperationException($"The lab must start in an empty network namespace; this one has {string.Join(", ", strange)}.");
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        var network = new LabNetwork(folder);
        await network.WriteSystemFilesAsync();
        await Command.MustAsync("sh", "-c", $"""
            set -e
            mount -t tmpfs tmpfs /run && mkdir -p /run/netns
            mount -t sysfs sysfs /sys || echo 'keeping /sys'
            mount --bind '{network.hosts}' /etc/hosts
            mount --bind '{folder}/resolv.conf' /etc/resolv.conf
            mount --bind '{folder}/passwd' /etc/passwd
            mount --bind '{folder}/group' /etc/group
            ip link set lo up
            echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
            """);
        await network.ConnectAsync();
        return network;
    }

    /// <summary>Starts devices side by side and returns them in the order given, announced and listening.</summary>
    public async Task<IReadOnlyList<LabDevice>> AddAsync(params IReadOnlyList<DeviceSpec> specs)
    {
        return await Task.WhenAll(specs.Select(AddOneAsync));
    }

    /// <summary>Starts one device.</summary>
    public async Task<LabDevice> AddAsync(DeviceSpec spec) => await AddOneAsync(spec);

    /// <summary>Makes a computer on the network that announces and serves nothing by itself.</summary>
    /// <param name="id">Its host name and the name of its namespace, a short DNS label.</param>
    public Task<DeviceNamespace> AddComputerAsync(string id) => DeviceNamespace.CreateAsync(
        new DeviceSpec(id) { Services = [], Ipv6 = true }, Interlocked.Increment(ref lastNumber), Path.Combine(folder, id));

    /// <summary>Lets this machine find a name, as its resolver would.</summary>
    public void AddHost(string name, string address)
    {
        lock (gate)
        {
            File.AppendAllText(hosts, $"{address} {name}\n");
        }
    }

    /// <summary>Makes a namespace that is a computer of its own without any network but loopback.</summary>
    public static async Task AddIslandAsync(string name)
        => await Command.MustAsync("sh", "-c", $"ip netns add {name} && ip -n {name} link set lo up");

    /// <summary>Gives such a computer an interface on a network where nobody else is.</summary>
    public static async Task ConnectIslandAsync(string name) => await Command.MustAsync("sh", "-c", $"""
        set -e
        ip -n {name} link add eth0 type veth peer name eth1
        ip -n {name} addr add 10.88.0.1/24 dev eth0
        ip -n {name} link set eth1 up
        ip -n {name} link set eth0 up
        """);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(devices.Select(d => d.DisposeAsync().AsTask()));
        await Command.RunAsync(["ip", "link", "del", Bridge]);
        Certificates.Dispose();
    }

    private async Task<LabDevice> AddOneAsync(DeviceSpec spec)
    {
        var number = Interlocked.Increment(ref lastNumber);
        var device = await LabDevice.StartAsync(spec, number, Certificates, Path.Combine(folder, spec.Id));
        lock (gate)
        {
            devices.Add(device);
        }

        if (spec.PublicName is not null)
        {
            AddHost(spec.PublicName, device.Address);
        }

        return device;
    }

    private async Task ConnectAsync() => await Command.MustAsync("sh", "-c", $"""
        set -e
        ip link add {Bridge} type bridge mcast_snooping 0
        ip addr add {ClientIpv4}/24 dev {Bridge}
        ip -6 addr add {ClientIpv6}/64 dev {Bridge} nodad
        ip link set {Bridge} up
        """);

    private async Task WriteSystemFilesAsync()
    {
        // An empty resolv.conf means 127.0.0.1, where nobody listens: unknown names fail at once.
        await File.WriteAllTextAsync(Path.Combine(folder, "resolv.conf"), "");
        await File.WriteAllTextAsync(hosts, "127.0.0.1 localhost\n::1 localhost\n", new UTF8Encoding(false));

        // avahi-daemon insists on giving its folder to its own user; without root only id 0 exists.
        await File.WriteAllTextAsync(Path.Combine(folder, "passwd"), "root:x:0:0:root:/root:/bin/sh\navahi:x:0:0::/:/bin/false\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "group"), "root:x:0:\navahi:x:0:\n");
    }
}
