using System.Net;

namespace LocalHttps.Mdns;

/// <summary>The records related to what is browsed for. Pure: bytes, interface and now go in; which instances to look at again comes out.</summary>
internal sealed class RecordCache
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly CacheLimits limits;
    private readonly CacheRoom room;
    private readonly BrowsedType[] types;

    public RecordCache(BrowsedType[] types, CacheLimits limits)
    {
        this.types = types;
        this.limits = limits;
        room = new CacheRoom(limits);
        Names = new NameGraph(room, Agenda);
    }

    /// <summary>When which name is to be looked at.</summary>
    public Agenda Agenda { get; } = new();

    /// <summary>Told of each record that a goodbye or a cache flush is about to end, for its device may well be there.</summary>
    public Action<CachedRecord>? Doubted { get; init; }

    /// <summary>The names whose records are kept.</summary>
    public NameGraph Names { get; }

    public CacheCounters Counters => room.Counters;

    /// <summary>When a record was last new rather than renewed.</summary>
    public TimeSpan LastNews { get; private set; }

    /// <summary>Begins work of nobody in particular, with a whole budget.</summary>
    public void Begin(TimeSpan now) => room.Begin(null, now);

    /// <summary>Begins a datagram, with a whole budget. Where it is tight, who holds more than its sender makes way first.</summary>
    public void Begin(IPAddress sender, TimeSpan now)
    {
        var source = room.Sources.Find(sender, now);
        while (room.IsTight && room.VictimFor(source) is { } victim)
        {
            Evict(victim, now);
        }
        while (room.IsCrowded && room.UnlocatedVictimFor(source) is { } victim)
        {
            Evict(victim, now);
        }
        room.Begin(source, now);
    }

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

    /// <summary>Ends the records of a name that are due, and reports those that may be asked for again.</summary>
    public void Look(NameNode node, TimeSpan now, Action<CachedRecord> refresh)
    {
        if (node.Records.RemoveAll(record => record.Expires <= now && Lose(node, record, record.Goodbye ? RemovalReason.Goodbye : RemovalReason.Expired)) > 0)
        {
            Names.MarkDirty(node, now);
        }
        foreach (var record in node.Records)
        {
            if (record.RefreshOpens <= now)
            {
                record.IsRefreshOpen = true;
                refresh(record);
            }
        }
    }

    /// <summary>Ends a record by then unless it is heard before. A pointer and a text stay, too, where their instance's location is heard.</summary>
    /// <returns>Whether it would not have ended by then anyway.</returns>
    public bool Dispute(CachedRecord record, TimeSpan at)
    {
        if (at >= record.Expires)
        {
            return false;
        }
        record.Expires = at;
        record.IsDisputed = true;
        record.IsRefreshOpen = false;
        Agenda.Put(record.Owner, at);
        return true;
    }

    /// <summary>Forgets everything heard on an interface.</summary>
    public void ForgetInterface(int interfaceIndex, TimeSpan now)
    {
        foreach (var node in Names.Nodes)
        {
            node.Questions.RemoveAll(question => question.InterfaceIndex == interfaceIndex);
            if (node.Records.RemoveAll(record => record.InterfaceIndex == interfaceIndex && Lose(node, record, RemovalReason.InterfaceLost)) > 0)
            {
                Names.MarkDirty(node, now);
            }
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static bool IsKnown(DnsRecordType type) =>
        type is DnsRecordType.Ptr or DnsRecordType.Srv or DnsRecordType.Txt or DnsRecordType.A or DnsRecordType.Aaaa or DnsRecordType.Cname;

    private static bool HasTarget(DnsRecordType type) => type is DnsRecordType.Ptr or DnsRecordType.Srv or DnsRecordType.Cname;

    private static bool Matches(CachedRecord record, in RecordView view, ReadOnlySpan<byte> target) => record.Target is null
        ? view.Data.SequenceEqual(record.Data)
        : NameBytes.Equal(record.Target.Wire, target) && (view.Type != DnsRecordType.Srv || record.Port == view.ServicePort);

    private static void Answer(NameNode node, CachedRecord record, bool confirmed)
    {
        for (var i = node.Questions.Count - 1; i >= 0; i--)
        {
            var question = node.Questions[i];
            if (question.Type == record.Type && question.InterfaceIndex == record.InterfaceIndex && question.IsConfirmation == confirmed)
            {
                node.Questions.RemoveAt(i);
            }
        }
    }

    private static CachedRecord Create(NameNode owner, in RecordView view, DnsName? target, ReadOnlySpan<byte> targetWire, int interfaceIndex, int cost) => new()
    {
        Owner = owner,
        Cost = cost,
        Type = view.Type,
        InterfaceIndex = interfaceIndex,
        Target = target ?? (HasTarget(view.Type) ? new DnsName(targetWire) : null),
        Port = view.Type == DnsRecordType.Srv ? view.ServicePort : (ushort)0,
        Data = HasTarget(view.Type) ? [] : view.Data.ToArray(),
    };

    private void Apply(in RecordView view, Span<byte> ownerBuffer, Span<byte> targetBuffer, int interfaceIndex, TimeSpan now)
    {
        ReadOnlySpan<byte> target = default;
        if (!view.HasValidShape() || !view.TryReadName(ownerBuffer, out var owner) || (HasTarget(view.Type) && !view.TryReadTarget(targetBuffer, out target)))
        {
            Counters.Malformed++;
        }
        else if (view.Type == DnsRecordType.Ptr)
        {
            ApplyPointer(view, owner, target, interfaceIndex, now);
        }
        else if (Names.Find(owner) is { } node && (view.Type is DnsRecordType.Srv or DnsRecordType.Txt ? node.IsInstance : node.Dependents is { Count: > 0 }))
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
        var node = Names.Find(target);
        if (node is not { IsInstance: true })
        {
            node = view.TimeToLive == 0 ? null : AddInstance(type, target);
        }
        if (node is not null)
        {
            Upsert(node, view, type.Name, type.Name.Wire, interfaceIndex, now);
            Names.ForgetIfUnused(node);
        }
    }

    private NameNode? AddInstance(BrowsedType type, ReadOnlySpan<byte> wire)
    {
        // An instance is one label (RFC 6763 §4.1.1), but python-zeroconf splits names at their dots.
        if (!NameBytes.IsUnder(wire, type.Parent.Wire))
        {
            Counters.Malformed++;
            return null;
        }
        return Names.AddInstance(wire);
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
                known = Matches(record, view, target) ? record : known;
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
        if (known is null)
        {
            if (!room.TryTakeRecord(view.Type, view.Data.Length, siblings, node.IsProtected, out var cost))
            {
                return;
            }
            known = Create(node, view, targetName, target, interfaceIndex, cost);
            room.Enter(known);
            node.Records.Add(known);
            Answer(node, known, confirmed: false);
            Names.MarkDirty(node, now);
            LastNews = now;
        }
        Renew(node, known, view.TimeToLive, now);
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
            record.IsDisputed = false;
            record.IsRefreshOpen = false;
            Agenda.Put(record.Owner, at);
            Doubted?.Invoke(record);
        }
    }

    private void Renew(NameNode node, CachedRecord record, uint seconds, TimeSpan now)
    {
        var wasEnding = record.IsEnding;
        node.LastReceived = now;
        record.Received = now;
        record.SaidSeconds = seconds;
        record.TimeToLive = Min(TimeSpan.FromSeconds(seconds), limits.TimeToLive);
        record.Expires = now + record.TimeToLive;
        record.Goodbye = record.IsDisputed = false;
        record.Refreshes = 0;
        record.IsRefreshOpen = false;
        Agenda.Put(node, record.NextDeadline);
        // Who confirms one of several must not take back the question to the others.
        if (wasEnding && !IsOneEnding(node, record.Type, record.InterfaceIndex))
        {
            Answer(node, record, confirmed: true);
        }
        if (record.Type == DnsRecordType.Srv)
        {
            Restore(node, record.InterfaceIndex);
        }
    }

    private static bool IsOneEnding(NameNode node, DnsRecordType type, int interfaceIndex) =>
        node.Records.Exists(record => record.IsEnding && record.Type == type && record.InterfaceIndex == interfaceIndex);

    private void Restore(NameNode node, int interfaceIndex)
    {
        foreach (var record in node.Records)
        {
            if (record.IsDisputed && record.InterfaceIndex == interfaceIndex && record.Type is (DnsRecordType.Ptr or DnsRecordType.Txt))
            {
                record.IsDisputed = false;
                record.Expires = record.Received + record.TimeToLive;
                Agenda.Put(node, record.NextDeadline);
            }
        }
    }

    private void Evict(CachedRecord record, TimeSpan now)
    {
        Counters.Evicted++;
        record.Owner.Records.Remove(record);
        Lose(record.Owner, record, RemovalReason.Evicted);
        Names.MarkDirty(record.Owner, now);
        Names.ForgetIfUnused(record.Owner);
        if (record.Target is not null)
        {
            // The names it led to make room too.
            Names.FollowDirty();
        }
    }

    private bool Lose(NameNode node, CachedRecord record, RemovalReason reason)
    {
        room.Return(record);
        if (record.Type is DnsRecordType.Ptr or DnsRecordType.Srv && node.State is { } state)
        {
            state.LastLoss = reason;
        }
        return true;
    }
}
