using System.Net;

namespace LocalHttps.Mdns;

/// <summary>The one door to the network: sends to and hears the mDNS groups on every joined interface and family.</summary>
public interface IMulticastTransport : IAsyncDisposable
{
    /// <summary>The interfaces joined now.</summary>
    IReadOnlyList<MdnsInterface> Interfaces { get; }

    /// <summary>How each interface is used, those included that could not be joined; empty where a transport cannot tell.</summary>
    IReadOnlyList<InterfaceState> States => [];

    /// <summary>Joins what there is and starts to report. To be called once; again only when it threw, which leaves it as it was before.</summary>
    /// <param name="receiver">Who is told; it may be called from several threads at once, and before this returns.</param>
    /// <exception cref="InvalidOperationException">It was started already.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    void Start(IMulticastReceiver receiver);

    /// <summary>Sends to the mDNS groups of both families on one interface. Failures are the network's business and are not reported.</summary>
    /// <param name="message">One message; valid only during the call.</param>
    /// <param name="interfaceIndex">The interface; on one that is not joined nothing is sent.</param>
    void Send(ReadOnlySpan<byte> message, int interfaceIndex);

    /// <summary>Sends to one host, from port 5353. Failures are not reported.</summary>
    /// <param name="message">One message; valid only during the call.</param>
    /// <param name="interfaceIndex">The interface to send on.</param>
    /// <param name="destination">Address and port of the host.</param>
    void SendTo(ReadOnlySpan<byte> message, int interfaceIndex, IPEndPoint destination);
}

/// <summary>What a transport reports, possibly from several threads at once.</summary>
public interface IMulticastReceiver
{
    /// <summary>A whole datagram arrived; its bytes are valid only during the call.</summary>
    void OnDatagram(in ReceivedDatagram datagram);

    /// <summary>Interfaces or their addresses changed, or can send now and could not before.</summary>
    void OnInterfacesChanged(IReadOnlyList<MdnsInterface> interfaces);
}

/// <summary>A datagram with where it came from and how it came.</summary>
/// <param name="payload">The bytes.</param>
/// <param name="source">The sender.</param>
/// <param name="destination">The address it was sent to: a group or one of this machine's.</param>
/// <param name="interfaceIndex">The interface that received it.</param>
public readonly ref struct ReceivedDatagram(ReadOnlySpan<byte> payload, IPEndPoint source, IPAddress destination, int interfaceIndex)
{
    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The sender.</summary>
    public IPEndPoint Source { get; } = source;

    /// <summary>The address it was sent to.</summary>
    public IPAddress Destination { get; } = destination;

    /// <summary>The interface that received it.</summary>
    public int InterfaceIndex { get; } = interfaceIndex;
}

/// <summary>Addresses and sizes of RFC 6762.</summary>
public static class MdnsConstants
{
    /// <summary>The port of every message.</summary>
    public const int Port = 5353;

    /// <summary>Largest datagram (RFC 6762 §17).</summary>
    public const int MaximumDatagram = 9000;

    /// <summary>The IPv4 group.</summary>
    public static readonly IPAddress GroupV4 = IPAddress.Parse("224.0.0.251");

    /// <summary>The IPv6 group.</summary>
    public static readonly IPAddress GroupV6 = IPAddress.Parse("ff02::fb");
}
