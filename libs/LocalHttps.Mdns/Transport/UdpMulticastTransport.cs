using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LocalHttps.Mdns;

/// <summary>Real sockets on this machine's interfaces, joined and left as they come and go.</summary>
public sealed class UdpMulticastTransport : IMulticastTransport
{
    // NetworkChange misses some changes; with this poll an interface is joined within 5 s all the same.
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(3);
    private readonly Lock gate = new();
    private readonly IReadOnlyList<string> names;
    private readonly TimeProvider time;
    private readonly List<InterfaceSocket> sockets = [];
    private volatile IReadOnlyList<MdnsInterface> interfaces = [];
    private IMulticastReceiver? receiver;
    private ITimer? poll;
    private volatile Exception? lastFault;
    private bool disposed;

    /// <summary>Prepares a transport on the interfaces the options name.</summary>
    public UdpMulticastTransport(BrowserOptions options, TimeProvider time)
    {
        names = options.InterfaceNames;
        this.time = time;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MdnsInterface> Interfaces => interfaces;

    /// <inheritdoc/>
    public void Start(IMulticastReceiver receiver)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (this.receiver is not null)
            {
                throw new InvalidOperationException("The transport was started already.");
            }
            this.receiver = receiver;
            NetworkChange.NetworkAddressChanged += OnNetworkChanged;
            NetworkChange.NetworkAvailabilityChanged += OnNetworkChanged;
            poll = time.CreateTimer(_ => Refresh(), null, PollInterval, PollInterval);
        }
        Refresh();
    }

    /// <summary>The last exception a receiver threw; null when none did. The transport goes on.</summary>
    public Exception? LastFault => lastFault;

    /// <inheritdoc/>
    public void Send(ReadOnlySpan<byte> message, int interfaceIndex)
    {
        foreach (var socket in SocketsOf(interfaceIndex))
        {
            socket.Send(message);
        }
    }

    /// <inheritdoc/>
    public void SendTo(ReadOnlySpan<byte> message, int interfaceIndex, IPEndPoint destination)
    {
        foreach (var socket in SocketsOf(interfaceIndex).Where(at => at.Family == destination.AddressFamily))
        {
            socket.SendTo(message, destination);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        NetworkChange.NetworkAddressChanged -= OnNetworkChanged;
        NetworkChange.NetworkAvailabilityChanged -= OnNetworkChanged;
        lock (gate)
        {
            disposed = true;
            poll?.Dispose();
            sockets.ForEach(socket => socket.Dispose());
            sockets.Clear();
        }
        return ValueTask.CompletedTask;
    }

    private static bool HasAddress(MdnsInterface network, AddressFamily family) => network.Addresses.Any(at => at.Address.AddressFamily == family);

    private static bool SameInterfaces(IReadOnlyList<MdnsInterface> a, IReadOnlyList<MdnsInterface> b) =>
        a.Count == b.Count && a.Zip(b).All(pair => pair.First.IsSameAs(pair.Second));

    private void OnNetworkChanged(object? sender, EventArgs e) => Refresh();

    private InterfaceSocket[] SocketsOf(int interfaceIndex)
    {
        lock (gate)
        {
            return [.. sockets.Where(at => at.Network.Index == interfaceIndex)];
        }
    }

    private void Refresh()
    {
        IMulticastReceiver? toTell;
        IReadOnlyList<MdnsInterface> joined;
        lock (gate)
        {
            if (disposed || TryRead() is not { } wanted)
            {
                return;
            }
            Leave(wanted);
            Join(wanted);
            joined = [.. wanted.Where(network => sockets.Any(socket => socket.Network.Index == network.Index)).OrderBy(network => network.Index)];
            // What could not be sent is asked for anew: the notice that an address passed duplicate detection brings us here.
            var refused = sockets.Aggregate(seed: false, (any, socket) => socket.TakeRefusal() || any);
            if (!refused && SameInterfaces(interfaces, joined))
            {
                return;
            }
            interfaces = joined;
            toTell = receiver;
        }
        try
        {
            toTell?.OnInterfacesChanged(joined);
        }
        catch (Exception exception)
        {
            // This runs on a timer's thread too, where it would end the process.
            lastFault = exception;
        }
    }

    private IReadOnlyList<MdnsInterface>? TryRead()
    {
        try
        {
            return SystemInterfaces.Read(names);
        }
        catch (Exception exception) when (exception is NetworkInformationException or IOException)
        {
            // The list changed while the system wrote it; the next poll reads it whole.
            return null;
        }
    }

    private void Leave(IReadOnlyList<MdnsInterface> wanted)
    {
        foreach (var socket in sockets.Where(at => !wanted.Any(network => network.Index == at.Network.Index && HasAddress(network, at.Family))).ToList())
        {
            socket.Dispose();
            sockets.Remove(socket);
        }
    }

    private void Join(IReadOnlyList<MdnsInterface> wanted)
    {
        foreach (var network in wanted)
        {
            foreach (var family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
            {
                if (HasAddress(network, family)
                    && !sockets.Any(at => at.Network.Index == network.Index && at.Family == family)
                    && InterfaceSocket.TryOpen(network, family) is { } socket)
                {
                    sockets.Add(socket);
                    _ = Task.Run(() => socket.ReceiveAsync(receiver!, time, exception => lastFault = exception));
                }
            }
        }
    }
}
