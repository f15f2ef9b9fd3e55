using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using LocalHttps.Host.Discovery;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>A network that says what a test wishes.</summary>
internal sealed class FakeSource(TimeProvider time) : IServiceSource
{
    public static readonly MdnsInterface Ethernet = new(2, "eth0", false, [new(IPAddress.Parse("192.168.1.10"), 24)]);

    private readonly Lock gate = new();
    private readonly Dictionary<DnsName, ServiceInstance> instances = [];
    private readonly List<Channel<ServiceEvent>> watchers = [];
    private readonly List<Channel<IReadOnlyList<MdnsInterface>>> interfaceWatchers = [];

    public IReadOnlyList<MdnsInterface> Interfaces { get; private set; } = [Ethernet];

    public IReadOnlyList<ServiceInstance> Instances
    {
        get
        {
            lock (gate)
            {
                return [.. instances.Values];
            }
        }
    }

    public int Rescans { get; private set; }

    /// <summary>Announces a device with its public name in TXT.</summary>
    public void Announce(string name, string? cname, params string[] addresses) => Announce(name, 443, cname, addresses);

    public void Announce(string name, ushort port, string? cname, params string[] addresses)
    {
        var host = DnsName.FromLabels([Encoding.ASCII.GetBytes($"h{(uint)name.GetHashCode(StringComparison.Ordinal)}"), "local"u8.ToArray()]);
        var type = DnsName.Parse("_https._tcp.local");
        var now = time.GetUtcNow();
        var instance = new ServiceInstance
        {
            Name = DnsName.FromLabels([Encoding.UTF8.GetBytes(name), .. type.Labels.Select(label => label.ToArray())]),
            ServiceType = type,
            Locations = [new ServiceLocation(host, port)],
            Texts = cname is null ? [] : [new TxtStrings([Encoding.ASCII.GetBytes($"cn={cname}")])],
            Addresses = [.. addresses.Select(address => new DiscoveredAddress(IPAddress.Parse(address), Interfaces[0].Index, host))],
            Aliases = [],
            FirstSeen = now,
            LastSeen = now,
            Expires = now + TimeSpan.FromMinutes(75),
        };
        lock (gate)
        {
            var isNew = !instances.ContainsKey(instance.Name);
            instances[instance.Name] = instance;
            watchers.ForEach(watcher => watcher.Writer.TryWrite(isNew ? new ServiceAdded(instance) : new ServiceUpdated(instance)));
        }
    }

    public void Goodbye(string name)
    {
        lock (gate)
        {
            var gone = instances.Values.Single(instance => Encoding.UTF8.GetString(instance.Name.Labels[0].Span) == name);
            instances.Remove(gone.Name);
            watchers.ForEach(watcher => watcher.Writer.TryWrite(new ServiceRemoved(gone, RemovalReason.Goodbye)));
        }
    }

    public void SetInterfaces(params MdnsInterface[] interfaces)
    {
        lock (gate)
        {
            Interfaces = interfaces;
            interfaceWatchers.ForEach(watcher => watcher.Writer.TryWrite(interfaces));
        }
    }

    public async IAsyncEnumerable<ServiceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<ServiceEvent>();
        lock (gate)
        {
            watchers.Add(channel);
            foreach (var instance in instances.Values)
            {
                channel.Writer.TryWrite(new ServiceAdded(instance));
            }
        }
        await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return change;
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<MdnsInterface>> WatchInterfacesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateUnbounded<IReadOnlyList<MdnsInterface>>();
        lock (gate)
        {
            interfaceWatchers.Add(channel);
            channel.Writer.TryWrite(Interfaces);
        }
        await foreach (var list in channel.Reader.ReadAllAsync(cancellationToken))
        {
            yield return list;
        }
    }

    public IReadOnlySet<string> Expected { get; private set; } = new HashSet<string>(StringComparer.Ordinal);

    public void Expect(IReadOnlySet<string> cnames) => Expected = cnames;

    /// <summary>What is to stay known.</summary>
    public IReadOnlyCollection<DnsName> Protected { get; private set; } = [];

    public void Protect(IReadOnlyCollection<DnsName> names) => Protected = names;

    /// <summary>What could not be reached.</summary>
    /// <summary>The first instance that could not be reached; comes after what the watchers are told.</summary>
    public TaskCompletionSource<DnsName> FirstDoubt { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Reconfirm(DnsName name) => FirstDoubt.TrySetResult(name);

    public void Rescan() => Rescans++;

    public Task QuietAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
