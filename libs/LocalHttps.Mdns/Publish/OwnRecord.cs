namespace LocalHttps.Mdns;

/// <summary>A record this responder has, with its data as the wire has it; equal when name, type and data are, whatever the TTL.</summary>
internal sealed class OwnRecord(DnsRecord record, DnsRecordType type, byte[] data, bool isUnique) : IEquatable<OwnRecord>
{
    private readonly int hash = HashCode.Combine(record.Name, type, data.Length, type is DnsRecordType.Ptr ? NameBytes.Hash(data.AsSpan(0, data.Length - 1)) : 0);

    /// <summary>The record as it is announced.</summary>
    public DnsRecord Record { get; } = record;

    /// <summary>Its type.</summary>
    public DnsRecordType Type { get; } = type;

    /// <summary>Its data, uncompressed (RFC 6762 §8.2).</summary>
    public byte[] Data { get; } = data;

    /// <summary>Whether nobody else may have records of this name and type (RFC 6762 §2).</summary>
    public bool IsUnique { get; } = isUnique;

    /// <summary>Whether it only says what does not exist.</summary>
    public bool IsDenial => Type == DnsRecordType.Nsec;

    /// <summary>The owner.</summary>
    public DnsName Name => Record.Name;

    /// <summary>The life it is announced with.</summary>
    public TimeSpan Life => TimeSpan.FromSeconds(Record.TimeToLive);

    public static OwnRecord Of(DnsRecord record, bool isUnique) => record switch
    {
        PointerRecord pointer => new(record, DnsRecordType.Ptr, [.. pointer.Target.Wire, 0], isUnique),
        CanonicalNameRecord alias => new(record, DnsRecordType.Cname, [.. alias.Target.Wire, 0], isUnique),
        ServiceRecord at => new(record, DnsRecordType.Srv, [0, 0, 0, 0, (byte)(at.Port >> 8), (byte)at.Port, .. at.Target.Wire, 0], isUnique),
        TextRecord text => new(record, DnsRecordType.Txt, TxtData.Join(text.Text), isUnique),
        NextSecureRecord denial => new(record, DnsRecordType.Nsec, TypeBitmap.Encode(denial.Types), isUnique),
        AddressRecord { Address.AddressFamily: System.Net.Sockets.AddressFamily.InterNetwork } v4 => new(record, DnsRecordType.A, v4.Address.GetAddressBytes(), isUnique),
        AddressRecord v6 => new(record, DnsRecordType.Aaaa, v6.Address.GetAddressBytes(), isUnique),
        _ => throw new InvalidOperationException($"No wire form is known for {record.GetType().Name}."),
    };

    /// <summary>Whether a received record of the same name says the same.</summary>
    public bool Says(DnsRecordType type, ReadOnlySpan<byte> data) => Type == type && type switch
    {
        DnsRecordType.Ptr or DnsRecordType.Cname => NameBytes.Equal(Data, data),
        DnsRecordType.Srv => data.Length == Data.Length && data[..6].SequenceEqual(Data.AsSpan(0, 6)) && NameBytes.Equal(Data.AsSpan(6), data[6..]),
        _ => data.SequenceEqual(Data),
    };

    public bool Equals(OwnRecord? other) => other is not null && (ReferenceEquals(this, other) || (Name.Equals(other.Name) && Says(other.Type, other.Data)));

    public override bool Equals(object? obj) => Equals(obj as OwnRecord);

    public override int GetHashCode() => hash;
}
