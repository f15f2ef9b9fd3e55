using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LocalHttps.Acme;

/// <summary>A number modulo 2²⁵⁵ − 19, in five limbs of 51 bits, each at most a little over (so that sums need no care).</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Field25519
{
    private const int LimbBits = 51;
    private const ulong Mask = (1UL << LimbBits) - 1;

    private readonly ulong a;
    private readonly ulong b;
    private readonly ulong c;
    private readonly ulong d;
    private readonly ulong e;

    public Field25519(uint number) => a = number;

    // Carries the limbs on; what leaves the last comes back times 19, as 2²⁵⁵ is 19.
    private Field25519(ulong a, ulong b, ulong c, ulong d, ulong e)
    {
        this.a = (a & Mask) + (19 * (e >> LimbBits));
        this.b = (b & Mask) + (a >> LimbBits);
        this.c = (c & Mask) + (b >> LimbBits);
        this.d = (d & Mask) + (c >> LimbBits);
        this.e = (e & Mask) + (d >> LimbBits);
    }

    public static BigInteger Prime { get; } = (BigInteger.One << 255) - 19;

    public bool IsZero => Words() == (0, 0, 0, 0);

    public bool IsOdd => (Words().Item1 & 1) == 1;

    /// <summary>Reads 32 bytes, the lowest first; the highest bit is left out.</summary>
    public static Field25519 Read(ReadOnlySpan<byte> bytes)
    {
        var (w, x) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        var (y, z) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        return new(w & Mask, ((w >> 51) | (x << 13)) & Mask, ((x >> 38) | (y << 26)) & Mask, ((y >> 25) | (z << 39)) & Mask, (z >> 12) & Mask);
    }

    /// <summary>Writes 32 bytes, the lowest first: the one way of writing, below the prime.</summary>
    public void Write(Span<byte> bytes)
    {
        var (w, x, y, z) = Words();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, w);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], x);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], y);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], z);
    }

    public bool Equals(Field25519 other) => (this - other).IsZero;

    public override int GetHashCode() => Words().GetHashCode();

    public static Field25519 operator +(Field25519 one, Field25519 two) => new(one.a + two.a, one.b + two.b, one.c + two.c, one.d + two.d, one.e + two.e);

    // Twice the prime keeps the limbs from falling below zero.
    public static Field25519 operator -(Field25519 one, Field25519 two) => new(
        one.a + (2 * (Mask - 18)) - two.a, one.b + (2 * Mask) - two.b, one.c + (2 * Mask) - two.c, one.d + (2 * Mask) - two.d, one.e + (2 * Mask) - two.e);

    public static Field25519 operator *(Field25519 one, Field25519 two)
    {
        var (b19, c19, d19, e19) = (19 * two.b, 19 * two.c, 19 * two.d, 19 * two.e);
        var r = Times(one.a, two.a) + Times(one.b, e19) + Times(one.c, d19) + Times(one.d, c19) + Times(one.e, b19);
        var s = Times(one.a, two.b) + Times(one.b, two.a) + Times(one.c, e19) + Times(one.d, d19) + Times(one.e, c19) + (r >> LimbBits);
        var t = Times(one.a, two.c) + Times(one.b, two.b) + Times(one.c, two.a) + Times(one.d, e19) + Times(one.e, d19) + (s >> LimbBits);
        var u = Times(one.a, two.d) + Times(one.b, two.c) + Times(one.c, two.b) + Times(one.d, two.a) + Times(one.e, e19) + (t >> LimbBits);
        var v = Times(one.a, two.e) + Times(one.b, two.d) + Times(one.c, two.c) + Times(one.d, two.b) + Times(one.e, two.a) + (u >> LimbBits);
        // v is below 2¹¹⁰, so what is carried on is below 2⁵⁹, and times 19 below 2⁶⁴.
        return new(((ulong)r & Mask) + (19 * (ulong)(v >> LimbBits)), (ulong)s & Mask, (ulong)t & Mask, (ulong)u & Mask, (ulong)v & Mask);
    }

    public Field25519 Power(BigInteger exponent)
    {
        var power = new Field25519(1);
        for (var i = (int)exponent.GetBitLength() - 1; i >= 0; i--)
        {
            power *= power;
            if (!((exponent >> i) & 1).IsZero)
                power *= this;
        }
        return power;
    }

    /// <summary>1 divided by this (Fermat).</summary>
    public Field25519 Invert() => Power(Prime - 2);

    private static UInt128 Times(ulong one, ulong two) => Math.BigMul(one, two);

    private (ulong W, ulong X, ulong Y, ulong Z) Words()
    {
        // Carried on once more the number is below twice the prime, though a limb may still be one over.
        var n = new Field25519(a, b, c, d, e);
        // What would be carried out of n + 19 says whether n is at or over the prime.
        var over = (n.a + 19) >> LimbBits;
        over = (n.b + over) >> LimbBits;
        over = (n.c + over) >> LimbBits;
        over = (n.d + over) >> LimbBits;
        over = (n.e + over) >> LimbBits;
        var p = n.a + (19 * over);
        var q = n.b + (p >> LimbBits);
        var r = n.c + (q >> LimbBits);
        var s = n.d + (r >> LimbBits);
        var t = (n.e + (s >> LimbBits)) & Mask;
        (p, q, r, s) = (p & Mask, q & Mask, r & Mask, s & Mask);
        return (p | (q << 51), (q >> 13) | (r << 38), (r >> 26) | (s << 25), (s >> 39) | (t << 12));
    }
}
