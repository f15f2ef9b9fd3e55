using LocalHttps.Host.Trust;
using LocalHttps.Identity;

namespace LocalHttps.Host.Discovery;

/// <summary>The trust store as the directory read it last: its entries, or why there are none. Guarded by the directory's lock but for reading the file.</summary>
internal sealed class TrustedList(ITrustStore store, Lock gate)
{
    private TrustStoreException? problem;

    /// <summary>The entries; none while the store cannot be used, so that nothing is green.</summary>
    public IReadOnlyList<TrustEntry> Entries { get; private set; } = [];

    /// <summary>Reads the store.</summary>
    /// <returns>Why it cannot be used; null where it can.</returns>
    public TrustStoreException? Read()
    {
        try
        {
            var entries = store.Read();
            lock (gate)
            {
                (Entries, problem) = (entries, null);
            }
            return null;
        }
        catch (TrustStoreException fault)
        {
            lock (gate)
            {
                (Entries, problem) = ([], fault);
            }
            return fault;
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
