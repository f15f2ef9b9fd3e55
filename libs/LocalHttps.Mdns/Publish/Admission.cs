namespace LocalHttps.Mdns;

/// <summary>What is to be known of a datagram before it is read.</summary>
/// <param name="IsMulticast">Whether everybody on the link heard it.</param>
/// <param name="IsLegacy">Whether it came from a resolver that knows only unicast DNS (RFC 6762 §6.7).</param>
/// <param name="MayDirect">Whether its sender may get an answer of his own.</param>
internal readonly record struct Admitted(bool IsMulticast, bool IsLegacy, bool MayDirect);

/// <summary>Which datagrams the responder reads: whole ones, not its own, of its link, and not too many.</summary>
internal sealed class Admission(PublisherStatistics statistics)
{
    private readonly SentMessages sent = new();
    private readonly QueryLimit limit = new();

    /// <summary>Takes note of a message sent now, to know it when it comes back.</summary>
    public void NoteSent(byte[] message, TimeSpan now) => sent.Add(message, now);

    /// <summary>Whether a datagram is to be read; counts what is not.</summary>
    public bool TryAdmit(in ReceivedDatagram datagram, MdnsInterface network, TimeSpan now, out MessageCursor cursor, out Admitted admitted)
    {
        admitted = default;
        if (!MessageCursor.TryOpen(datagram.Payload, out cursor) || datagram.Payload.Length > MdnsConstants.MaximumDatagram
            || cursor.Header.Opcode != 0 || cursor.Header.ResponseCode != 0)
        {
            statistics.Malformed++;
            return false;
        }
        if (sent.Contains(datagram.Payload, now))
        {
            statistics.Own++;
            return false;
        }
        var isMulticast = datagram.Destination.IsIPv6Multicast || datagram.Destination.Equals(MdnsConstants.GroupV4);
        var isLegacy = datagram.Source.Port != MdnsConstants.Port;
        var mayDirect = false;
        if (cursor.Header.IsResponse ? isLegacy : !limit.TryPass(datagram.Source.Address, now, out mayDirect) || (isLegacy && !mayDirect))
        {
            statistics.OverRate += cursor.Header.IsResponse ? 0 : 1;
            return false;
        }
        if ((!isMulticast || (isLegacy && !cursor.Header.IsResponse)) && !network.IsOnLink(datagram.Source.Address))
        {
            statistics.OffLink++;
            return false;
        }
        admitted = new Admitted(isMulticast, isLegacy, mayDirect);
        return true;
    }
}
