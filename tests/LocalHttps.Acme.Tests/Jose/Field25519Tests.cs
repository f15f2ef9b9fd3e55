using System.Numerics;
using CsCheck;

namespace LocalHttps.Acme.Tests;

/// <summary>Held against BigInteger, also with bytes that are at the edges of limbs and of the prime.</summary>
[TestClass]
public sealed class Field25519Tests
{
    private static readonly byte[] Edges = [0, 1, 0x7F, 0x80, 0xEC, 0xED, 0xEE, 0xFF];

    private static readonly Gen<byte[]> Numbers = Gen.OneOf(
        Gen.Byte.Array[32],
        Gen.Int[0, 7].Select(index => Edges[index]).Array[32],
        Gen.Int[-40, 40].Select(offset => Bytes(Field25519.Prime + offset)),
        Gen.Int[0, 255].Select(bit => Bytes((BigInteger.One << bit) - (bit % 2))));

    [TestMethod]
    public void Arithmetic_OfAnyTwo_IsThatOfTheIntegers() => Gen.Select(Numbers, Numbers).Sample((one, two) =>
    {
        var ((x, y), (m, n)) = ((Field25519.Read(one), Field25519.Read(two)), (Number(one), Number(two)));
        Assert.AreEqual((m + n) % Field25519.Prime, Number(x + y));
        Assert.AreEqual((m - n + (2 * Field25519.Prime)) % Field25519.Prime, Number(x - y));
        Assert.AreEqual(m * n % Field25519.Prime, Number(x * y));
        // Of sums and differences that were never brought below the prime.
        Assert.AreEqual(BigInteger.ModPow(m + m - n + (2 * Field25519.Prime), 2, Field25519.Prime), Number((x + x - y) * (x + x - y)));
        Assert.AreEqual(m % Field25519.Prime == n % Field25519.Prime, x == y);
        Assert.AreEqual((m % Field25519.Prime).IsZero, x.IsZero);
        Assert.AreEqual(!(m % Field25519.Prime).IsEven, x.IsOdd);
    });

    [TestMethod]
    public void Inverse_OfAnyButZero_IsOneOverIt() => Numbers.Sample(
        bytes => Field25519.Read(bytes).IsZero || Number(Field25519.Read(bytes) * Field25519.Read(bytes).Invert()).IsOne, iter: 50);

    private static BigInteger Number(byte[] bytes) => new BigInteger(bytes, isUnsigned: true) & ((BigInteger.One << 255) - 1);

    private static BigInteger Number(Field25519 number)
    {
        var bytes = new byte[32];
        number.Write(bytes);
        return new(bytes, isUnsigned: true);
    }

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[32];
        (number & ((BigInteger.One << 256) - 1)).TryWriteBytes(bytes, out _, isUnsigned: true);
        return bytes;
    }
}
