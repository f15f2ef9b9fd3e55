namespace LocalHttps.Mdns;

/// <summary>The browser without threads, sockets and clock: datagrams, interfaces and now go in, events, queries and the next wake-up come out.</summary>
internal sealed class BrowseEngine
{
    // A datagram is applied again while it makes more names of interest: PTR → SRV → host → two aliases. Longer chains are asked for.
    private const int MaximumPasses = 5;
    // Bounds what a full cache costs: 16,384 records are looked over at most 50 times a second.
    private static readonly TimeSpan ScanGap = TimeSpan.FromMilliseconds(20);
    private readonly BrowsedType[] types;
    private readonly RecordCache cache;
    private readonly InstanceResolver resolver;
    private readonly Random random;
    private readonly SortedDictionary<int, InterfaceSchedule> schedules = [];
    private readonly SentMessages sent = new();
    private readonly Outbox outbox = new();
    private readonly BrowserStatistics statistics = new();
    private bool askAtOnce;
    private TimeSpan scannedAt = TimeSpan.MinValue;

    public BrowseEngine(BrowserOptions options, CacheLimits limits, Random random)
    {
        askAtOnce = options.AskAtOnce;
        types = [.. options.ServiceTypes.Select(BrowsedType.Parse).Distinct()];
        cache = new RecordCache(types, limits);
        resolver = new InstanceResolver(cache.Names, options.TellBeforeAliases);
        this.random = random;
    }

    /// <summary>When something new was heard last.</summary>
    public TimeSpan LastNews => cache.LastNews;

    /// <summary>Whether what an instance cannot be reached without was asked for lately and did not come.</summary>
    public bool IsAsking => resolver.IsAsking;

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public TimeSpan NextWake
    {
        get
        {
            var wake = Later(Min(cache.NextDeadline, resolver.NextDeadline), scannedAt);
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
    public IReadOnlyList<ServiceInstance> Snapshot(Moment now) => resolver.Snapshot(now);

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
                schedule.Restart(now.Elapsed, askAtOnce ? null : random);
                schedules[network.Index] = schedule;
            }
        }
        askAtOnce &= schedules.Count == 0;
        resolver.ResolveDirty(now);
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
            var interest = cache.Names.Version;
            cache.Apply(ref cursor, datagram.InterfaceIndex, now.Elapsed);
            cache.Names.FollowDirty();
            if (cache.Names.Version == interest)
            {
                break;
            }
        }
        resolver.ResolveDirty(now);
    }

    public void Rescan(Moment now)
    {
        foreach (var schedule in schedules.Values)
        {
            schedule.Hurry(now.Elapsed);
        }
        foreach (var question in cache.Names.Nodes.SelectMany(node => node.Questions))
        {
            question.Attempts = 0;
            question.Due = Min(question.Due, now.Elapsed + TimeSpan.FromSeconds(1));
        }
        resolver.NextDeadline = now.Elapsed;
        Tick(now);
    }

    /// <summary>Does what is due.</summary>
    public void Tick(Moment now)
    {
        if (Later(Min(cache.NextDeadline, resolver.NextDeadline), scannedAt) <= now.Elapsed)
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
    public IReadOnlyList<ServiceEvent> TakeEvents() => resolver.TakeEvents();

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
        resolver.NextDeadline = TimeSpan.MaxValue;
        cache.Sweep(now.Elapsed, (node, record) => Refresh(node, record, now.Elapsed));
        foreach (var node in cache.Names.Nodes)
        {
            foreach (var question in node.Questions)
            {
                if (question.Due <= now.Elapsed)
                {
                    outbox.Add(question.InterfaceIndex, new DnsQuestion(node.Name, question.Type));
                    QuestionPlanner.Advance(question, now.Elapsed);
                }
                resolver.NextDeadline = Min(resolver.NextDeadline, question.Due);
            }
            if (node.State?.Deadline <= now.Elapsed)
            {
                cache.Names.MarkDirty(node);
            }
            resolver.NextDeadline = Min(resolver.NextDeadline, node.State?.Deadline ?? TimeSpan.MaxValue);
        }
        resolver.ResolveDirty(now);
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
}
