namespace LocalHttps.Mdns;

/// <summary>Remembers what was sent lately, to know it again when multicast loops it back or a reflector repeats it.</summary>
internal sealed class SentMessages
{
    // Two bursts of the longest query there is.
    private const int Remembered = 128;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);
    private readonly (int Hash, int Length, TimeSpan At)[] ring = new (int, int, TimeSpan)[Remembered];
    private int next;

    /// <summary>Takes note of a message sent now.</summary>
    public void Add(ReadOnlySpan<byte> message, TimeSpan now)
    {
        ring[next] = (Hash(message), message.Length, now);
        next = (next + 1) % Remembered;
    }

    /// <summary>Whether the same bytes were sent within the last two seconds.</summary>
    public bool Contains(ReadOnlySpan<byte> message, TimeSpan now)
    {
        var hash = Hash(message);
        foreach (var sent in ring)
        {
            if (sent.Length == message.Length && sent.Hash == hash && now - sent.At <= Window)
            {
                return true;
            }
        }
        return false;
    }

    private static int Hash(ReadOnlySpan<byte> message)
    {
        var hash = new HashCode();
        hash.AddBytes(message);
        return hash.ToHashCode();
    }
}
