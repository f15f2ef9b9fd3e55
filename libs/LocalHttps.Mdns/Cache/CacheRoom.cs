namespace LocalHttps.Mdns;

/// <summary>Decides what there is room for. The one place where limits, and who must make way for whom, are known.</summary>
internal sealed class CacheRoom(CacheLimits limits)
{
    // Measured: what an instance, its name or another and a record take while they are stored, resolved and told.
    private const int InstanceCost = 500;
    private const int NameCost = 500;
    private const int RecordCost = 500;
    private int budget;
    private int instances;
    private int records;
    private int names;
    private int bytes;

    public CacheCounters Counters { get; } = new();

    /// <summary>Begins a datagram, or other work, with a whole budget.</summary>
    public void Begin() => budget = limits.BytesPerDatagram;

    /// <summary>Takes room for one more instance, besides its name.</summary>
    public bool TryTakeInstance()
    {
        var taken = instances < limits.Instances && Spend(InstanceCost);
        instances += taken ? 1 : 0;
        return Count(taken);
    }

    /// <summary>Takes room for a name.</summary>
    public bool TryTakeName(DnsName name)
    {
        var taken = names < limits.Records && bytes + name.Wire.Length <= limits.Bytes && Spend(NameCost);
        names += taken ? 1 : 0;
        bytes += taken ? name.Wire.Length : 0;
        return Count(taken);
    }

    /// <summary>Takes room for a record.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="dataLength">Bytes of its data.</param>
    /// <param name="siblings">How many of its owner, type and interface there are.</param>
    /// <param name="cost">What it took, to be given back with it.</param>
    public bool TryTakeRecord(DnsRecordType type, int dataLength, int siblings, out int cost)
    {
        cost = RecordCost + dataLength;
        var most = type is DnsRecordType.A or DnsRecordType.Aaaa ? limits.AddressesPerHost : limits.RecordsPerType;
        var taken = siblings < most && records < limits.Records && bytes + cost <= limits.Bytes && Spend(cost);
        records += taken ? 1 : 0;
        bytes += taken ? cost : 0;
        return Count(taken);
    }

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
    }

    private bool Count(bool taken)
    {
        Counters.OverLimit += taken ? 0 : 1;
        return taken;
    }

    private bool Spend(int cost)
    {
        budget -= cost;
        return budget >= 0;
    }
}
