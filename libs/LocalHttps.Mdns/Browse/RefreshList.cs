namespace LocalHttps.Mdns;

/// <summary>Records of one interface whose time to be asked for again has come. They wait for one another up to 2 % of a life, which is
/// the random delay of RFC 6762 §5.2, or for any query that is sent meanwhile.</summary>
internal sealed class RefreshList
{
    private const double Variation = 0.02;
    // However short lives are, a device is asked again once a second at most (RFC 6762 §5.2).
    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(1);
    private readonly HashSet<CachedRecord> open = [];
    private TimeSpan deadline = TimeSpan.MaxValue;
    private TimeSpan earliest = TimeSpan.MinValue;

    /// <summary>When the first of them must be asked for.</summary>
    public TimeSpan Due => open.Count == 0 || deadline > earliest ? deadline : earliest;

    /// <summary>Adds a record that may be asked for from now on.</summary>
    public void Add(CachedRecord record, TimeSpan now, Random random)
    {
        open.Add(record);
        var latest = now + (record.TimeToLive * Variation * random.NextDouble());
        deadline = latest < deadline ? latest : deadline;
    }

    /// <summary>Takes those that were not heard meanwhile, unless others were taken less than a second ago.</summary>
    /// <param name="now">Now.</param>
    /// <param name="mayAskTypes">From when the types may be asked for: pointers wait for it.</param>
    public IReadOnlyList<CachedRecord> Take(TimeSpan now, TimeSpan mayAskTypes)
    {
        if (open.Count == 0 || now < earliest)
        {
            return [];
        }
        open.RemoveWhere(record => !record.IsRefreshOpen || record.Owner.IsForgotten || !record.Owner.Records.Contains(record));
        CachedRecord[] taken = [.. open.Where(record => mayAskTypes <= now || record.Type != DnsRecordType.Ptr)];
        open.RemoveWhere(record => mayAskTypes <= now || record.Type != DnsRecordType.Ptr);
        deadline = open.Count == 0 ? TimeSpan.MaxValue : mayAskTypes;
        earliest = taken.Length > 0 ? now + Gap : earliest;
        return taken;
    }
}
