using System.Net;
using System.Net.Sockets;

namespace LocalHttps.Mdns;

/// <summary>What becomes of a received datagram.</summary>
internal enum DatagramVerdict
{
    /// <summary>It counts.</summary>
    Accepted,

    /// <summary>A query: nothing to a browser.</summary>
    Query,

    /// <summary>No header, or not of opcode and response code 0 (RFC 6762 §18.3, §18.11).</summary>
    Malformed,

    /// <summary>Not sent from port 5353 (RFC 6762 §6).</summary>
    ForeignPort,

    /// <summary>Sent to this machine alone, from outside the link (RFC 6762 §11) or without having been asked for (§6).</summary>
    UnwantedUnicast,

    /// <summary>It came in on an interface that is not joined.</summary>
    UnknownInterface,
}

/// <summary>Who may answer. Pure.</summary>
internal static class ResponseFilter
{
    /// <summary>How long after a QU query its unicast answers count (RFC 6762 §6: "within the last two seconds").</summary>
    public static readonly TimeSpan UnicastWindow = TimeSpan.FromSeconds(2);

    /// <summary>Judges by header, port, destination and subnet.</summary>
    /// <param name="datagram">What arrived.</param>
    /// <param name="network">The interface it arrived on; null when not joined.</param>
    /// <param name="sinceUnicastQuery">Time since the last QU query on that interface; null without one.</param>
    public static DatagramVerdict Judge(in ReceivedDatagram datagram, MdnsInterface? network, TimeSpan? sinceUnicastQuery)
    {
        if (datagram.Payload.Length is < DnsHeader.Length or > MdnsConstants.MaximumDatagram)
        {
            return DatagramVerdict.Malformed;
        }
        var header = DnsHeader.Read(datagram.Payload);
        if (header.Opcode != 0 || header.ResponseCode != 0)
        {
            return DatagramVerdict.Malformed;
        }
        if (!header.IsResponse)
        {
            return DatagramVerdict.Query;
        }
        if (datagram.Source.Port != MdnsConstants.Port)
        {
            return DatagramVerdict.ForeignPort;
        }
        if (network is null)
        {
            return DatagramVerdict.UnknownInterface;
        }
        return IsGroup(datagram.Destination) || (sinceUnicastQuery <= UnicastWindow && network.IsOnLink(datagram.Source.Address))
            ? DatagramVerdict.Accepted
            : DatagramVerdict.UnwantedUnicast;
    }

    /// <summary>Whether one of the answers is to the question for the browsed types, which is the only one that allows unicast.</summary>
    public static bool Answers(ReadOnlySpan<byte> response, BrowsedType[] types)
    {
        Span<byte> buffer = stackalloc byte[DnsName.MaximumLength];
        if (!MessageCursor.TryOpen(response, out var cursor))
        {
            return false;
        }
        while (cursor.TryNextRecord(out var record))
        {
            if (record.Type == DnsRecordType.Ptr && record.TryReadName(buffer, out var owner))
            {
                foreach (var type in types)
                {
                    if (NameBytes.Equal(type.Name.Wire, owner))
                    {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /// <summary>Whether it is the mDNS group of its family.</summary>
    public static bool IsGroup(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.Equals(MdnsConstants.GroupV4)
        : address.IsIPv6Multicast && address.GetAddressBytes().AsSpan().SequenceEqual(MdnsConstants.GroupV6.GetAddressBytes());
}
