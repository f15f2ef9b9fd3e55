namespace LocalHttps.Mdns;

/// <summary>Reads names out of messages (RFC 1035 §4.1.4) without recursion and in bounded time.</summary>
internal static class NameReader
{
    /// <summary>Most labels a name may have.</summary>
    public const int MaximumLabels = 128;

    /// <summary>Most pointers followed for one name. Writers point to whole earlier names, so real chains have a few links.</summary>
    public const int MaximumPointers = 32;

    /// <summary>Moves behind the name that starts at <paramref name="offset"/> without following pointers.</summary>
    /// <returns>False when the end cannot be found.</returns>
    public static bool TrySkip(ReadOnlySpan<byte> message, ref int offset)
    {
        for (var labels = 0; labels <= MaximumLabels && offset < message.Length; labels++)
        {
            var length = message[offset];
            if (length == 0)
            {
                offset++;
                return true;
            }
            if ((length & 0xC0) == 0xC0)
            {
                offset += 2;
                return offset <= message.Length;
            }
            if (length > DnsName.MaximumLabelLength)
            {
                return false;
            }
            offset += length + 1;
        }
        return false;
    }

    /// <summary>Copies the name at <paramref name="offset"/>, uncompressed and without the root, to <paramref name="destination"/>.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="offset">Where the name starts; moved behind it.</param>
    /// <param name="destination">At least 255 bytes.</param>
    /// <param name="length">Bytes written.</param>
    /// <returns>False when it is not a name; <paramref name="offset"/> is then undefined.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int offset, Span<byte> destination, out int length)
    {
        length = 0;
        var at = offset;
        var copied = offset;
        // A pointer must lead before everything read so far, so it can never come back (RFC 1035 §4.1.4: a "prior occurrence").
        var limit = offset;
        var jumps = 0;
        for (var steps = 0; steps <= MaximumLabels + MaximumPointers && (uint)at < (uint)message.Length; steps++)
        {
            var octet = message[at];
            if (octet == 0)
            {
                offset = jumps > 0 ? offset : at + 1;
                return Append(message[copied..at], destination, ref length);
            }
            if ((octet & 0xC0) == 0xC0)
            {
                if (at + 1 >= message.Length)
                {
                    return false;
                }
                var target = ((octet & 0x3F) << 8) | message[at + 1];
                if (target >= limit || jumps == MaximumPointers || !Append(message[copied..at], destination, ref length))
                {
                    return false;
                }
                offset = jumps > 0 ? offset : at + 2;
                jumps++;
                limit = copied = at = target;
                continue;
            }
            if (octet > DnsName.MaximumLabelLength)
            {
                return false;
            }
            at += octet + 1;
        }
        return false;
    }

    private static bool Append(ReadOnlySpan<byte> labels, Span<byte> destination, ref int length)
    {
        if (length + labels.Length + 1 > DnsName.MaximumLength)
        {
            return false;
        }
        labels.CopyTo(destination[length..]);
        length += labels.Length;
        return true;
    }
}
