namespace LocalHttps.Lab;

/// <summary>A network namespace with one interface, <c>eth0</c>, on the lab's bridge.</summary>
public sealed class DeviceNamespace : IAsyncDisposable
{
    private readonly string name;
    private readonly string logs;

    private DeviceNamespace(string name, string logs, int number)
    {
        this.name = name;
        this.logs = logs;
        Ipv4 = $"10.77.0.{number}";
        Ipv6 = $"fd77::{number:x}";
    }

    /// <summary>The namespace's name.</summary>
    public string Name => name;

    /// <summary>Its IPv4 address.</summary>
    public string Ipv4 { get; }

    /// <summary>Its routable IPv6 address.</summary>
    public string Ipv6 { get; }

    /// <summary>Makes it. The addresses end in <paramref name="number"/>, 2 to 254.</summary>
    internal static async Task<DeviceNamespace> CreateAsync(DeviceSpec spec, int number, string logs)
    {
        var space = new DeviceNamespace(spec.Id, logs, number);
        var link = $"lab{number}";

        // Nobody else is on the bridge: without duplicate detection IPv6 addresses can be used at once.
        var script = $"""
            set -e
            ip netns add {spec.Id}
            ip netns exec {spec.Id} sh -c 'echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad'
            ip link add {link} type veth peer name eth0 netns {spec.Id}
            ip link set {link} master {LabNetwork.Bridge} up
            {(spec.Ipv4 ? $"ip -n {spec.Id} addr add {space.Ipv4}/24 dev eth0" : "")}
            {(spec.Ipv6 ? $"ip -n {spec.Id} addr add {space.Ipv6}/64 dev eth0 nodad" : "")}
            ip -n {spec.Id} link set lo up
            ip -n {spec.Id} link set eth0 up
            {string.Join('\n', spec.FarAddresses.Select(space.FarAddress))}
            """;
        await Command.MustAsync("sh", "-c", script);
        return space;
    }

    private string FarAddress(string address) => address.Contains(':', StringComparison.Ordinal)
        ? $"ip -n {name} addr add {address}/128 dev lo nodad && ip -6 route add {address}/128 via {Ipv6}"
        : $"ip -n {name} addr add {address}/32 dev lo && ip route add {address}/32 via {Ipv4}";

    /// <summary>Puts the device's own addresses in place of <c>$ipv4</c> and <c>$ipv6</c>.</summary>
    internal string? Expand(string? address) => address switch { "$ipv4" => Ipv4, "$ipv6" => Ipv6, _ => address };

    /// <summary>Runs a program in it to its end.</summary>
    public Task<CommandResult> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?>? environment = null) =>
        Command.RunAsync(Inside(command), environment);

    /// <summary>The command that runs a command in it.</summary>
    public IReadOnlyList<string> Inside(IReadOnlyList<string> command) => ["ip", "netns", "exec", name, .. command];

    /// <summary>Starts a program in it.</summary>
    public LabChild Start(string log, IReadOnlyList<string> command, IReadOnlyDictionary<string, string?>? environment = null)
        => LabChild.Start(Path.Combine(logs, $"{log}.log"), Inside(command), environment);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Command.RunAsync(["ip", "netns", "del", name]);
}
