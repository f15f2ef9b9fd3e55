using System.Security.Cryptography;

namespace LocalHttps.Star.Store;

/// <summary>
/// Nonces of one process. They are numbered, and a bit for each of the last sixteen million tells whether it was used: two mebibytes, however many are asked
/// for. After a restart the key is another one, so that none of before is taken.
/// </summary>
internal sealed class MemoryNonceLedger(TimeProvider clock, int window = MemoryNonceLedger.Window) : INonceLedger
{
    private const int Window = 1 << 24;
    private readonly NonceSeal seal = new(RandomNumberGenerator.GetBytes(32));
    private readonly ulong[] used = new ulong[(window + 63) / 64];
    private readonly Lock gate = new();

    // From a random number, so that it does not tell how many were handed out.
    private long next = RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <inheritdoc/>
    public string Create()
    {
        long number;
        lock (gate)
        {
            number = next++;
            Bits(number) &= ~Bit(number);
        }
        return seal.Close(number, clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryUseAsync(string nonce, CancellationToken cancellation) =>
        ValueTask.FromResult(seal.TryOpen(nonce, out var number, out var time) && NonceSeal.IsFresh(time, clock.GetUtcNow()) && TryMark(number));

    private bool TryMark(long number)
    {
        lock (gate)
        {
            if (next - number > used.Length * 64L || (Bits(number) & Bit(number)) != 0)
                return false;
            Bits(number) |= Bit(number);
            return true;
        }
    }

    private ref ulong Bits(long number) => ref used[number / 64 % used.Length];

    private static ulong Bit(long number) => 1UL << (int)(number % 64);
}
