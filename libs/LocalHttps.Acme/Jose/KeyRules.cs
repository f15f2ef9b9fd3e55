using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace LocalHttps.Acme;

/// <summary>What makes a public key sound. Checked here and not by the platform's library, which differs from system to system.</summary>
internal static class KeyRules
{
    public const int SmallestRsa = 2048;
    public const int LargestRsa = 4096;

    // RFC 7518 §6.2.2, §6.3.2 and §6.4; k is a shared secret.
    public static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private static readonly Curve P256 = new(
        32,
        "0ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "05ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    private static readonly Curve P384 = new(
        48,
        "0fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
        "0b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef");

    /// <summary>RFC 7518 §6.2.1.2: the coordinate is as long as the field; FIPS 186-5: y² = x³ − 3x + b.</summary>
    public static bool IsOnCurve(JsonWebKeyKind kind, byte[] x, byte[] y)
    {
        var curve = kind == JsonWebKeyKind.P256 ? P256 : P384;
        if (x.Length != curve.Length || y.Length != curve.Length)
            return false;
        var (left, right) = (new BigInteger(x, isUnsigned: true, isBigEndian: true), new BigInteger(y, isUnsigned: true, isBigEndian: true));
        return left < curve.Prime && right < curve.Prime && ((right * right) - (left * left * left) + (3 * left) - curve.B) % curve.Prime == 0;
    }

    public static void CheckRsa(byte[] modulus, byte[] exponent)
    {
        // RFC 7518 §6.3.1.1 and §2: the fewest octets; else one key would have several thumbprints.
        if (modulus is [] or [0, ..] || exponent is [] or [0, ..])
            throw Problems.BadPublicKey("The numbers of an RSA key are written without leading zeros.");
        if (Bits(modulus) is < SmallestRsa or > LargestRsa || (modulus[^1] & 1) == 0)
            throw Problems.BadPublicKey($"An RSA key must have {SmallestRsa} to {LargestRsa} bits and an odd modulus.");
        // A larger one makes every verification dear; smaller ones are not used any more (NIST SP 800-56B asks for 65537 at least).
        if (exponent.Length > 4 || (exponent[^1] & 1) == 0 || new BigInteger(exponent, isUnsigned: true, isBigEndian: true) < 65537)
            throw Problems.BadPublicKey("The exponent of an RSA key must be odd, 65537 or more, and have at most 32 bits.");
    }

    /// <summary>Bits of a number without leading zero octets.</summary>
    public static int Bits(byte[] number) => (8 * number.Length) - BitOperations.LeadingZeroCount((uint)number[0]) + 24;

    public static bool IsCurve(ECCurve curve, string oid, params ReadOnlySpan<string> names) =>
        curve.IsNamed && (curve.Oid.Value == oid || names.Contains(curve.Oid.FriendlyName));

    private sealed class Curve(int length, string prime, string b)
    {
        public int Length { get; } = length;

        public BigInteger Prime { get; } = BigInteger.Parse(prime, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        public BigInteger B { get; } = BigInteger.Parse(b, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
