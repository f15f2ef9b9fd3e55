using LocalHttps.Lab;

namespace LocalHttps.Interop;

/// <summary>Other people's mDNS programs.</summary>
public enum PeerKind
{
    /// <summary>avahi-daemon 0.8.</summary>
    Avahi,

    /// <summary>python-zeroconf.</summary>
    Zeroconf,

    /// <summary>npm <c>bonjour-service</c>.</summary>
    Bonjour,

    /// <summary>npm <c>ciao</c>; publishes only.</summary>
    Ciao,
}

/// <summary>A peer at work on a computer of its own.</summary>
internal sealed class Peer : IAsyncDisposable
{
    public const int Port = 4443;
    // SIGUSR1; node keeps that for its debugger and takes SIGUSR2.
    private const int ChangeSignal = 10;
    private const int NodeChangeSignal = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly PeerKind kind;
    private readonly AvahiDaemon? avahi;

    private Peer(PeerKind kind, DeviceNamespace computer, AvahiDaemon? avahi, LabChild child)
    {
        this.kind = kind;
        Computer = computer;
        this.avahi = avahi;
        Child = child;
    }

    public LabChild Child { get; }

    public DeviceNamespace Computer { get; }

    public string Address => Computer.Ipv4;

    /// <summary>Publishes <c>_https._tcp</c> under the name; returns once it is announced.</summary>
    /// <param name="kind">By which program.</param>
    /// <param name="name">The instance name.</param>
    /// <param name="life">The records' life in seconds; only python-zeroconf can be told.</param>
    public static async Task<Peer> PublishAsync(PeerKind kind, string name, int life = 120)
    {
        var peer = await StartAsync(kind, address => kind switch
        {
            PeerKind.Avahi => ["/usr/bin/python3", Script("avahi_peer.py"), name, $"{Port}"],
            PeerKind.Zeroconf => ["/usr/bin/python3", Script("zeroconf_peer.py"), "publish", address, name, $"{Port}", $"{life}"],
            _ => ["node", Script("node_peer.js"), Library(kind), "publish", address, name, $"{Port}"],
        });
        await peer.Child.WaitForLineAsync(line => line.StartsWith("published", StringComparison.Ordinal), Limit, $"{kind} publishes");
        return peer;
    }

    /// <summary>Browses for <c>_https._tcp</c> and prints what it finds.</summary>
    public static async Task<Peer> BrowseAsync(PeerKind kind)
    {
        var peer = await StartAsync(kind, address => kind switch
        {
            PeerKind.Avahi => ["stdbuf", "-oL", "avahi-browse", "--resolve", "--parsable", "_https._tcp"],
            PeerKind.Zeroconf => ["/usr/bin/python3", Script("zeroconf_peer.py"), "browse", address],
            _ => ["node", Script("node_peer.js"), Library(kind), "browse", address],
        });
        return peer;
    }

    /// <summary>Waits for a line of the browsing peer that holds every one of the words.</summary>
    public Task<string> SeesAsync(params string[] words) =>
        Child.WaitForLineAsync(line => words.All(word => line.Contains(word, StringComparison.Ordinal)), Limit, $"{kind} sees {string.Join(' ', words)}");

    /// <summary>Runs a program of Avahi's on the peer's computer.</summary>
    public Task<CommandResult> RunAsync(params string[] command) => Computer.RunAsync(command, avahi?.Environment);

    /// <summary>Changes the TXT record; bonjour-service cannot.</summary>
    public async Task ChangeAsync()
    {
        Child.Send(kind == PeerKind.Ciao ? NodeChangeSignal : ChangeSignal);
        await Child.WaitForLineAsync(line => line == "updated", Limit, $"{kind} updates");
    }

    /// <summary>Ends in order.</summary>
    public Task SayGoodbyeAsync() => Child.TerminateAsync();

    /// <summary>Pulls the plug.</summary>
    public async Task KillAsync()
    {
        if (avahi is not null)
        {
            await avahi.KillAsync();
        }
        await Child.KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Child.DisposeAsync();
        if (avahi is not null)
        {
            await avahi.DisposeAsync();
        }
        await Computer.DisposeAsync();
    }

    private static async Task<Peer> StartAsync(PeerKind kind, Func<string, IReadOnlyList<string>> command)
    {
        var id = InteropLab.NewId(kind.ToString().ToLowerInvariant());
        var home = await InteropLab.Network.AddComputerAsync(id);
        var daemon = kind == PeerKind.Avahi ? new AvahiDaemon(home, Path.Combine(InteropLab.Logs, id)) : null;
        if (daemon is not null)
        {
            await daemon.StartAsync(new DeviceSpec(id) { Services = [], Ipv6 = true }, withBus: true);
        }
        var environment = new Dictionary<string, string?>([.. daemon?.Environment ?? new Dictionary<string, string?>(StringComparer.Ordinal)], StringComparer.Ordinal)
        {
            ["NODE_PATH"] = Script("node_modules"),
        };
        return new Peer(kind, home, daemon, home.Start("peer", command(home.Ipv4), environment));
    }

    private static string Script(string name) => Path.Combine(InteropLab.Peers, name);

    private static string Library(PeerKind kind) => kind == PeerKind.Bonjour ? "bonjour" : "ciao";
}
