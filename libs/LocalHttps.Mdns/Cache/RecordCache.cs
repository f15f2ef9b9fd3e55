namespace LocalHttps.Mdns;

/// <summary>The records related to what is browsed for. Pure: bytes, interface and now go in; which instances to look at again comes out.</summary>
internal sealed class RecordCache
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    // Measured: what an instance, another name and a record take while they are stored, resolved and told.
    private const int InstanceCost = 500;
    private const int NameCost = 500;
    private const int RecordCost = 500;
    private readonly CacheLimits limits;
    private readonly BrowsedType[] types;
    private readonly Dictionary<DnsName, NameNode> nodes = new(NameComparer.Instance);
    private readonly Dictionary<DnsName, NameNode>.AlternateLookup<ReadOnlySpan<byte>> nodesByWire;
    private readonly HashSet<NameNode> dirty = [];
    private int instances;
    private int records;
    private int bytes;
    private int budget;

    public RecordCache(BrowsedType[] types, CacheLimits limits)
    {
        this.types = types;
        this.limits = limits;
        nodesByWire = nodes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public CacheCounters Counters { get; } = new();

    public IEnumerable<NameNode> Nodes => nodes.Values;

    public int NodeCount => nodes.Count;

    public int RecordCount => records;

    /// <summary>Grows with every name of interest; a datagram is applied again when it grew, for records that came before what makes them of interest.</summary>
    public int InterestVersion { get; private set; }

    /// <summary>When a record was last new rather than renewed.</summary>
    public TimeSpan LastNews { get; private set; }

    /// <summary>No record ends or needs a refresh before.</summary>
    public TimeSpan NextDeadline { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Begins a datagram, or other work, with a whole budget.</summary>
    public void Begin() => budget = limits.BytesPerDatagram;

    /// <summary>Applies each record of a response once.</summary>
    public void Apply(ref MessageCursor cursor, int interfaceIndex, TimeSpan now)
    {
        Span<byte> owner = stackalloc byte[DnsName.MaximumLength];
        Span<byte> target = stackalloc byte[DnsName.MaximumLength];
        while (cursor.TryNextRecord(out var view))
        {
            if (view.IsInternet && IsKnown(view.Type))
            {
                Apply(view, owner, target, interfaceIndex, now);
            }
        }
    }

    /// <summary>The instances whose records changed since the last call.</summary>
    public IReadOnlyList<NameNode> TakeDirty()
    {
        if (dirty.Count == 0)
        {
            return [];
        }
        NameNode[] taken = [.. dirty];
        dirty.Clear();
        return taken;
    }

    /// <summary>Takes an interest in the names an instance leads to now, and loses it in those it led to before.</summary>
    public Trail Follow(NameNode instance)
    {
        if (instance.IsTrailOld)
        {
            SetTrail(instance, Trail.Walk(this, instance));
        }
        return instance.Trail;
    }

    /// <summary>Does so for all instances whose records changed.</summary>
    public void FollowDirty()
    {
        foreach (var node in dirty)
        {
            if (node.IsInstance)
            {
                Follow(node);
            }
        }
    }

    public void MarkDirty(NameNode node)
    {
        if (node.IsInstance)
        {
            node.IsTrailOld = true;
            dirty.Add(node);
        }
        if (node.Dependents is { } dependents)
        {
            foreach (var dependent in dependents)
            {
                dependent.IsTrailOld = true;
                dirty.Add(dependent);
            }
        }
    }

    /// <summary>The node of a name an instance leads to; null when the cache is full.</summary>
    public NameNode? GetOrAdd(DnsName name)
    {
        if (nodes.TryGetValue(name, out var node))
        {
            return node;
        }
        if (nodes.Count >= limits.Records || bytes + name.Wire.Length > limits.Bytes || !Spend(NameCost))
        {
            Counters.OverLimit++;
            return null;
        }
        node = new NameNode(name);
        nodes.Add(name, node);
        bytes += name.Wire.Length;
        InterestVersion++;
        return node;
    }

    /// <summary>Ends records that are due, and reports those to be asked for again.</summary>
    /// <returns>The next time something is due.</returns>
    public TimeSpan Sweep(TimeSpan now, Action<NameNode, CachedRecord> refresh)
    {
        var next = TimeSpan.MaxValue;
        foreach (var node in nodes.Values)
        {
            if (node.Records.RemoveAll(record => record.Expires <= now && Lose(node, record, record.Goodbye ? RemovalReason.Goodbye : RemovalReason.Expired)) > 0)
            {
                MarkDirty(node);
            }
            foreach (var record in node.Records)
            {
                if (record.RefreshDue <= now)
                {
                    record.Refreshes++;
                    refresh(node, record);
                }
                next = Min(next, record.NextDeadline);
            }
        }
        NextDeadline = next;
        return next;
    }

    /// <summary>Forgets everything heard on an interface.</summary>
    public void ForgetInterface(int interfaceIndex)
    {
        foreach (var node in nodes.Values)
        {
            node.Questions.RemoveAll(question => question.InterfaceIndex == interfaceIndex);
            if (node.Records.RemoveAll(record => record.InterfaceIndex == interfaceIndex && Lose(node, record, RemovalReason.InterfaceLost)) > 0)
            {
                MarkDirty(node);
            }
        }
    }

    /// <summary>Forgets an instance nothing points to any more.</summary>
    public void ForgetIfUnused(NameNode node)
    {
        if (node.Dependents is { Count: > 0 } || (node.IsInstance && node.Has(DnsRecordType.Ptr)))
        {
            return;
        }
        if (node.IsInstance)
        {
            node.IsInstance = false;
            instances--;
            SetTrail(node, Trail.Nowhere);
        }
        node.Records.RemoveAll(record => Lose(node, record, RemovalReason.Expired));
        bytes -= nodes.Remove(node.Name) ? node.Name.Wire.Length : 0;
    }

    private void SetTrail(NameNode instance, Trail trail)
    {
        var left = instance.Trail;
        instance.Trail = trail;
        instance.IsTrailOld = !trail.IsComplete;
        trail.Hosts.ForEach(Enter);
        trail.Aliases.ForEach(Enter);
        left.Hosts.ForEach(Leave);
        left.Aliases.ForEach(Leave);

        void Enter(NameNode node) => (node.Dependents ??= []).Add(instance);

        void Leave(NameNode node)
        {
            if (!trail.Contains(node))
            {
                node.Dependents?.Remove(instance);
                ForgetIfUnused(node);
            }
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static bool IsKnown(DnsRecordType type) =>
        type is DnsRecordType.Ptr or DnsRecordType.Srv or DnsRecordType.Txt or DnsRecordType.A or DnsRecordType.Aaaa or DnsRecordType.Cname;

    private static bool Matches(CachedRecord record, in RecordView view, ReadOnlySpan<byte> target, int interfaceIndex) =>
        record.Type == view.Type && record.InterfaceIndex == interfaceIndex
        && (record.Target is null
            ? view.Data.SequenceEqual(record.Data)
            : NameBytes.Equal(record.Target.Wire, target) && (view.Type != DnsRecordType.Srv || record.Port == view.ServicePort));

    private void Apply(in RecordView view, Span<byte> ownerBuffer, Span<byte> targetBuffer, int interfaceIndex, TimeSpan now)
    {
        ReadOnlySpan<byte> target = default;
        if (!view.HasValidShape() || !view.TryReadName(ownerBuffer, out var owner)
            || (view.Type is DnsRecordType.Ptr or DnsRecordType.Srv or DnsRecordType.Cname && !view.TryReadTarget(targetBuffer, out target)))
        {
            Counters.Malformed++;
            return;
        }
        if (view.Type == DnsRecordType.Ptr)
        {
            ApplyPointer(view, owner, target, interfaceIndex, now);
        }
        else if (nodesByWire.TryGetValue(owner, out var node)
            && (view.Type is DnsRecordType.Srv or DnsRecordType.Txt ? node.IsInstance : node.Dependents is { Count: > 0 }))
        {
            Upsert(node, view, null, target, interfaceIndex, now);
        }
        else
        {
            Counters.Unrelated++;
        }
    }

    private void ApplyPointer(in RecordView view, ReadOnlySpan<byte> owner, ReadOnlySpan<byte> target, int interfaceIndex, TimeSpan now)
    {
        BrowsedType? type = null;
        foreach (var candidate in types)
        {
            type = NameBytes.Equal(candidate.Name.Wire, owner) ? candidate : type;
        }
        if (type is null)
        {
            Counters.Unrelated++;
            return;
        }
        if (!nodesByWire.TryGetValue(target, out var node) || !node.IsInstance)
        {
            node = view.TimeToLive == 0 ? null : AddInstance(type, target);
        }
        if (node is not null)
        {
            Upsert(node, view, type.Name, type.Name.Wire, interfaceIndex, now);
            ForgetIfUnused(node);
        }
    }

    private NameNode? AddInstance(BrowsedType type, ReadOnlySpan<byte> wire)
    {
        if (instances >= limits.Instances || !Spend(InstanceCost))
        {
            Counters.OverLimit++;
            return null;
        }
        var name = new DnsName(wire);
        // An instance is one label (RFC 6763 §4.1.1), but python-zeroconf splits names at their dots.
        if (!name.IsUnder(type.Parent))
        {
            Counters.Malformed++;
            return null;
        }
        if (GetOrAdd(name) is not { } node)
        {
            return null;
        }
        node.IsInstance = true;
        instances++;
        InterestVersion++;
        return node;
    }

    private void Upsert(NameNode node, in RecordView view, DnsName? targetName, ReadOnlySpan<byte> target, int interfaceIndex, TimeSpan now)
    {
        CachedRecord? known = null;
        var siblings = 0;
        foreach (var record in node.Records)
        {
            if (record.Type == view.Type && record.InterfaceIndex == interfaceIndex)
            {
                siblings++;
                known = Matches(record, view, target, interfaceIndex) ? record : known;
            }
        }
        if (view.TimeToLive == 0)
        {
            End(known, now + Grace, goodbye: true);
            return;
        }
        // PTR records are shared: whoever sets the bit on one would make everybody else's disappear.
        if (view.CacheFlush && view.Type != DnsRecordType.Ptr)
        {
            Flush(node, view.Type, interfaceIndex, known, now);
        }
        if (known is not null)
        {
            Renew(node, known, view.TimeToLive, now);
            return;
        }
        var room = view.Type is DnsRecordType.A or DnsRecordType.Aaaa ? limits.AddressesPerHost : limits.RecordsPerType;
        if (siblings >= room || records >= limits.Records || bytes + view.Data.Length > limits.Bytes || !Spend(RecordCost + view.Data.Length))
        {
            Counters.OverLimit++;
            return;
        }
        known = Create(view, targetName, target, interfaceIndex, now);
        Renew(node, known, view.TimeToLive, now);
        node.Records.Add(known);
        records++;
        bytes += known.Cost;
        Answer(node, known);
        LastNews = now;
        MarkDirty(node);
    }

    private static void Answer(NameNode node, CachedRecord record) =>
        node.Questions.RemoveAll(question => question.Type == record.Type && question.InterfaceIndex == record.InterfaceIndex);

    private static CachedRecord Create(in RecordView view, DnsName? targetName, ReadOnlySpan<byte> target, int interfaceIndex, TimeSpan now) => new()
    {
        Type = view.Type,
        InterfaceIndex = interfaceIndex,
        Target = targetName ?? (view.Type is DnsRecordType.Srv or DnsRecordType.Cname ? new DnsName(target) : null),
        Port = view.Type == DnsRecordType.Srv ? view.ServicePort : (ushort)0,
        Data = view.Type is DnsRecordType.A or DnsRecordType.Aaaa or DnsRecordType.Txt ? view.Data.ToArray() : [],
        Added = now,
    };

    private bool Spend(int cost)
    {
        budget -= cost;
        return budget >= 0;
    }

    private void Flush(NameNode node, DnsRecordType type, int interfaceIndex, CachedRecord? renewed, TimeSpan now)
    {
        foreach (var record in node.Records)
        {
            // RFC 6762 §10.2: what came within the last second belongs to the same answer, split over packets.
            if (record != renewed && record.Type == type && record.InterfaceIndex == interfaceIndex && now - record.Received > Grace)
            {
                End(record, now + Grace, goodbye: false);
            }
        }
    }

    private void End(CachedRecord? record, TimeSpan at, bool goodbye)
    {
        if (record is not null && at < record.Expires)
        {
            record.Expires = at;
            record.Goodbye = goodbye;
            NextDeadline = Min(NextDeadline, at);
        }
    }

    private void Renew(NameNode node, CachedRecord record, uint seconds, TimeSpan now)
    {
        node.LastReceived = now;
        record.Received = now;
        record.TimeToLive = Min(TimeSpan.FromSeconds(seconds), limits.TimeToLive);
        record.Expires = now + record.TimeToLive;
        record.Goodbye = false;
        record.Refreshes = 0;
        NextDeadline = Min(NextDeadline, record.NextDeadline);
    }

    private bool Lose(NameNode node, CachedRecord record, RemovalReason reason)
    {
        records--;
        bytes -= record.Cost;
        if (record.Type is DnsRecordType.Ptr or DnsRecordType.Srv && node.State is { } state)
        {
            state.LastLoss = reason;
        }
        return true;
    }
}
