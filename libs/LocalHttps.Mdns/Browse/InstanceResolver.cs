namespace LocalHttps.Mdns;

/// <summary>Decides when an instance is told of, changed and gone, and what must be asked for to know it.</summary>
internal sealed class InstanceResolver(NameGraph names, Agenda agenda, Func<ServiceInstance, bool>? tellBeforeAliases)
{
    private static readonly TimeSpan TextPatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AddressPatience = TimeSpan.FromMilliseconds(300);
    // Most devices have no alias, so every one of them waits this long: an answer may be delayed by 120 ms (RFC 6762 §6).
    private static readonly TimeSpan AliasPatience = TimeSpan.FromMilliseconds(200);
    // When a name it leads to found no room, an instance is looked at again this much later.
    private static readonly TimeSpan RoomPatience = TimeSpan.FromSeconds(1);
    private readonly List<ServiceEvent> events = [];

    /// <summary>The instances others were told of, as they are now.</summary>
    public IReadOnlyList<ServiceInstance> Snapshot(Moment now) =>
        [.. names.Nodes.Where(node => node.State?.Told is not null).ToList().Select(node => InstanceAssembler.Assemble(node, names.Follow(node), now))];

    /// <summary>Whether an instance still lacks its place or every address, and was not asked for them often enough to give up waiting.</summary>
    public bool IsAsking => names.Nodes.Any(node => node.IsInstance && node.Has(DnsRecordType.Ptr) && IsAskingFor(node));

    /// <summary>Looks again at the instances whose records changed.</summary>
    public void ResolveDirty(Moment now)
    {
        foreach (var node in names.TakeDirty())
        {
            if (node.IsInstance || node.State?.Told is not null)
            {
                Resolve(node, now);
            }
        }
    }

    /// <summary>The events since the last call.</summary>
    public IReadOnlyList<ServiceEvent> TakeEvents()
    {
        if (events.Count == 0)
        {
            return [];
        }
        ServiceEvent[] taken = [.. events];
        events.Clear();
        return taken;
    }

    private static bool IsAskingFor(NameNode node) => node.Has(DnsRecordType.Srv)
        ? !node.Trail.Hosts.Exists(host => host.Has(DnsRecordType.A) || host.Has(DnsRecordType.Aaaa)) && node.Trail.Hosts.Exists(QuestionPlanner.IsYoung)
        : QuestionPlanner.IsYoung(node);

    // The first telling waits a little for what makes it complete.
    private static (TimeSpan At, bool LacksOnlyAliases) ReadyAt(NameNode node, InstanceState state, Trail trail)
    {
        var located = state.LocatedAt!.Value;
        var texts = node.Has(DnsRecordType.Txt);
        var addresses = trail.Hosts.Exists(host => host.Has(DnsRecordType.A) || host.Has(DnsRecordType.Aaaa));
        var aliases = trail.Aliases.TrueForAll(alias => alias.Has(DnsRecordType.Cname));
        return !texts ? (located + TextPatience, false)
            : !addresses ? (located + AddressPatience, false)
            : !aliases ? (located + AliasPatience, true)
            : (located, false);
    }

    private void Resolve(NameNode node, Moment now)
    {
        var state = node.State ??= new InstanceState { FirstSeen = now.Wall };
        var pointed = node.Has(DnsRecordType.Ptr);
        var located = node.Has(DnsRecordType.Srv);
        if (!pointed || !located)
        {
            Withdraw(node, state, now);
        }
        if (!pointed)
        {
            names.ForgetIfUnused(node);
            return;
        }
        var trail = names.Follow(node);
        QuestionPlanner.Plan(node, trail, agenda, now.Elapsed);
        state.Deadline = node.IsTrailOld ? now.Elapsed + RoomPatience : null;
        if (located)
        {
            state.LocatedAt ??= now.Elapsed;
            Tell(node, state, trail, now);
        }
        agenda.Put(node, state.Deadline ?? TimeSpan.MaxValue);
    }

    private void Tell(NameNode node, InstanceState state, Trail trail, Moment now)
    {
        if (state.Told is null && ReadyAt(node, state, trail) is var (ready, lacksOnlyAliases) && ready > now.Elapsed
            && !(lacksOnlyAliases && tellBeforeAliases?.Invoke(InstanceAssembler.Assemble(node, trail, now)) == true))
        {
            state.Deadline = ready;
            return;
        }
        var snapshot = InstanceAssembler.Assemble(node, trail, now);
        if (state.Told is null)
        {
            events.Add(new ServiceAdded(snapshot));
        }
        else if (!InstanceAssembler.SameContent(state.Told, snapshot))
        {
            events.Add(new ServiceUpdated(snapshot));
        }
        state.Told = snapshot;
    }

    private void Withdraw(NameNode node, InstanceState state, Moment now)
    {
        if (state.Told is not null)
        {
            events.Add(new ServiceRemoved(state.Told with { LastSeen = now.At(node.LastReceived), Expires = now.Wall }, state.LastLoss));
        }
        state.Told = null;
        state.LocatedAt = null;
        state.Deadline = null;
    }
}
