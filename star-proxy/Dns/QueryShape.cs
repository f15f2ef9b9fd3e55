using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>What a packet is, read without trust: the one place that looks at hostile octets. Only the question goes on to the DNS library.</summary>
/// <param name="Verdict">What is to be done with it.</param>
/// <param name="Code">The code to reply with where it is not answered.</param>
/// <param name="QuestionEnd">Where the question ends; the header's end where there is none.</param>
/// <param name="HasOptions">Whether it speaks EDNS (RFC 6891).</param>
/// <param name="DatagramLimit">The longest reply in a datagram that it takes and we give.</param>
/// <param name="DnssecOk">The DO bit, given back (RFC 3225 §3).</param>
/// <param name="Signature">Where its signature begins; 0 where it has none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct QueryShape(QueryVerdict Verdict, ReturnCode Code, int QuestionEnd, bool HasOptions, int DatagramLimit, bool DnssecOk, int Signature)
{
    /// <summary>Octets of a header.</summary>
    public const int HeaderLength = 12;

    /// <summary>The longest reply in a datagram: what passes everywhere unfragmented (DNS flag day 2020).</summary>
    public const int LongestDatagram = 1232;

    private const int PlainDatagram = 512;
    private const int OptionsLength = 11;
    private const int MaximumName = 255;
    private const int MaximumLabel = 63;

    /// <summary>Reads a packet.</summary>
    public static QueryShape Read(ReadOnlySpan<byte> packet)
    {
        // A response is never answered: two servers would play ping-pong for ever.
        if (packet.Length < HeaderLength || (packet[2] & 0x80) != 0)
            return new(QueryVerdict.Drop, ReturnCode.NoError, HeaderLength, HasOptions: false, PlainDatagram, DnssecOk: false, Signature: 0);
        var plain = new QueryShape(QueryVerdict.Reply, ReturnCode.FormatError, HeaderLength, HasOptions: false, PlainDatagram, DnssecOk: false, Signature: 0);
        if ((packet[2] & 0x78) != 0)
            return plain with { Code = ReturnCode.NotImplemented };
        var at = HeaderLength;
        if (Count(packet, 4) != 1 || !TrySkipName(packet, ref at) || packet.Length - at < 4)
            return plain;
        at += 4;
        return ReadRecords(packet, at, plain with { QuestionEnd = at });
    }

    /// <summary>The question alone, with the header bits that a reply takes over: what the library parses.</summary>
    public byte[] Question(ReadOnlySpan<byte> packet)
    {
        var question = packet[..QuestionEnd].ToArray();
        question[2] &= 0x01;
        question[3] = 0;
        question.AsSpan(6, 6).Clear();
        return question;
    }

    /// <summary>A reply without records.</summary>
    public byte[] Reply(ReadOnlySpan<byte> packet)
    {
        var reply = Start(packet, QuestionEnd);
        reply[2] = (byte)(0x80 | (packet[2] & 0x79));
        reply[3] = (byte)((int)Code & 0xF);
        reply.AsSpan(4, 8).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(4), (ushort)(QuestionEnd > HeaderLength ? 1 : 0));
        WriteOptions(reply, QuestionEnd);
        return Signature > 0 && UnknownKey.Reply(packet[Signature..]) is { } refusal ? [.. CountOneMore(reply), .. refusal] : reply;
    }

    /// <summary>The library's reply with the question as it was asked, octet by octet, and EDNS where it was spoken; cut down to the question where it is too long.</summary>
    public byte[] Finish(ReadOnlySpan<byte> question, ReadOnlySpan<byte> encoded, int limit)
    {
        var truncated = encoded.Length + (HasOptions ? OptionsLength : 0) > limit;
        var length = truncated ? QuestionEnd : encoded.Length;
        var reply = Start(encoded, length);
        question[HeaderLength..QuestionEnd].CopyTo(reply.AsSpan(HeaderLength));
        if (truncated)
        {
            reply[2] |= 0x02;
            reply.AsSpan(6, 6).Clear();
        }
        WriteOptions(reply, length);
        return reply;
    }

    private static QueryShape ReadRecords(ReadOnlySpan<byte> packet, int at, QueryShape shape)
    {
        var records = Count(packet, 6) + Count(packet, 8) + Count(packet, 10);
        var found = shape;
        var version = 0;
        for (var record = 0; record < records; record++)
        {
            var name = at;
            if (!TrySkipName(packet, ref at, compressed: true) || packet.Length - at < 10)
                return shape;
            var fields = packet[at..];
            var length = Count(fields, 8);
            at += 10;
            if (packet.Length - at < length)
                return shape;
            if (Count(fields, 0) == (int)RecordType.Opt)
            {
                // One, of the root, in the additional section (RFC 6891 §6.1.1).
                if (found.HasOptions || packet[name] != 0 || record < records - Count(packet, 10) || !AreOptions(packet.Slice(at, length)))
                    return shape;
                version = fields[5];
                found = found with { HasOptions = true, DatagramLimit = Math.Clamp(Count(fields, 2), PlainDatagram, LongestDatagram), DnssecOk = (fields[6] & 0x80) != 0 };
            }
            at += length;
            // The last record of all (RFC 8945 §5.1).
            if (Count(fields, 0) == (int)RecordType.TSig)
            {
                if (record != records - 1 || record < records - Count(packet, 10))
                    return shape;
                found = found with { Signature = name };
            }
        }
        if (at != packet.Length)
            return shape;
        // Nobody has a key here (RFC 8945 §5.2.1).
        if (found.Signature > 0)
            return found with { Code = ReturnCode.NotAuthoritive };
        return version > 0 ? found with { Code = ReturnCode.BadVersion } : found with { Verdict = QueryVerdict.Answer, Code = ReturnCode.NoError };
    }

    private static bool AreOptions(ReadOnlySpan<byte> data)
    {
        while (data.Length >= 4 && data.Length - 4 >= Count(data, 2))
        {
            data = data[(4 + Count(data, 2))..];
        }
        return data.IsEmpty;
    }

    /// <summary>Moves behind a name.</summary>
    internal static bool TrySkipName(ReadOnlySpan<byte> packet, ref int at, bool compressed = false)
    {
        var start = at;
        while (at < packet.Length && at - start < MaximumName)
        {
            var length = packet[at++];
            if (length == 0)
                return true;
            if ((length & 0xC0) == 0xC0 && compressed)
                return at++ < packet.Length;
            if (length > MaximumLabel)
                return false;
            at += length;
        }
        return false;
    }

    private static int Count(ReadOnlySpan<byte> octets, int at) => BinaryPrimitives.ReadUInt16BigEndian(octets[at..]);

    private static byte[] CountOneMore(byte[] reply)
    {
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(10), (ushort)(Count(reply, 10) + 1));
        return reply;
    }

    private byte[] Start(ReadOnlySpan<byte> from, int length)
    {
        var reply = new byte[length + (HasOptions ? OptionsLength : 0)];
        from[..length].CopyTo(reply);
        return reply;
    }

    private void WriteOptions(Span<byte> reply, int at)
    {
        if (!HasOptions)
            return;
        BinaryPrimitives.WriteUInt16BigEndian(reply[10..], 1);
        var options = reply[at..];
        options[2] = (byte)RecordType.Opt;
        BinaryPrimitives.WriteUInt16BigEndian(options[3..], LongestDatagram);
        options[5] = (byte)((int)Code >> 4);
        options[7] = (byte)(DnssecOk ? 0x80 : 0);
    }
}

/// <summary>What is to be done with a packet.</summary>
internal enum QueryVerdict
{
    /// <summary>Nothing.</summary>
    Drop,

    /// <summary>A code and no records.</summary>
    Reply,

    /// <summary>Look it up.</summary>
    Answer,
}
