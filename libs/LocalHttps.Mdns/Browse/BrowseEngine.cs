namespace LocalHttps.Mdns;

/// <summary>The browser without threads, sockets and clock: datagrams, interfaces and now go in, events, queries and the next wake-up come out.</summary>
internal sealed class BrowseEngine
{
    // A datagram is applied again while it makes more names of interest: PTR → SRV → host → two aliases. Longer chains are asked for.
    private const int MaximumPasses = 5;
    private static readonly TimeSpan TextPatience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AddressPatience = TimeSpan.FromMilliseconds(300);
    // Most devices have no alias, so every one of them waits this long: an answer may be delayed by 120 ms (RFC 6762 §6).
    private static readonly TimeSpan AliasPatience = TimeSpan.FromMilliseconds(200);
    // When a name it leads to found no room, an instance is looked at again this much later.
    private static readonly TimeSpan RoomPatience = TimeSpan.FromSeconds(1);
    // Bounds what a full cache costs: 16,384 records are looked over at most 50 times a second.
    private static readonly TimeSpan ScanGap = TimeSpan.FromMilliseconds(20);
    private readonly BrowsedType[] types;
    private readonly RecordCache cache;
    private readonly Random random;
    private readonly SortedDictionary<int, InterfaceSchedule> schedules = [];
    private readonly SentMessages sent = new();
    private readonly Outbox outbox = new();
    private readonly List<ServiceEvent> events = [];
    private readonly BrowserStatistics statistics = new();
    private TimeSpan nextNodeDeadline = TimeSpan.MaxValue;
    private TimeSpan scannedAt = TimeSpan.MinValue;

    public BrowseEngine(IEnumerable<string> serviceTypes, CacheLimits limits, Random random)
    {
        types = [.. serviceTypes.Select(BrowsedType.Parse).Distinct()];
        cache = new RecordCache(types, limits);
        this.random = random;
    }

    /// <summary>When something new was heard last.</summary>
    public TimeSpan LastNews => cache.LastNews;

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public TimeSpan NextWake
    {
        get
        {
            var wake = Later(Min(cache.NextDeadline, nextNodeDeadline), scannedAt);
            foreach (var schedule in schedules.Values)
            {
                wake = Min(wake, schedule.Due);
            }
            return wake;
        }
    }

    public BrowserStatistics Statistics => statistics with
    {
        UnrelatedRecords = cache.Counters.Unrelated,
        MalformedRecords = cache.Counters.Malformed,
        OverLimit = cache.Counters.OverLimit,
    };

    /// <summary>The instances others were told of, as they are now.</summary>
    public IReadOnlyList<ServiceInstance> Snapshot(Moment now) =>
        [.. cache.Nodes.Where(node => node.State?.Told is not null).ToList().Select(node => InstanceAssembler.Assemble(node, cache.Follow(node), now))];

    /// <summary>Takes the interfaces there are. What is new or changed is asked anew; when nothing changed, everything is: it can send now and could not.</summary>
    public void SetInterfaces(IReadOnlyList<MdnsInterface> interfaces, Moment now)
    {
        var askAll = interfaces.Count == schedules.Count && interfaces.All(IsKnown);
        foreach (var gone in schedules.Keys.Where(index => interfaces.All(at => at.Index != index)).ToList())
        {
            schedules.Remove(gone);
            cache.ForgetInterface(gone);
        }
        foreach (var network in interfaces)
        {
            if (askAll || !IsKnown(network))
            {
                var schedule = schedules.GetValueOrDefault(network.Index) ?? new InterfaceSchedule(network);
                schedule.Network = network;
                schedule.Restart(now.Elapsed, random);
                schedules[network.Index] = schedule;
            }
        }
        ResolveDirty(now);
    }

    private bool IsKnown(MdnsInterface network) => schedules.TryGetValue(network.Index, out var schedule) && schedule.Network.IsSameAs(network);

    public void Receive(in ReceivedDatagram datagram, Moment now)
    {
        var schedule = schedules.GetValueOrDefault(datagram.InterfaceIndex);
        var verdict = ResponseFilter.Judge(datagram, schedule?.Network, now.Elapsed - schedule?.AskedForUnicast);
        Count(verdict, datagram.Payload, now.Elapsed);
        if (verdict != DatagramVerdict.Accepted)
        {
            return;
        }
        cache.Begin();
        for (var pass = 0; pass < MaximumPasses && MessageCursor.TryOpen(datagram.Payload, out var cursor); pass++)
        {
            var interest = cache.InterestVersion;
            cache.Apply(ref cursor, datagram.InterfaceIndex, now.Elapsed);
            cache.FollowDirty();
            if (cache.InterestVersion == interest)
            {
                break;
            }
        }
        ResolveDirty(now);
    }

    public void Rescan(Moment now)
    {
        foreach (var schedule in schedules.Values)
        {
            schedule.Hurry(now.Elapsed);
        }
        foreach (var question in cache.Nodes.SelectMany(node => node.Questions))
        {
            question.Attempts = 0;
            question.Due = Min(question.Due, now.Elapsed + TimeSpan.FromSeconds(1));
        }
        nextNodeDeadline = now.Elapsed;
        Tick(now);
    }

