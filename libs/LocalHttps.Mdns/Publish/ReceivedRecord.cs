namespace LocalHttps.Mdns;

/// <summary>A received record's name and data, uncompressed and compared without allocating.</summary>
internal readonly ref struct ReceivedRecord
{
    /// <summary>Bytes each of the two buffers needs.</summary>
    public const int BufferLength = DnsName.MaximumLength + ServiceFields + 1;

    private const int ServiceFields = 6;

    private ReceivedRecord(DnsRecordType type, uint timeToLive, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Type = type;
        TimeToLive = timeToLive;
        Name = name;
        Data = data;
    }

    public DnsRecordType Type { get; }

    /// <summary>Seconds.</summary>
    public uint TimeToLive { get; }

    /// <summary>Labels without the root.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The data, names in it written out with the root.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Reads a record; the data of a type a responder does not have is left as it is.</summary>
    /// <returns>False for another class, or when it is broken.</returns>
    public static bool TryRead(RecordView view, Span<byte> nameBuffer, Span<byte> dataBuffer, out ReceivedRecord record)
    {
        record = default;
        if (!view.IsInternet || !view.HasValidShape() || !view.TryReadName(nameBuffer, out var name))
        {
            return false;
        }
        switch (view.Type)
        {
            case DnsRecordType.Ptr or DnsRecordType.Cname or DnsRecordType.Srv:
                var start = view.Type == DnsRecordType.Srv ? ServiceFields : 0;
                if (!view.TryReadTarget(dataBuffer[start..], out var target))
                {
                    return false;
                }
                view.Data[..start].CopyTo(dataBuffer);
                dataBuffer[start + target.Length] = 0;
                record = new ReceivedRecord(view.Type, view.TimeToLive, name, dataBuffer[..(start + target.Length + 1)]);
                return true;
            default:
                record = new ReceivedRecord(view.Type, view.TimeToLive, name, view.Data);
                return true;
        }
    }
}
