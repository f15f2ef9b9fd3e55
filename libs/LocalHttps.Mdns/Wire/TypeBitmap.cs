namespace LocalHttps.Mdns;

/// <summary>The types in an NSEC record: window block 0 only, as RFC 6762 §6.1 restricts it (RFC 4034 §4.1.2).</summary>
internal static class TypeBitmap
{
    private const int MaximumBytes = 32;

    /// <summary>Writes the block; nothing for no types.</summary>
    public static byte[] Encode(IReadOnlyList<DnsRecordType> types)
    {
        Span<byte> bits = stackalloc byte[MaximumBytes];
        bits.Clear();
        var length = 0;
        foreach (var number in types.Select(type => (int)type).Where(number => number is > 0 and < 256))
        {
            bits[number / 8] |= (byte)(0x80 >> (number % 8));
            length = Math.Max(length, (number / 8) + 1);
        }
        return length == 0 ? [] : [0, (byte)length, .. bits[..length]];
    }

    /// <summary>Reads block 0; other blocks are passed over.</summary>
    public static List<DnsRecordType> Decode(ReadOnlySpan<byte> data)
    {
        var types = new List<DnsRecordType>();
        if (data.Length < 3 || data[0] != 0 || data[1] > MaximumBytes || data.Length < data[1] + 2)
        {
            return types;
        }
        // Type 0 is no type (RFC 6895 §3.1), whatever its bit says.
        for (var number = 1; number < data[1] * 8; number++)
        {
            if ((data[2 + (number / 8)] & (0x80 >> (number % 8))) != 0)
            {
                types.Add((DnsRecordType)number);
            }
        }
        return types;
    }
}
