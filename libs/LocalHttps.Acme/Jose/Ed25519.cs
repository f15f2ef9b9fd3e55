using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LocalHttps.Acme;

/// <summary>
/// Verifies Ed25519 (RFC 8032 §5.1.7), which the base library of .NET 10 does not. Everything it touches is public, so it need not take constant time;
/// it makes no signature and must not be made to.
/// </summary>
internal static class Ed25519
{
    private const int Length = 32;

    private static readonly BigInteger Order = (BigInteger.One << 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
    private static readonly Field25519 One = new(1);
    private static readonly Field25519 D = new Field25519(0) - (new Field25519(121665) * new Field25519(121666).Invert());
    private static readonly Field25519 RootOfMinusOne = new Field25519(2).Power((Field25519.Prime - 1) / 4);
    private static readonly Point Base = DecodeBase();

    /// <summary>Whether <paramref name="key"/> is a point in its one way of writing, and not one of the eight whose signatures anybody can make.</summary>
    public static bool IsSound(ReadOnlySpan<byte> key) => TryDecode(key, out var point) && !point.Double().Double().Double().IsNeutral;

    /// <summary>Whether <paramref name="signature"/> over <paramref name="data"/> is that of <paramref name="key"/>.</summary>
    public static bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 2 * Length || !TryDecode(key, out var point) || point.Double().Double().Double().IsNeutral)
            return false;
        // §5.1.7: s in range, or each signature would have several ways of writing.
        if (new BigInteger(signature[Length..], isUnsigned: true) >= Order)
            return false;
        var digest = new BigInteger(SHA512.HashData([.. signature[..Length], .. key, .. data]), isUnsigned: true) % Order;
        Span<byte> k = stackalloc byte[Length];
        _ = digest.TryWriteBytes(k, out _, isUnsigned: true);
        // R = sB − kA, compared as written, so that R too has one way of writing.
        Span<byte> r = stackalloc byte[Length];
        Encode(Sum(signature[Length..], Base, k, point.Negate()), r);
        return r.SequenceEqual(signature[..Length]);
    }

    private static Point Sum(ReadOnlySpan<byte> a, Point left, ReadOnlySpan<byte> b, Point right)
    {
        var (both, sum) = (left.Add(right), Point.Neutral);
        // Both are below 2²⁵³.
        for (var i = 252; i >= 0; i--)
        {
            sum = sum.Double();
            var (inA, inB) = (Bit(a, i), Bit(b, i));
            if (inA || inB)
                sum = sum.Add(inA && inB ? both : inA ? left : right);
        }
        return sum;
    }

    private static bool Bit(ReadOnlySpan<byte> number, int index) => ((number[index / 8] >> (index % 8)) & 1) == 1;

    // §5.1.3
    private static bool TryDecode(ReadOnlySpan<byte> bytes, out Point point)
    {
        point = Point.Neutral;
        if (bytes.Length != Length)
            return false;
        var (y, isOdd) = (Field25519.Read(bytes), Bit(bytes, 255));
        Span<byte> written = stackalloc byte[Length];
        y.Write(written);
        written[^1] |= (byte)(isOdd ? 0x80 : 0);
        if (!written.SequenceEqual(bytes))
            return false;
        var (u, v) = ((y * y) - One, (D * y * y) + One);
        var cube = v * v * v;
        var x = u * cube * (u * cube * cube * v).Power((Field25519.Prime - 5) / 8);
        if (v * x * x != u)
            x *= RootOfMinusOne;
        if (v * x * x != u || (x.IsZero && isOdd))
            return false;
        point = Point.At(x.IsOdd == isOdd ? x : new Field25519(0) - x, y);
        return true;
    }

    private static void Encode(Point point, Span<byte> bytes)
    {
        var inverse = point.Z.Invert();
        (point.Y * inverse).Write(bytes);
        bytes[^1] |= (byte)((point.X * inverse).IsOdd ? 0x80 : 0);
    }

    private static Point DecodeBase()
    {
        // §5.1: y = 4/5, x even.
        var bytes = new byte[Length];
        (new Field25519(4) * new Field25519(5).Invert()).Write(bytes);
        return TryDecode(bytes, out var point) ? point : throw new InvalidOperationException("the base point of Ed25519");
    }

    /// <summary>Extended homogeneous coordinates (§5.1.4).</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Point(Field25519 X, Field25519 Y, Field25519 Z, Field25519 T)
    {
        public static Point Neutral { get; } = At(new(0), new(1));

        public bool IsNeutral => X.IsZero && Y == Z;

        public static Point At(Field25519 x, Field25519 y) => new(x, y, new(1), x * y);

        public Point Negate() => new(new Field25519(0) - X, Y, Z, new Field25519(0) - T);

        public Point Add(Point other)
        {
            var (a, b) = ((Y - X) * (other.Y - other.X), (Y + X) * (other.Y + other.X));
            var (c, d) = ((T + T) * other.T * D, (Z + Z) * other.Z);
            return From(b - a, d - c, d + c, b + a);
        }

        public Point Double()
        {
            var (a, b) = (X * X, Y * Y);
            var (c, h) = ((Z + Z) * Z, a + b);
            var (e, g) = (h - ((X + Y) * (X + Y)), a - b);
            return From(e, c + g, g, h);
        }

        private static Point From(Field25519 e, Field25519 f, Field25519 g, Field25519 h) => new(e * f, g * h, f * g, e * h);
    }
}
