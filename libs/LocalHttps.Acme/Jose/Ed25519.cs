using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace LocalHttps.Acme;

/// <summary>
/// Verifies Ed25519 (RFC 8032 §5.1.7), which the base library of .NET 10 does not. Everything it touches is public, so it need not take constant time;
/// it makes no signature and must not be made to.
/// </summary>
internal static class Ed25519
{
    private const int Length = 32;

    private static readonly BigInteger P = (BigInteger.One << 255) - 19;
    private static readonly BigInteger Order = (BigInteger.One << 252) + Parse("027742317777372353535851937790883648493");
    private static readonly BigInteger D = Mod(-121665 * Invert(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly Point Base = DecodeBase();

    /// <summary>Whether <paramref name="key"/> is a point in its one way of writing, and not one of the eight whose signatures anybody can make.</summary>
    public static bool IsSound(ReadOnlySpan<byte> key) => TryDecode(key, out var point) && !point.Double().Double().Double().IsNeutral;

    /// <summary>Whether <paramref name="signature"/> over <paramref name="data"/> is that of <paramref name="key"/>.</summary>
    public static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 2 * Length || !TryDecode(key, out var point) || point.Double().Double().Double().IsNeutral)
            return false;
        var s = new BigInteger(signature[Length..], isUnsigned: true);
        // §5.1.7: s in range, or each signature would have several ways of writing.
        if (s >= Order)
            return false;
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData([.. signature[..Length], .. key, .. data], digest);
        var k = new BigInteger(digest, isUnsigned: true) % Order;
        // R = sB − kA, compared as written, so that R too has one way of writing.
        return Encode(Sum(s, Base, k, point.Negate())).SequenceEqual(signature[..Length]);
    }

    private static Point Sum(BigInteger a, Point left, BigInteger b, Point right)
    {
        var (both, sum) = (left.Add(right), Point.Neutral);
        for (var i = 252; i >= 0; i--)
        {
            sum = sum.Double();
            var (inA, inB) = (!((a >> i) & 1).IsZero, !((b >> i) & 1).IsZero);
            if (inA || inB)
                sum = sum.Add(inA && inB ? both : inA ? left : right);
        }
        return sum;
    }

    // §5.1.3
    private static bool TryDecode(ReadOnlySpan<byte> bytes, out Point point)
    {
        point = Point.Neutral;
        if (bytes.Length != Length)
            return false;
        var number = new BigInteger(bytes, isUnsigned: true);
        var sign = number >> 255;
        var y = number - (sign << 255);
        if (y >= P)
            return false;
        var (u, v) = (Mod((y * y) - 1), Mod((D * y * y) + 1));
        var x = Mod(u * BigInteger.ModPow(v, 3, P) * BigInteger.ModPow(u * BigInteger.ModPow(v, 7, P), (P - 5) / 8, P));
        var square = Mod(v * x * x);
        if (square != u)
        {
            if (square != Mod(-u))
                return false;
            x = Mod(x * RootOfMinusOne);
        }
        if (x.IsZero && !sign.IsZero)
            return false;
        if ((x & 1) != sign)
            x = P - x;
        point = Point.At(x, y);
        return true;
    }

    private static byte[] Encode(Point point)
    {
        var inverse = Invert(point.Z);
        var (x, y) = (Mod(point.X * inverse), Mod(point.Y * inverse));
        var bytes = new byte[Length];
        _ = (y | ((x & 1) << 255)).TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }

    private static Point DecodeBase()
    {
        // §5.1: y = 4/5, x even.
        var bytes = new byte[Length];
        _ = Mod(4 * Invert(5)).TryWriteBytes(bytes, out _, isUnsigned: true);
        return TryDecode(bytes, out var point) ? point : throw new InvalidOperationException("the base point of Ed25519");
    }

    private static BigInteger Parse(string digits) => BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static BigInteger Invert(BigInteger number) => BigInteger.ModPow(Mod(number), P - 2, P);

    private static BigInteger Mod(BigInteger number)
    {
        var rest = number % P;
        return rest.Sign < 0 ? rest + P : rest;
    }

    /// <summary>Extended homogeneous coordinates (§5.1.4).</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        public static Point Neutral { get; } = At(0, 1);

        public bool IsNeutral => X.IsZero && Y == Z;

        public static Point At(BigInteger x, BigInteger y) => new(x, y, 1, Mod(x * y));

        public Point Negate() => new(Mod(-X), Y, Z, Mod(-T));

        public Point Add(Point other)
        {
            var (a, b) = (Mod((Y - X) * (other.Y - other.X)), Mod((Y + X) * (other.Y + other.X)));
            var (c, d) = (Mod(2 * T * other.T % P * D), Mod(2 * Z * other.Z));
            return From(b - a, d - c, d + c, b + a);
        }

        public Point Double()
        {
            var (a, b) = (X * X % P, Y * Y % P);
            var (c, h) = (2 * Z * Z % P, a + b);
            var (e, g) = (h - ((X + Y) * (X + Y) % P), a - b);
            return From(e, c + g, g, h);
        }

        private static Point From(BigInteger e, BigInteger f, BigInteger g, BigInteger h) => new(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }
}
