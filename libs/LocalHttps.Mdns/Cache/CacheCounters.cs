namespace LocalHttps.Mdns;

/// <summary>Why records of accepted datagrams were dropped.</summary>
internal sealed class CacheCounters
{
    public long Unrelated { get; set; }

    public long Malformed { get; set; }

    public long OverRate { get; set; }

    public long OverDatagram { get; set; }

    public long OverName { get; set; }

    public long OverLimit { get; set; }

    public long Evicted { get; set; }
}
