namespace LocalHttps.Mdns;

/// <summary>A sender: what new things it may still say, and the records it brought.</summary>
internal sealed class Source(CacheLimits limits)
{
    private readonly RateGate rate = new(limits.SourceBurst, limits.SourceRate);

    /// <summary>Pointers to instances whose location never came: a name and nothing else.</summary>
    public Holding Unlocated { get; } = new();

    /// <summary>All its other records.</summary>
    public Holding Located { get; } = new();

    /// <summary>Records it brought that may be evicted.</summary>
    public int Held => Unlocated.Held + Located.Held;

    /// <summary>Takes what something new costs, unless this sender was too fast lately.</summary>
    public bool TrySpend(int cost, TimeSpan now) => rate.TryPass(now, cost);

    /// <summary>Whether nothing would be lost by forgetting it.</summary>
    public bool IsIdle(TimeSpan now) => Unlocated.Newest is null && Located.Newest is null && rate.IsIdle(now);

    /// <summary>Where a record of it is kept.</summary>
    public Holding HoldingOf(CachedRecord record) => record.IsUnlocated ? Unlocated : Located;
}
