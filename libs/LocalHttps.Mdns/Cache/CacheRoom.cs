namespace LocalHttps.Mdns;

/// <summary>Decides what there is room for. The one place where limits, and who must make way for whom, are known.</summary>
internal sealed class CacheRoom(CacheLimits limits)
{
    // Measured: what an instance, its name or another and a record take while they are stored, resolved and told.
    private const int InstanceCost = 500;
    private const int NameCost = 500;
    private const int RecordCost = 500;
    // Room is made before a datagram is read, so that nothing disappears while it is: for as much as one datagram may bring.
    private const int Headroom = 128;
    private int budget;
    private bool mayGrow = true;
    private bool mayAddUnlocated = true;
    private TimeSpan now;
    private int unlocated;
    private Source? source;
    private int instances;
    private int records;
    private int names;
    private int bytes;

    public CacheCounters Counters { get; } = new();

    public SenderTable<Source> Sources { get; } = new(limits.Sources, () => new Source(limits), (source, now) => source.IsIdle(now));

    /// <summary>Whether names without a location must make way before another one of a small sender fits in.</summary>
    public bool IsCrowded => unlocated + Reserve(limits.Unlocated) > limits.Unlocated;

    /// <summary>Whether others must make way before a newcomer of a small sender fits in.</summary>
    public bool IsTight => instances + Reserve(limits.Instances) > limits.Instances || records + Reserve(limits.Records) > limits.Records
        || names + Reserve(limits.Records) > limits.Records || bytes + Math.Min(limits.BytesPerDatagram, limits.Bytes / 8) > limits.Bytes;

    /// <summary>Begins a datagram of a sender, or other work of none, with a whole budget.</summary>
    public void Begin(Source? sender, TimeSpan at)
    {
        budget = limits.BytesPerDatagram;
        (source, now) = (sender, at);
        (mayGrow, mayAddUnlocated) = (!IsTight, !IsCrowded);
    }

    /// <summary>Takes room for one more instance, besides its name.</summary>
    public bool TryTakeInstance(bool isProtected)
    {
        var taken = Fits(instances < limits.Instances && (mayAddUnlocated || isProtected), isProtected) && Spend(InstanceCost, isProtected);
        instances += taken ? 1 : 0;
        return taken;
    }

    /// <summary>Takes room for a name.</summary>
    public bool TryTakeName(DnsName name, bool isProtected)
    {
        var taken = Fits(names < limits.Records && bytes + name.Wire.Length <= limits.Bytes, isProtected) && Spend(NameCost, isProtected);
        names += taken ? 1 : 0;
        bytes += taken ? name.Wire.Length : 0;
        return taken;
    }

    /// <summary>Takes room for a record.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="dataLength">Bytes of its data.</param>
    /// <param name="siblings">How many of its owner, type and interface there are.</param>
    /// <param name="isProtected">Whether it belongs to a protected instance.</param>
    /// <param name="cost">What it took, to be given back with it.</param>
    public bool TryTakeRecord(DnsRecordType type, int dataLength, int siblings, bool isProtected, out int cost)
    {
        cost = RecordCost + dataLength;
        var most = type is DnsRecordType.A or DnsRecordType.Aaaa ? limits.AddressesPerHost : limits.RecordsPerType;
        if (siblings >= most)
        {
            Counters.OverName++;
            return false;
        }
        var taken = Fits(records < limits.Records && bytes + cost <= limits.Bytes, isProtected) && Spend(cost, isProtected);
        records += taken ? 1 : 0;
        bytes += taken ? cost : 0;
        return taken;
    }

    /// <summary>Notes whose the record is that <see cref="TryTakeRecord"/> found room for.</summary>
    public void Enter(CachedRecord record)
    {
        record.IsHeld = !record.Owner.IsProtected;
        record.Source = source;
        record.IsUnlocated = source is not null && record.Type == DnsRecordType.Ptr && !record.Owner.Has(DnsRecordType.Srv);
        unlocated += record.IsUnlocated ? 1 : 0;
        source?.HoldingOf(record).Add(record);
        if (record.Type == DnsRecordType.Srv)
        {
            Locate(record.Owner);
        }
    }

    /// <summary>The record that must make way for a sender: the newest of who holds most, but not for somebody who holds as much.</summary>
    public CachedRecord? VictimFor(Source newcomer) => Sources.Biggest(source => source.Held) is { } biggest && biggest.Held > newcomer.Held
        ? VictimOf(biggest.Unlocated, _ => true)
            ?? VictimOf(biggest.Located, record => record.Owner.Dependents?.Any(node => node.IsProtected) != true)
            ?? VictimOf(biggest.Located, _ => true)
        : null;

    /// <summary>The same of names without a location: no device that was found makes way for them.</summary>
    public CachedRecord? UnlocatedVictimFor(Source newcomer) =>
        Sources.Biggest(source => source.Unlocated.Held) is { } biggest && biggest.Unlocated.Held > newcomer.Unlocated.Held ? VictimOf(biggest.Unlocated, _ => true) : null;

    public void ReturnInstance() => instances--;

    public void Return(DnsName name)
    {
        names--;
        bytes -= name.Wire.Length;
    }

    public void Return(CachedRecord record)
    {
        records--;
        bytes -= record.Cost;
        record.Source?.HoldingOf(record).Remove(record);
        record.Source = null;
        unlocated -= record.IsUnlocated ? 1 : 0;
        record.IsUnlocated = false;
    }

    // Addresses of a protected instance make way last, for anybody may add some; its own records never do.
    private static CachedRecord? VictimOf(Holding holding, Func<CachedRecord, bool> isVictim)
    {
        CachedRecord? first = null;
        for (var record = holding.Newest; record is not null && record != first; record = holding.Newest)
        {
            if (record.IsHeld && isVictim(record))
            {
                return record;
            }
            first ??= record;
            if (record.Older is null)
            {
                break;
            }
            holding.PutLast(record);
        }
        return null;
    }

    private void Locate(NameNode instance)
    {
        foreach (var record in instance.Records)
        {
            if (record.IsUnlocated)
            {
                record.Source!.Unlocated.Remove(record);
                record.IsUnlocated = false;
                record.Source.Located.Add(record);
                unlocated--;
            }
        }
    }

    private static int Reserve(int limit) => Math.Min(Headroom, limit / 8);

    private bool Fits(bool fits, bool isProtected)
    {
        var taken = fits && (mayGrow || isProtected);
        Counters.OverLimit += taken ? 0 : 1;
        return taken;
    }

    private bool Spend(int cost, bool isProtected)
    {
        budget -= cost;
        if (budget < 0)
        {
            Counters.OverDatagram++;
            return false;
        }
        var slow = isProtected || source is null || bytes <= limits.FreeBytes || source.TrySpend(cost, now);
        Counters.OverRate += slow ? 0 : 1;
        return slow;
    }
}
