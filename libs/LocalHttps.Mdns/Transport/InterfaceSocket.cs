using System.Net;
using System.Net.Sockets;

namespace LocalHttps.Mdns;

/// <summary>The socket of one interface and family: joined by index, port 5353 shared, hop limit 255.</summary>
internal sealed class InterfaceSocket : IDisposable
{
    // Linux: IP_MULTICAST_ALL and IPV6_MULTICAST_ALL, on by default, hand a socket what other sockets joined.
    private const int LinuxLevelSocket = 1;
    private const int LinuxReuseAddress = 2;
    private const int LinuxProtocolIp = 0;
    private const int LinuxProtocolIpv6 = 41;
    private const int LinuxMulticastAll = 49;
    private const int LinuxMulticastAllV6 = 29;
    private const int MaximumHops = 255;
    private const int MaximumRefusalsTold = 5;
    private const int ReceiveBuffer = 1 << 20;
    private static readonly byte[] On = BitConverter.GetBytes(1);
    private static readonly byte[] Off = BitConverter.GetBytes(0);
    private readonly Socket socket;
    private readonly IPEndPoint group;
    private readonly CancellationTokenSource stopping = new();
    private volatile bool refused;
    private volatile string? lastFault;
    private long received;
    private long sent;
    private int refusalsTold;

    private InterfaceSocket(Socket socket, IPEndPoint group, MdnsInterface network)
    {
        this.socket = socket;
        this.group = group;
        Network = network;
    }

    /// <summary>The interface it is joined on.</summary>
    public MdnsInterface Network { get; }

    /// <summary>Its address family.</summary>
    public AddressFamily Family => socket.AddressFamily;

    /// <summary>Datagrams received.</summary>
    public long Received => Interlocked.Read(ref received);

    /// <summary>Datagrams sent.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>What the system refused last; null when nothing, or when it was sent since.</summary>
    public string? LastFault => lastFault;

    /// <summary>Opens, binds and joins.</summary>
    /// <param name="network">The interface.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    /// <param name="fault">What the system said when it refused.</param>
    /// <returns>Null when the system refuses: the interface is going away or not ready; to be tried again.</returns>
    public static InterfaceSocket? TryOpen(MdnsInterface network, AddressFamily family, out string? fault)
    {
        fault = null;
        Socket? opened = null;
        try
        {
            opened = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            return family == AddressFamily.InterNetwork ? OpenV4(opened, network) : OpenV6(opened, network);
        }
        catch (SocketException refusal)
        {
            opened?.Dispose();
            fault = refusal.Message;
            return null;
        }
    }

    /// <summary>Sends to the group.</summary>
    public void Send(ReadOnlySpan<byte> message) => SendTo(message, group);

    /// <summary>Sends to one host.</summary>
    public void SendTo(ReadOnlySpan<byte> message, IPEndPoint destination)
    {
        try
        {
            socket.SendTo(message, SocketFlags.None, destination);
            Interlocked.Increment(ref sent);
            lastFault = null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Most often an IPv6 address still being checked for duplicates, or a link just gone.
            refused = true;
            lastFault = exception.Message;
        }
    }

    /// <summary>Whether the system refused to send since this was asked last. A socket that is refused for ever says so only a few times.</summary>
    public bool TakeRefusal()
    {
        if (!refused || refusalsTold >= MaximumRefusalsTold)
        {
            return false;
        }
        refused = false;
        refusalsTold++;
        return true;
    }

    /// <summary>Receives until disposed, whatever a datagram does to the receiver.</summary>
    public async Task ReceiveAsync(IMulticastReceiver receiver, TimeProvider time, Action<Exception> fault)
    {
        var buffer = new byte[MdnsConstants.MaximumDatagram];
        var any = new IPEndPoint(Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var result = await socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, any, stopping.Token);
                Report(receiver, buffer, result, fault);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // An ICMP error or an oversized datagram (Windows) concerns one packet; a lasting fault must not spin.
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, CancellationToken.None);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Cancel();
        socket.Dispose();
    }

    private static InterfaceSocket OpenV4(Socket opened, MdnsInterface network)
    {
        Share(opened);
        if (OperatingSystem.IsLinux())
        {
            opened.SetRawSocketOption(LinuxProtocolIp, LinuxMulticastAll, Off);
        }
        opened.Bind(new IPEndPoint(IPAddress.Any, MdnsConstants.Port));
        opened.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.PacketInformation, true);
        opened.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(MdnsConstants.GroupV4, network.Index));
        opened.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(network.Index));
        opened.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, MaximumHops);
        opened.Ttl = MaximumHops;
        opened.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, true);
        return new InterfaceSocket(opened, new IPEndPoint(MdnsConstants.GroupV4, MdnsConstants.Port), network);
    }

    private static InterfaceSocket OpenV6(Socket opened, MdnsInterface network)
    {
        opened.DualMode = false;
        Share(opened);
        if (OperatingSystem.IsLinux())
        {
            opened.SetRawSocketOption(LinuxProtocolIpv6, LinuxMulticastAllV6, Off);
        }
        opened.Bind(new IPEndPoint(IPAddress.IPv6Any, MdnsConstants.Port));
        opened.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.PacketInformation, true);
        opened.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(MdnsConstants.GroupV6, network.Index));
        opened.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, network.Index);
        opened.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, MaximumHops);
        opened.Ttl = MaximumHops;
        opened.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastLoopback, true);
        var scoped = new IPAddress(MdnsConstants.GroupV6.GetAddressBytes(), network.Index);
        return new InterfaceSocket(opened, new IPEndPoint(scoped, MdnsConstants.Port), network);
    }

    private static void Share(Socket opened)
    {
        if (OperatingSystem.IsWindows())
        {
            opened.ExclusiveAddressUse = false;
        }
        if (OperatingSystem.IsLinux())
        {
            // .NET's ReuseAddress sets SO_REUSEPORT as well. With it the kernel hands a multicast datagram that one socket alone
            // joined to any socket of the group by hash (inet_steal_sock): another interface's, or another program's.
            opened.SetRawSocketOption(LinuxLevelSocket, LinuxReuseAddress, On);
        }
        else
        {
            opened.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        }
        opened.ReceiveBufferSize = ReceiveBuffer;
    }

    private void Report(IMulticastReceiver receiver, byte[] buffer, SocketReceiveMessageFromResult result, Action<Exception> fault)
    {
        var destination = result.PacketInformation.Address;
        if (result.SocketFlags.HasFlag(SocketFlags.Truncated) || destination is null || result.RemoteEndPoint is not IPEndPoint source)
        {
            return;
        }
        // Every socket on the port may hear every interface's multicast; the interface's own socket reports it.
        if (IsGroup(destination) && result.PacketInformation.Interface != Network.Index)
        {
            return;
        }
        Interlocked.Increment(ref received);
        try
        {
            receiver.OnDatagram(new ReceivedDatagram(buffer.AsSpan(0, result.ReceivedBytes), source, destination, result.PacketInformation.Interface));
        }
        catch (Exception exception)
        {
            // Nobody outside may end the loop by what he sends.
            fault(exception);
        }
    }

    private static bool IsGroup(IPAddress address) => address.IsIPv6Multicast || address.Equals(MdnsConstants.GroupV4);
}
