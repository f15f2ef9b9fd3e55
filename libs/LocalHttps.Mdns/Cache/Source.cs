namespace LocalHttps.Mdns;

/// <summary>A sender: what new things it may still say, and the records it brought, the newest first.</summary>
internal sealed class Source(int burst)
{
    private double tokens = burst;
    private TimeSpan at;
    private CachedRecord? oldest;

    /// <summary>Records it brought that may be evicted.</summary>
    public int Held { get; private set; }

    /// <summary>The record it brought last; null when none of its records is kept.</summary>
    public CachedRecord? Newest { get; private set; }

    /// <summary>Takes what something new costs, unless this sender was too fast lately.</summary>
    public bool TrySpend(int cost)
    {
        var enough = tokens >= cost;
        tokens -= enough ? cost : 0;
        return enough;
    }

    /// <summary>Fills the bucket by the time that passed.</summary>
    public void Refill(TimeSpan now, int rate)
    {
        tokens = Math.Min(burst, tokens + ((now - at).TotalSeconds * rate));
        at = now;
    }

    /// <summary>Whether nothing would be lost by forgetting it.</summary>
    public bool IsIdle(TimeSpan now, int rate) => Newest is null && tokens + ((now - at).TotalSeconds * rate) >= burst;

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
