using System.Buffers.Binary;

namespace LocalHttps.Mdns.Tests;

/// <summary>Datagrams written byte by byte, so that they may be wrong.</summary>
internal sealed class RawPacket
{
    private readonly List<byte> bytes = [.. new byte[DnsHeader.Length]];
    private readonly ushort[] counts = new ushort[4];
    private ushort flags = DnsHeader.ResponseFlags;

    public int Length => bytes.Count;

    public static byte[] Name(string name) => [.. DnsName.Parse(name).Wire, 0];

    public static byte[] PointerTo(int offset) => [(byte)(0xC0 | (offset >> 8)), (byte)offset];

    public RawPacket Flags(ushort value)
    {
        flags = value;
        return this;
    }

    public RawPacket Counts(ushort questions, ushort answers)
    {
        counts[0] = questions;
        counts[1] = answers;
        return this;
    }

    public RawPacket Bytes(params byte[] more)
    {
        bytes.AddRange(more);
        return this;
    }

    public RawPacket Answer(byte[] name, DnsRecordType type, byte[] data, uint timeToLive = 120, int? dataLength = null, ushort classField = 0x8001)
    {
        counts[1]++;
        Span<byte> fields = stackalloc byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(fields, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(fields[2..], classField);
        BinaryPrimitives.WriteUInt32BigEndian(fields[4..], timeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(fields[8..], (ushort)(dataLength ?? data.Length));
        return Bytes([.. name, .. fields, .. data]);
    }

    public byte[] ToArray()
    {
        var message = bytes.ToArray();
        new DnsHeader(0, flags, counts[0], counts[1], counts[2], counts[3]).Write(message);
        return message;
    }
}
