using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace LocalHttps.Star.Domain;

/// <summary>Names of things in URLs: 128 random bits, base64url, so that nobody guesses one.</summary>
internal static class Id
{
    private const int Octets = 16;

    private const int Length = 22;

    private static readonly SearchValues<char> Characters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>A fresh one.</summary>
    public static string New()
    {
        Span<byte> bits = stackalloc byte[Octets];
        RandomNumberGenerator.Fill(bits);
        return Base64Url.EncodeToString(bits);
    }

    /// <summary>Whether the text can be one at all; what cannot is not worth a look into the database.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) => text.Length == Length && !text.ContainsAnyExcept(Characters);
}
