using System.Buffers.Binary;

namespace LocalHttps.Mdns;

/// <summary>A question where it stands in the datagram.</summary>
internal readonly ref struct QuestionView(ReadOnlySpan<byte> message, int name, ushort type, ushort classField)
{
    private readonly ReadOnlySpan<byte> message = message;

    public DnsRecordType Type { get; } = (DnsRecordType)type;

    /// <summary>Whether class is IN or ANY.</summary>
    public bool IsInternet { get; } = (classField & 0x7FFF) is 1 or 255;

    /// <summary>The QU bit (RFC 6762 §5.4).</summary>
    public bool WantsUnicast { get; } = (classField & 0x8000) != 0;

    public bool TryReadName(Span<byte> buffer, out ReadOnlySpan<byte> wire) => RecordView.TryReadNameAt(message, name, message.Length, buffer, out wire, exact: false);
}

/// <summary>A resource record where it stands in the datagram; names are read when asked for.</summary>
internal readonly ref struct RecordView(ReadOnlySpan<byte> message, int name, int data, int dataLength, ushort type, ushort classField, uint timeToLive)
{
    private const int ServiceFieldsLength = 6;
    private readonly ReadOnlySpan<byte> message = message;

    public DnsRecordType Type { get; } = (DnsRecordType)type;

    public bool IsInternet { get; } = (classField & 0x7FFF) == 1;

    /// <summary>The cache-flush bit (RFC 6762 §10.2).</summary>
    public bool CacheFlush { get; } = (classField & 0x8000) != 0;

    /// <summary>Seconds; 0 for a goodbye.</summary>
    public uint TimeToLive { get; } = timeToLive;

    public ReadOnlySpan<byte> Data => message.Slice(data, dataLength);

    /// <summary>The port of an SRV record that <see cref="TryReadTarget"/> accepted.</summary>
    public ushort ServicePort => BinaryPrimitives.ReadUInt16BigEndian(message[(data + 4)..]);

    public bool TryReadName(Span<byte> buffer, out ReadOnlySpan<byte> wire) => TryReadNameAt(message, name, message.Length, buffer, out wire, exact: false);

    /// <summary>Reads the name in the data of PTR, CNAME and SRV; it must fill the data to its end.</summary>
    public bool TryReadTarget(Span<byte> buffer, out ReadOnlySpan<byte> wire)
    {
        var start = Type == DnsRecordType.Srv ? ServiceFieldsLength : 0;
        wire = default;
        return dataLength > start && TryReadNameAt(message, data + start, data + dataLength, buffer, out wire, exact: true);
    }

    /// <summary>Reads the next name of an NSEC record and what follows it: the types.</summary>
    public bool TryReadTypes(Span<byte> buffer, out ReadOnlySpan<byte> bitmap)
    {
        var offset = data;
        var read = NameReader.TryRead(message, ref offset, buffer, out _) && offset <= data + dataLength;
        bitmap = read ? message[offset..(data + dataLength)] : default;
        return read;
    }

    /// <summary>Whether the data of an address or TXT record has a valid shape.</summary>
    public bool HasValidShape() => Type switch
    {
        DnsRecordType.A => dataLength == 4,
        DnsRecordType.Aaaa => dataLength == 16,
        DnsRecordType.Txt => TxtData.IsValid(Data),
        _ => true,
    };

    internal static bool TryReadNameAt(ReadOnlySpan<byte> message, int start, int end, Span<byte> buffer, out ReadOnlySpan<byte> wire, bool exact)
    {
        var offset = start;
        var read = NameReader.TryRead(message, ref offset, buffer, out var length);
        wire = read ? buffer[..length] : default;
        return read && (exact ? offset == end : offset <= end);
    }
}
