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
    private Source? source;
    private int instances;
    private int records;
    private int names;
    private int bytes;

    public CacheCounters Counters { get; } = new();

    public SourceTable Sources { get; } = new(limits);

    /// <summary>Whether others must make way before a newcomer of a small sender fits in.</summary>
    public bool IsTight => instances + Reserve(limits.Instances) > limits.Instances || records + Reserve(limits.Records) > limits.Records
        || names + Reserve(limits.Records) > limits.Records || bytes + Math.Min(limits.BytesPerDatagram, limits.Bytes / 8) > limits.Bytes;

    /// <summary>Begins a datagram of a sender, or other work of none, with a whole budget.</summary>
    public void Begin(Source? sender)
    {
        budget = limits.BytesPerDatagram;
        source = sender;
        mayGrow = !IsTight;
    }

    /// <summary>Takes room for one more instance, besides its name.</summary>
    public bool TryTakeInstance(bool isProtected)
    {
        var taken = Fits(instances < limits.Instances, isProtected) && Spend(InstanceCost, isProtected);
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
        source?.Add(record);
    }

    /// <summary>The record that must make way for a sender: the newest of who holds most, but not for somebody who holds as much.</summary>
    public CachedRecord? VictimFor(Source newcomer) => Sources.Biggest() is { } biggest && biggest.Held > newcomer.Held
        ? VictimOf(biggest, record => record.Owner.Dependents?.Any(node => node.IsProtected) != true) ?? VictimOf(biggest, _ => true)
        : null;

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
        record.Source?.Remove(record);
        record.Source = null;
    }

    // Addresses of a protected instance make way last, for anybody may add some; its own records never do.
    private static CachedRecord? VictimOf(Source source, Func<CachedRecord, bool> isVictim)
    {
        CachedRecord? first = null;
        for (var record = source.Newest; record is not null && record != first; record = source.Newest)
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
            source.PutLast(record);
        }
        return null;
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
        var slow = isProtected || source is null || source.TrySpend(cost);
        Counters.OverRate += slow ? 0 : 1;
        return slow;
    }
}
