namespace LocalHttps.Mdns;

/// <summary>What the engine received and why it dropped what it dropped.</summary>
public sealed record CacheCounters
{
    /// <summary>Records that stood in an accepted datagram but belong to nothing that is browsed for.</summary>
    public long Unrelated { get; internal set; }

    /// <summary>Records with a broken name or data.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Records, names and instances dropped because the cache was full of others.</summary>
    public long OverLimit { get; internal set; }
}
