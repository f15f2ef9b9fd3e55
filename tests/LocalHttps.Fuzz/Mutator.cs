using System.Buffers.Binary;

namespace LocalHttps.Fuzz;

/// <summary>Changes real messages a little, with an eye for what decoders stumble over: pointers, lengths, counts, cuts.</summary>
/// <param name="random">Decides everything.</param>
/// <param name="more">Further messages to start from.</param>
internal sealed class Mutator(Random random, IReadOnlyList<byte[]>? more = null)
{
    private const int Longest = 9000;
    private const int HeaderLength = 12;
    private static readonly byte[] Interesting = [0, 1, 4, 5, 16, 0x3F, 0x40, 0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xFE, 0xFF];

    /// <summary>One message, mostly changed once or twice; one in sixteen is left as it was.</summary>
    public byte[] Next()
    {
        var bytes = new List<byte>(Pick());
        if (random.Next(16) > 0)
        {
            do
            {
                Change(bytes);
            }
            while (random.Next(3) == 0);
        }
        return [.. bytes.Count > Longest ? bytes.GetRange(0, Longest) : bytes];
    }

    private byte[] Pick() => more?.Count > 0 && random.Next(2) == 0 ? more[random.Next(more.Count)] : Corpus.Packets[random.Next(Corpus.Packets.Count)];

    private void Change(List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }
        var at = random.Next(bytes.Count);
        // What moves all that follows leaves little to look at, so it is seldom done.
        switch (random.Next(24))
        {
            case < 4:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case < 8:
                bytes[at] = Interesting[random.Next(Interesting.Length)];
                break;
            case < 11:
                bytes[at] = (byte)random.Next(256);
                break;
            case 20:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 24), bytes.Count - at));
                break;
            case 21:
                bytes.InsertRange(at, Enumerable.Range(0, random.Next(1, 24)).Select(_ => (byte)random.Next(256)));
                break;
            case < 15:
                SetPointer(bytes, at);
                break;
            case < 17:
                SetCount(bytes);
                break;
            case 22:
                var other = Pick();
                bytes.RemoveRange(at, bytes.Count - at);
                bytes.AddRange(other.Skip(Math.Min(at, other.Length - 1)));
                break;
            case 23:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                break;
            default:
                RaiseLength(bytes, at);
                break;
        }
    }

    // Mostly backwards into the message, where a pointer may be good; sometimes anywhere.
    private void SetPointer(List<byte> bytes, int at)
    {
        if (at + 1 < bytes.Count)
        {
            var target = random.Next(4) == 0 ? random.Next(0x4000) : random.Next(Math.Max(1, at));
            bytes[at] = (byte)(0xC0 | (target >> 8));
            bytes[at + 1] = (byte)target;
        }
    }

    private void SetCount(List<byte> bytes)
    {
        if (bytes.Count >= HeaderLength)
        {
            var at = 4 + (2 * random.Next(4));
            Span<byte> count = stackalloc byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(count, (ushort)(random.Next(3) == 0 ? random.Next(65536) : random.Next(12)));
            bytes[at] = count[0];
            bytes[at + 1] = count[1];
        }
    }

    private void RaiseLength(List<byte> bytes, int at) => bytes[at] = (byte)Math.Clamp(bytes[at] + random.Next(-3, 4), 0, 255);
}
