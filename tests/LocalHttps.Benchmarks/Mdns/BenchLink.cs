using LocalHttps.Lab;

namespace LocalHttps.Benchmarks;

/// <summary>A network of its own: a bridge between a computer that browses and computers that announce.</summary>
internal sealed class BenchLink
{
    private const int MostDevices = 4000;
    private static int lastNumber;

    private BenchLink(string bridge, DeviceNamespace browser, DeviceNamespace devices, DeviceNamespace neighbour)
    {
        Bridge = bridge;
        Browser = browser;
        Devices = devices;
        Neighbour = neighbour;
    }

    /// <summary>The bridge; everything that is said passes it.</summary>
    public string Bridge { get; }

    /// <summary>The computer that browses.</summary>
    public DeviceNamespace Browser { get; }

    /// <summary>The computer that answers.</summary>
    public DeviceNamespace Devices { get; }

    /// <summary>The computer that floods.</summary>
    public DeviceNamespace Neighbour { get; }

    /// <summary>The further addresses of the neighbour.</summary>
    public static IReadOnlyList<string> NeighbourAddresses { get; } = [.. Enumerable.Range(1, 200).Select(number => $"10.77.200.{number}")];

    /// <summary>Makes one. With IPv4 alone every browser hears each answer once, whether it knows IPv6 or not.</summary>
    public static async Task<BenchLink> CreateAsync(LabNetwork lab, bool ipv6)
    {
        var number = ++lastNumber;
        var bridge = $"bench{number}";
        string[] ids = [$"browser{number}", $"devices{number}", $"flood{number}"];
        var computers = new List<DeviceNamespace>();
        await Command.MustAsync("ip", "link", "add", bridge, "type", "bridge", "mcast_snooping", "0");
        await Command.MustAsync("ip", "link", "set", bridge, "up");
        foreach (var id in ids)
        {
            var computer = await lab.AddComputerAsync(id);
            computers.Add(computer);
            await Command.MustAsync("ip", "link", "set", $"lab{computer.Ipv4.Split('.')[^1]}", "master", bridge);
            if (!ipv6)
            {
                await Command.MustAsync("ip", "netns", "exec", id, "sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
            }
        }
        await AddAsync(ids[1], Enumerable.Range(1, MostDevices).Select(number => AnnouncedDevices.AddressOf(number).ToString()));
        await AddAsync(ids[2], NeighbourAddresses);
        return new BenchLink(bridge, computers[0], computers[1], computers[2]);
    }

    private static async Task AddAsync(string space, IEnumerable<string> addresses)
    {
        var lines = string.Concat(addresses.Select(address => $"addr add {address}/32 dev eth0\n"));
        var result = await Command.RunAsync(["ip", "-n", space, "-batch", "-"], input: lines);
        _ = result.ExitCode == 0 ? 0 : throw new InvalidOperationException($"The addresses of {space}: {result.Error}");
    }
}
