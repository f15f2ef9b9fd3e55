namespace LocalHttps.Mdns;

/// <summary>Records of one sender, the newest first.</summary>
internal sealed class Holding
{
    private CachedRecord? oldest;

    /// <summary>How many of them may be evicted.</summary>
    public int Held { get; private set; }

    /// <summary>The record that came last; null when there is none.</summary>
    public CachedRecord? Newest { get; private set; }

    public void Add(CachedRecord record)
    {
        record.Older = Newest;
        Newest?.Newer = record;
        Newest = record;
        oldest ??= record;
        Held += record.IsHeld ? 1 : 0;
    }

    public void Remove(CachedRecord record)
    {
        Newest = Newest == record ? record.Older : Newest;
        oldest = oldest == record ? record.Newer : oldest;
        record.Newer?.Older = record.Older;
        record.Older?.Newer = record.Newer;
        record.Newer = record.Older = null;
        Held -= record.IsHeld ? 1 : 0;
    }

    /// <summary>Puts a record that is not to be evicted behind the others, so that it is not met again soon.</summary>
    public void PutLast(CachedRecord record)
    {
        if (record == oldest)
        {
            return;
        }
        Newest = Newest == record ? record.Older : Newest;
        record.Newer?.Older = record.Older;
        record.Older?.Newer = record.Newer;
        record.Older = null;
        record.Newer = oldest;
        oldest!.Older = record;
        oldest = record;
    }

    /// <summary>Takes note that a record became one that may be evicted, or ceased to be.</summary>
    public void Count(int change) => Held += change;
}
