using System.Text;

namespace LocalHttps.Fuzz;

/// <summary>Changes texts and DER a little: bits, cuts, copies, and pieces of what parsers stumble over.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="pieces">Put in here and there.</param>
internal sealed class Mangler(Random random, IReadOnlyList<byte[]> pieces)
{
    private const int Longest = 16 * 1024;

    /// <summary>What JSON and JOSE parsers stumble over.</summary>
    public static IReadOnlyList<byte[]> JsonPieces { get; } =
    [
        .. new[]
        {
            "null", "{}", "[]", "\"\"", "true", "-1", "1e999", "9223372036854775808", "\"\\ud800\"", "\\u0000", "\\", "\"crit\":[]", "\"b64\":false,", "\"alg\":\"none\",", "\"alg\":\"HS256\",",
            "\"kid\":\"x\",", "\"jwk\":{},", "\"d\":\"AA\",", "\"header\":{},", "\"signatures\":[],", "=", "==", "\n", "[[[[[[[[[[[[[[[[[[[[", "{\"a\":", ",", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "*.", "..", "xn--",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0],
    ];

    /// <summary>What DER parsers stumble over: lengths, tags, empty and endless things.</summary>
    public static IReadOnlyList<byte[]> DerPieces { get; } =
    [
        [0x30, 0x80], [0x30, 0x00], [0x31, 0x00], [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x30, 0x81, 0x01], [0x05, 0x00], [0x04, 0x00], [0x03, 0x00], [0x03, 0x01, 0x09], [0x06, 0x00], [0x06, 0x01, 0x80],
        [0x06, 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x02, 0x00], [0x02, 0x01, 0xFF], [0x01, 0x01, 0xFF], [0x82, 0x00], [0x82, 0x01, 0x00], [0x82, 0x02, 0xC3, 0xA9], [0x87, 0x04, 1, 2, 3, 4], [0x1F, 0xFF], [0x0C, 0x01, 0xFF], [0x1E, 0x01, 0x00],
    ];

    /// <summary>A copy, changed once or a few times; one in sixteen as it was.</summary>
    public byte[] Change(ReadOnlySpan<byte> original)
    {
        var bytes = new List<byte>(original.Length + 64);
        bytes.AddRange(original);
        if (random.Next(16) > 0)
        {
            do
            {
                ChangeOnce(bytes);
            }
            while (random.Next(3) == 0);
        }
        return [.. bytes.Count > Longest ? bytes.GetRange(0, Longest) : bytes];
    }

    private void ChangeOnce(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 40), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 or 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3 when at < bytes.Count:
                // A length or a count, a little off.
                bytes[at] = (byte)(bytes[at] + random.Next(-2, 3));
                break;
            case 4:
                bytes.RemoveRange(at, length);
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                break;
            case 6:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, pieces[random.Next(pieces.Count)]);
                break;
            default:
                bytes.InsertRange(at, pieces[random.Next(pieces.Count)]);
                break;
        }
    }
}