    /// <summary>Does what is due.</summary>
    public void Tick(Moment now)
    {
        if (Later(Min(cache.NextDeadline, nextNodeDeadline), scannedAt) <= now.Elapsed)
        {
            Scan(now);
        }
        foreach (var (index, schedule) in schedules)
        {
            if (schedule.Due <= now.Elapsed)
            {
                foreach (var type in types)
                {
                    outbox.Add(index, new DnsQuestion(type.Name, DnsRecordType.Ptr, schedule.WantsUnicast));
                }
                schedule.Advance(now.Elapsed);
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

    /// <summary>The queries to send now.</summary>
    public IReadOnlyList<OutgoingQuery> TakeQueries(Moment now)
    {
        var queries = outbox.Take();
        foreach (var query in queries)
        {
            sent.Add(query.Message, now.Elapsed);
            statistics.QueriesSent++;
        }
        return queries;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Later(TimeSpan due, TimeSpan scanned) =>
        due == TimeSpan.MaxValue || scanned == TimeSpan.MinValue || due > scanned + ScanGap ? due : scanned + ScanGap;

    private void Count(DatagramVerdict verdict, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        switch (verdict)
        {
            case DatagramVerdict.Accepted:
                statistics.Accepted++;
                break;
            case DatagramVerdict.Query when sent.Contains(payload, now):
                statistics.Own++;
                break;
            case DatagramVerdict.Query:
                statistics.Queries++;
                break;
            case DatagramVerdict.ForeignPort:
                statistics.ForeignPort++;
                break;
            case DatagramVerdict.UnwantedUnicast:
                statistics.UnwantedUnicast++;
                break;
            default:
                statistics.Malformed++;
                break;
        }
    }

    private void Scan(Moment now)
    {
        scannedAt = now.Elapsed;
        cache.Begin();
        nextNodeDeadline = TimeSpan.MaxValue;
        cache.Sweep(now.Elapsed, (node, record) => Refresh(node, record, now.Elapsed));
        foreach (var node in cache.Nodes)
        {
            foreach (var question in node.Questions)
            {
                if (question.Due <= now.Elapsed)
                {
                    outbox.Add(question.InterfaceIndex, new DnsQuestion(node.Name, question.Type));
                    QuestionPlanner.Advance(question, now.Elapsed);
                }
                nextNodeDeadline = Min(nextNodeDeadline, question.Due);
            }
            if (node.State?.Deadline <= now.Elapsed)
            {
                cache.MarkDirty(node);
            }
            nextNodeDeadline = Min(nextNodeDeadline, node.State?.Deadline ?? TimeSpan.MaxValue);
        }
        ResolveDirty(now);
    }

    private void Refresh(NameNode node, CachedRecord record, TimeSpan now)
    {
        if (record.Type != DnsRecordType.Ptr)
        {
            outbox.Add(record.InterfaceIndex, new DnsQuestion(node.Name, record.Type));
        }
        else if (schedules.TryGetValue(record.InterfaceIndex, out var schedule) && !schedule.AskedLately(now))
        {
            outbox.Add(record.InterfaceIndex, new DnsQuestion(record.Target!, DnsRecordType.Ptr));
        }
    }

    private void ResolveDirty(Moment now)
    {
        foreach (var node in cache.TakeDirty())
        {
            if (node.IsInstance)
            {
                Resolve(node, now);
            }
        }
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
            cache.ForgetIfUnused(node);
            return;
        }
        var trail = cache.Follow(node);
        nextNodeDeadline = Min(nextNodeDeadline, QuestionPlanner.Plan(node, trail, now.Elapsed));
        state.Deadline = node.IsTrailOld ? now.Elapsed + RoomPatience : null;
        if (located)
        {
            state.LocatedAt ??= now.Elapsed;
            Tell(node, state, trail, now);
        }
        nextNodeDeadline = Min(nextNodeDeadline, state.Deadline ?? TimeSpan.MaxValue);
    }

    private void Tell(NameNode node, InstanceState state, Trail trail, Moment now)
    {
        if (state.Told is null && ReadyAt(node, state, trail) is var ready && ready > now.Elapsed)
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

    // The first telling waits a little for what makes it complete.
    private static TimeSpan ReadyAt(NameNode node, InstanceState state, Trail trail)
    {
        var located = state.LocatedAt!.Value;
        var texts = node.Has(DnsRecordType.Txt);
        var addresses = trail.Hosts.Exists(host => host.Has(DnsRecordType.A) || host.Has(DnsRecordType.Aaaa));
        var aliases = trail.Aliases.TrueForAll(alias => alias.Has(DnsRecordType.Cname));
        return !texts ? located + TextPatience
            : !addresses ? located + AddressPatience
            : !aliases ? located + AliasPatience
            : located;
    }
}
