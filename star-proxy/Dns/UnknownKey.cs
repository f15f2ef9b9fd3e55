using System.Buffers.Binary;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>What is said to whoever signs a question with a key that the server does not have, and it has none (RFC 8945 §5.2.1).</summary>
internal static class UnknownKey
{
    private const int FixedLength = 10;
    private const int TimeAndFudge = 8;

    /// <summary>The record that refuses a signature: the same without its MAC.</summary>
    /// <param name="signature">The record as it was sent, and what follows it.</param>
    /// <returns>Null where it cannot be read.</returns>
    public static byte[]? Reply(ReadOnlySpan<byte> signature)
    {
        var at = 0;
        // Both names are written out in full by all who sign (RFC 8945 §4.2).
        if (!QueryShape.TrySkipName(signature, ref at) || signature.Length - at < FixedLength)
            return null;
        var data = signature[(at + FixedLength)..];
        var rest = 0;
        if (!QueryShape.TrySkipName(data, ref rest) || data.Length - rest < TimeAndFudge + 2)
            return null;
        var mac = BinaryPrimitives.ReadUInt16BigEndian(data[(rest + TimeAndFudge)..]);
        var id = rest + TimeAndFudge + 2 + mac;
        if (data.Length < id + 6)
            return null;
        var kept = data[..(rest + TimeAndFudge)];
        byte[] reply = [.. signature[..(at + FixedLength)], .. kept, 0, 0, data[id], data[id + 1], 0, (byte)ReturnCode.BadKey, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(reply.AsSpan(at + FixedLength - 2), (ushort)(kept.Length + 8));
        return reply;
    }
}
