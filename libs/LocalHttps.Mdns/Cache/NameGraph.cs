namespace LocalHttps.Mdns;

/// <summary>The names of interest: instances, and the hosts and aliases they lead to. A name nobody leads to is forgotten.</summary>
internal sealed class NameGraph
{
    // One record of a host concerns all its instances, which may be thousands: beyond so many looks at once and so many a second they wait.
    private const int FewDependents = 32;
    private const int LooksAtOnce = 4096;
    private const int LooksPerSecond = 2000;
    private static readonly TimeSpan SpreadPause = TimeSpan.FromSeconds(1);
    private readonly RateGate spreads = new(LooksAtOnce, LooksPerSecond);
    private readonly CacheRoom room;
    private readonly Agenda agenda;
    private readonly HashSet<DnsName> protectedNames = new(NameComparer.Instance);
    private readonly Dictionary<DnsName, NameNode> nodes = new(NameComparer.Instance);
    private readonly Dictionary<DnsName, NameNode>.AlternateLookup<ReadOnlySpan<byte>> nodesByWire;
    private readonly HashSet<DnsName>.AlternateLookup<ReadOnlySpan<byte>> protectedByWire;
    private readonly HashSet<NameNode> dirty = [];
    private int round;

    public NameGraph(CacheRoom room, Agenda agenda)
    {
        this.room = room;
        this.agenda = agenda;
        protectedByWire = protectedNames.GetAlternateLookup<ReadOnlySpan<byte>>();
        nodesByWire = nodes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public IEnumerable<NameNode> Nodes => nodes.Values;

    public int Count => nodes.Count;

    /// <summary>Grows with every name of interest.</summary>
    public int Version { get; private set; }

    public NameNode? Find(ReadOnlySpan<byte> wire) => nodesByWire.TryGetValue(wire, out var node) ? node : null;

    /// <summary>The node of a name an instance leads to; null when there is no room.</summary>
    public NameNode? GetOrAdd(DnsName name)
    {
        if (nodes.TryGetValue(name, out var node))
        {
            return node;
        }
        var isProtected = protectedNames.Contains(name);
        if (!room.TryTakeName(name, isProtected))
        {
            return null;
        }
        node = new NameNode(name, isProtected);
        nodes.Add(name, node);
        Version++;
        return node;
    }

    /// <summary>Makes a name an instance.</summary>
    /// <returns>Null when there is no room.</returns>
    public NameNode? AddInstance(ReadOnlySpan<byte> wire)
    {
        if (!room.TryTakeInstance(protectedByWire.Contains(wire)))
        {
            return null;
        }
        if (GetOrAdd(new DnsName(wire)) is not { } node)
        {
            room.ReturnInstance();
            return null;
        }
        node.IsInstance = true;
        Version++;
        return node;
    }

    /// <summary>Notes that a record of a node changed: its instance, and those that lead to it, must be looked at again; many of them a little later.</summary>
    public void MarkDirty(NameNode node, TimeSpan now)
    {
        if (node.IsInstance)
        {
            node.IsTrailOld = true;
            dirty.Add(node);
        }
        if (node.Dependents is { } dependents && node.SpreadIn != round && MaySpread(node, dependents.Count, now))
        {
            node.SpreadIn = round;
            foreach (var dependent in dependents)
            {
                dependent.IsTrailOld = true;
                dirty.Add(dependent);
            }
        }
    }

    private bool MaySpread(NameNode node, int dependents, TimeSpan now)
    {
        node.IsSpreadOpen = dependents > FewDependents && !spreads.TryPass(now, Math.Min(dependents, LooksAtOnce));
        if (node.IsSpreadOpen)
        {
            agenda.Put(node, now + SpreadPause);
        }
        return !node.IsSpreadOpen;
    }

    /// <summary>The instances whose records changed since the last call.</summary>
    public IReadOnlyList<NameNode> TakeDirty()
    {
        if (dirty.Count == 0)
        {
            return [];
        }
        round++;
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
        round++;
        foreach (var node in dirty)
        {
            if (node.IsInstance)
            {
                Follow(node);
            }
        }
    }

    /// <summary>Forgets a name with its records, unless something leads to it.</summary>
    public void ForgetIfUnused(NameNode node)
    {
        if (node.Dependents is { Count: > 0 } || (node.IsInstance && node.Has(DnsRecordType.Ptr)))
        {
            return;
        }
        if (node.IsInstance)
        {
            node.IsInstance = false;
            room.ReturnInstance();
            SetTrail(node, Trail.Nowhere);
        }
        node.Records.ForEach(room.Return);
        node.Records.Clear();
        agenda.Remove(node);
        if (!node.IsForgotten)
        {
            node.IsForgotten = true;
            nodes.Remove(node.Name);
            room.Return(node.Name);
        }
    }

    /// <summary>Takes the names that never make way for others, instead of those before.</summary>
    public void Protect(IEnumerable<DnsName> names)
    {
        protectedNames.Clear();
        protectedNames.UnionWith(names);
        foreach (var node in nodes.Values)
        {
            var isProtected = protectedNames.Contains(node.Name);
            if (isProtected != node.IsProtected)
            {
                node.IsProtected = isProtected;
                node.Records.ForEach(record => record.Hold(!isProtected));
            }
        }
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
}
