using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using LocalHttps.Mdns;

namespace LocalHttps.Benchmarks;

/// <summary>A plain socket on port 5353 of one interface and family, without anything of the engine that is measured.</summary>
internal sealed class MulticastSocket
{
    private const int BufferBytes = 4 << 20;
    private readonly Lazy<byte[]> buffer = new(() => new byte[MdnsConstants.MaximumDatagram]);
    private readonly IPEndPoint group;

    private MulticastSocket(Socket socket, IPEndPoint group)
    {
        Socket = socket;
        this.group = group;
    }

    /// <summary>The socket.</summary>
    public Socket Socket { get; }

    /// <summary>The family.</summary>
    public AddressFamily Family => Socket.AddressFamily;

    /// <summary>The sockets of both families.</summary>
    public static IEnumerable<MulticastSocket> OpenBoth(string network)
    {
        var index = IndexOf(network);
        return [Open(index, null), .. HasV6(network) ? [OpenV6(index)] : Array.Empty<MulticastSocket>()];
    }

    /// <summary>The index of an interface.</summary>
    public static int IndexOf(string network) => NetworkInterface.GetAllNetworkInterfaces().Single(at => at.Name == network).GetIPProperties().GetIPv4Properties().Index;

    /// <summary>Opens one for IPv4 that only sends, from an address of its own.</summary>
    public static MulticastSocket OpenSender(int index, IPAddress own) => Open(index, own);

    private static MulticastSocket Open(int index, IPAddress? own)
    {
        var socket = Create(AddressFamily.InterNetwork);
        socket.Bind(new IPEndPoint(own ?? IPAddress.Any, MdnsConstants.Port));
        if (own is null)
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(MdnsConstants.GroupV4, index));
        }
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(index));
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 255);
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastLoopback, optionValue: false);
        return new MulticastSocket(socket, new IPEndPoint(MdnsConstants.GroupV4, MdnsConstants.Port));
    }

    /// <summary>Sends to everybody.</summary>
    public void Send(ReadOnlySpan<byte> message) => Socket.SendTo(message, group);

    /// <summary>Takes what has arrived, if anything has.</summary>
    public bool TryReceive(out ReadOnlySpan<byte> datagram, out EndPoint source)
    {
        source = new IPEndPoint(Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        datagram = default;
        if (Socket.Available == 0)
        {
            return false;
        }
        datagram = buffer.Value.AsSpan(0, Socket.ReceiveFrom(buffer.Value, ref source));
        return true;
    }

    private static bool HasV6(string network) =>
        NetworkInterface.GetAllNetworkInterfaces().Single(at => at.Name == network).GetIPProperties().UnicastAddresses.Any(at => at.Address.AddressFamily == AddressFamily.InterNetworkV6);

    private static MulticastSocket OpenV6(int index)
    {
        var socket = Create(AddressFamily.InterNetworkV6);
        socket.DualMode = false;
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, MdnsConstants.Port));
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.AddMembership, new IPv6MulticastOption(MdnsConstants.GroupV6, index));
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, index);
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, 255);
        socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastLoopback, optionValue: false);
        return new MulticastSocket(socket, new IPEndPoint(MdnsConstants.GroupV6, MdnsConstants.Port));
    }

    private static Socket Create(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = BufferBytes, SendBufferSize = BufferBytes };
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        return socket;
    }
}
