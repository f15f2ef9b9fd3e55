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
    private readonly Lock telling = new();
    private readonly IReadOnlyList<string> names;
    private readonly TimeProvider time;
    private readonly List<InterfaceSocket> sockets = [];
    private readonly Dictionary<(int Index, AddressFamily Family), string> refusals = [];
    private IReadOnlyList<MdnsInterface> wanted = [];
    private volatile IReadOnlyList<MdnsInterface> interfaces = [];
    private IMulticastReceiver? receiver;
    private ITimer? poll;
    private volatile Exception? lastFault;
    private bool disposed;

    /// <summary>Prepares a transport; nothing is joined before the start.</summary>
    /// <param name="interfaceNames">Names of the interfaces to use; empty for all that can multicast. Loopback is used only when named.</param>
    /// <param name="timeProvider">The clock by which new interfaces are looked for, every three seconds.</param>
    public UdpMulticastTransport(IReadOnlyList<string> interfaceNames, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(interfaceNames);
        ArgumentNullException.ThrowIfNull(timeProvider);
        names = interfaceNames;
        time = timeProvider;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MdnsInterface> Interfaces => interfaces;

    /// <inheritdoc/>
    public IReadOnlyList<InterfaceState> States
    {
        get
        {
            lock (gate)
            {
                return [.. wanted.Select(StateOf)];
            }
        }
    }

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
        }
        try
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                NetworkChange.NetworkAddressChanged += OnNetworkChanged;
                NetworkChange.NetworkAvailabilityChanged += OnNetworkChanged;
                poll = time.CreateTimer(_ => Refresh(), null, PollInterval, PollInterval);
            }
            Refresh();
        }
        catch
        {
            Leave(forGood: false);
            throw;
        }
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
        Leave(forGood: true);
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

    // One at a time: two notices at once must not tell the older state last.
    private void Refresh()
    {
        lock (telling)
        {
            RefreshInTurn();
        }
    }

    private void RefreshInTurn()
    {
        IMulticastReceiver? toTell;
        IReadOnlyList<MdnsInterface> joined;
        lock (gate)
        {
            if (disposed || receiver is null || TryRead() is not { } read)
            {
                return;
            }
            wanted = read;
            refusals.Clear();
            Leave();
            Join();
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

    private InterfaceState StateOf(MdnsInterface network)
    {
        var own = sockets.Where(at => at.Network.Index == network.Index).ToList();
        var fault = own.Select(at => at.LastFault).FirstOrDefault(text => text is not null)
            ?? refusals.Where(at => at.Key.Index == network.Index).Select(at => at.Value).FirstOrDefault();
        return new InterfaceState(
            network,
            own.Exists(at => at.Family == AddressFamily.InterNetwork),
            own.Exists(at => at.Family == AddressFamily.InterNetworkV6),
            own.Sum(at => at.Received),
            own.Sum(at => at.Sent),
            fault);
    }

    private void Leave(bool forGood)
    {
        NetworkChange.NetworkAddressChanged -= OnNetworkChanged;
        NetworkChange.NetworkAvailabilityChanged -= OnNetworkChanged;
        lock (gate)
        {
            disposed |= forGood;
            if (!disposed)
            {
                (receiver, interfaces) = (null, []);
            }
            poll?.Dispose();
            sockets.ForEach(socket => socket.Dispose());
            sockets.Clear();
        }
    }

    // An index may be another interface's now, on which this socket hears nothing.
    private void Leave()
    {
        foreach (var socket in sockets.Where(at => !wanted.Any(network => network.IsSameLinkAs(at.Network) && HasAddress(network, at.Family))).ToList())
        {
            socket.Dispose();
            sockets.Remove(socket);
        }
    }

    private void Join()
    {
        foreach (var network in wanted)
        {
            foreach (var family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
            {
                if (!HasAddress(network, family) || sockets.Any(at => at.Network.Index == network.Index && at.Family == family))
                {
                    continue;
                }
                var socket = InterfaceSocket.TryOpen(network, family, out var refusal);
                if (socket is null)
                {
                    refusals[(network.Index, family)] = refusal ?? "";
                }
                else
                {
                    sockets.Add(socket);
                    var told = receiver!;
                    _ = Task.Run(() => socket.ReceiveAsync(told, time, exception => lastFault = exception));
                }
            }
        }
    }
}
