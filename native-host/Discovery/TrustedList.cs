using LocalHttps.Host.Trust;
using LocalHttps.Identity;

namespace LocalHttps.Host.Discovery;

/// <summary>The trust store as the directory read it last: its entries, or why there are none. Guarded by the directory's lock but for reading the file.</summary>
internal sealed class TrustedList(ITrustStore store, Lock gate)
{
    private TrustStoreException? problem;
    private long begun;
    private long taken;

    /// <summary>The entries; none while the store cannot be used, so that nothing is green.</summary>
    public IReadOnlyList<TrustEntry> Entries { get; private set; } = [];

    /// <summary>Reads the store; what an earlier reading finds out later is not taken.</summary>
    /// <returns>Why it cannot be used; null where it can.</returns>
    public TrustStoreException? Read()
    {
        var reading = Interlocked.Increment(ref begun);
        try
        {
            return Take(reading, store.Read(), null);
        }
        catch (TrustStoreException fault)
        {
            return Take(reading, [], fault);
        }
    }

    // Readings run on several threads: one that began before another may end after it, with what the store said before a change.
    private TrustStoreException? Take(long reading, IReadOnlyList<TrustEntry> entries, TrustStoreException? fault)
    {
        lock (gate)
        {
            if (reading > taken)
            {
                (taken, Entries, problem) = (reading, entries, fault);
            }
            return problem;
        }
    }

    /// <summary>Throws what the last reading failed with.</summary>
    public void ThrowIfUnusable()
    {
        if (problem is { } fault)
        {
            throw fault;
        }
    }
}
