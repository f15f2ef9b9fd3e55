using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace LocalHttps.Star.Store;

/// <summary>Writes a number and a time into a nonce that nobody else can make: 16 octets and the first 16 of their HMAC-SHA-256.</summary>
internal sealed class NonceSeal(byte[] key)
{
    /// <summary>How long a nonce may be used.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromHours(1);

    private const int Words = 16;
    private const int Mac = 16;
    private const int Text = 43;

    /// <summary>Makes a nonce.</summary>
    /// <param name="number">What tells it from others of the same moment.</param>
    /// <param name="time">Milliseconds since 1970.</param>
    public string Close(long number, long time)
    {
        Span<byte> nonce = stackalloc byte[Words + Mac];
        BinaryPrimitives.WriteInt64BigEndian(nonce, number);
        BinaryPrimitives.WriteInt64BigEndian(nonce[8..], time);
        Sign(nonce[..Words], nonce[Words..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <summary>Reads a nonce made with the key; nothing else gets through.</summary>
    public bool TryOpen(string nonce, out long number, out long time)
    {
        (number, time) = (0, 0);
        Span<byte> octets = stackalloc byte[Words + Mac];
        Span<byte> mac = stackalloc byte[Mac];
        if (nonce.Length != Text || !Base64Url.IsValid(nonce, out var length) || length != octets.Length || Base64Url.DecodeFromChars(nonce, octets) != octets.Length)
            return false;
        Sign(octets[..Words], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, octets[Words..]))
            return false;
        number = BinaryPrimitives.ReadInt64BigEndian(octets);
        time = BinaryPrimitives.ReadInt64BigEndian(octets[8..]);
        return true;
    }

    /// <summary>Whether a nonce of this time may be used now.</summary>
    public static bool IsFresh(long time, DateTimeOffset now) => now.ToUnixTimeMilliseconds() - time < Validity.TotalMilliseconds;

    private void Sign(ReadOnlySpan<byte> words, Span<byte> mac)
    {
        Span<byte> whole = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, words, whole);
        whole[..Mac].CopyTo(mac);
    }
}
