using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace LocalHttps.Acme;

/// <summary>Base64url as JOSE means it (RFC 7515 §2): no padding, no white space, no bits left over; each value has one text.</summary>
public static class StrictBase64Url
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(Letters);

    /// <summary>Writes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Whether <paramref name="text"/> is in the alphabet alone; what RFC 8555 §6.5.2 asks of a nonce.</summary>
    public static bool IsValid(ReadOnlySpan<char> text) => text.Length % 4 != 1 && !text.ContainsAnyExcept(Alphabet) && LeavesNoBits(text);

    /// <summary>Reads; the empty text is no bytes.</summary>
    public static bool TryDecode([NotNullWhen(true)] string? text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text is null || !IsValid(text))
            return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }

    /// <summary>Reads or refuses.</summary>
    /// <param name="text">What came.</param>
    /// <param name="name">What it is, for the problem.</param>
    /// <exception cref="AcmeException"><c>malformed</c>.</exception>
    public static byte[] Decode(string? text, string name) =>
        TryDecode(text, out var bytes) ? bytes : throw Problems.Malformed($"The {name} is not base64url without padding.");

    private static bool LeavesNoBits(ReadOnlySpan<char> text) => (text.Length % 4) switch
    {
        2 => (Letters.IndexOf(text[^1], StringComparison.Ordinal) & 0xF) == 0,
        3 => (Letters.IndexOf(text[^1], StringComparison.Ordinal) & 0x3) == 0,
        _ => true,
    };
}
