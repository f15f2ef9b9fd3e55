using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LocalHttps.Mdns;

/// <summary>The twelve bytes before the questions (RFC 1035 §4.1.1).</summary>
/// <param name="Id">The transaction id; 0 in multicast DNS.</param>
/// <param name="Flags">The flag word.</param>
/// <param name="Questions">Announced number of questions.</param>
/// <param name="Answers">Announced number of answers.</param>
/// <param name="Authorities">Announced number of authority records.</param>
/// <param name="Additionals">Announced number of additional records.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DnsHeader(ushort Id, ushort Flags, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    /// <summary>Bytes of a header.</summary>
    public const int Length = 12;

    /// <summary>Flags of a multicast response: QR and AA (RFC 6762 §18).</summary>
    public const ushort ResponseFlags = 0x8400;

    /// <summary>The TC bit.</summary>
    public const ushort TruncatedFlag = 0x0200;

    /// <summary>Whether it is a response.</summary>
    public bool IsResponse => (Flags & 0x8000) != 0;

    /// <summary>The kind of query; 0 in multicast DNS.</summary>
    public int Opcode => (Flags >> 11) & 0xF;

    /// <summary>The response code; 0 in multicast DNS.</summary>
    public int ResponseCode => Flags & 0xF;

    /// <summary>Whether more known answers follow (RFC 6762 §7.2).</summary>
    public bool Truncated => (Flags & TruncatedFlag) != 0;

    /// <summary>Records in all three sections.</summary>
    public int Records => Answers + Authorities + Additionals;

    /// <summary>Reads a header from at least twelve bytes.</summary>
    internal static DnsHeader Read(ReadOnlySpan<byte> message) => new(
        BinaryPrimitives.ReadUInt16BigEndian(message),
        BinaryPrimitives.ReadUInt16BigEndian(message[2..]),
        BinaryPrimitives.ReadUInt16BigEndian(message[4..]),
        BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
        BinaryPrimitives.ReadUInt16BigEndian(message[8..]),
        BinaryPrimitives.ReadUInt16BigEndian(message[10..]));

    /// <summary>Writes the header to at least twelve bytes.</summary>
    internal void Write(Span<byte> message)
    {
        BinaryPrimitives.WriteUInt16BigEndian(message, Id);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Flags);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], Questions);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], Answers);
        BinaryPrimitives.WriteUInt16BigEndian(message[8..], Authorities);
        BinaryPrimitives.WriteUInt16BigEndian(message[10..], Additionals);
    }
}
