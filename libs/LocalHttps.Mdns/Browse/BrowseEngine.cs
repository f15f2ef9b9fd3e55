using System.Net;

namespace LocalHttps.Mdns;

/// <summary>The browser without threads, sockets and clock: datagrams, interfaces and now go in, events, queries and the next wake-up come out.</summary>
internal sealed class BrowseEngine
{
    // A datagram is applied again while it makes more names of interest: PTR → SRV → host → two aliases. Longer chains are asked for.
    private const int MaximumPasses = 5;
    // What falls due within it is done together: a burst of answers that each lead to a question makes one query.
    private static readonly TimeSpan LookGap = TimeSpan.FromMilliseconds(20);
    private readonly BrowsedType[] types;
    private readonly RecordCache cache;
    private readonly InstanceResolver resolver;
    private readonly Questioner questioner;
    private readonly Disputes disputes;
    private readonly Random random;
    private readonly SortedDictionary<int, InterfaceSchedule> schedules = [];
    private InterfaceSchedule[] current = [];
    private readonly SentMessages sent = new();
    private readonly BrowserStatistics statistics = new();
    private bool askAtOnce;
    private TimeSpan lookedAt = TimeSpan.MinValue;
    private TimeSpan now;

    public BrowseEngine(BrowserOptions options, CacheLimits limits, Random random)
    {
        askAtOnce = options.AskAtOnce;
        types = [.. options.ServiceTypes.Select(BrowsedType.Parse).Distinct()];
        cache = new RecordCache(types, limits) { Doubted = record => questioner!.Confirm(record, now) };
        resolver = new InstanceResolver(cache.Names, cache.Agenda, options.TellBeforeAliases);
        questioner = new Questioner(types, cache.Names, cache.Agenda, schedules, random);
        disputes = new Disputes(cache, questioner);
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
            var wake = NextLook;
            foreach (var schedule in current)
            {
                wake = Min(wake, schedule.NextDue);
            }
            return wake;
        }
    }

    public BrowserStatistics Statistics => statistics with
    {
        UnrelatedRecords = cache.Counters.Unrelated,
        MalformedRecords = cache.Counters.Malformed,
        OverRate = cache.Counters.OverRate,
        OverDatagram = cache.Counters.OverDatagram,
        OverName = cache.Counters.OverName,
        OverLimit = cache.Counters.OverLimit,
        Evicted = cache.Counters.Evicted,
    };

    private TimeSpan NextLook
    {
        get
        {
            var due = cache.Agenda.NextDue;
            return due == TimeSpan.MaxValue || lookedAt == TimeSpan.MinValue || due > lookedAt + LookGap ? due : lookedAt + LookGap;
        }
    }

    /// <summary>Takes the names of instances that never make way for others, instead of those before.</summary>
    public void Protect(IEnumerable<DnsName> names) => cache.Names.Protect(names);

    /// <summary>The instances others were told of, as they are now.</summary>
    public IReadOnlyList<ServiceInstance> Snapshot(Moment now) => resolver.Snapshot(now);

    /// <summary>Takes the interfaces there are. What is new or changed is asked anew; when nothing changed, everything is: it can send now and could not.</summary>
    public void SetInterfaces(IReadOnlyList<MdnsInterface> interfaces, Moment now)
    {
        var askAll = interfaces.Count == schedules.Count && interfaces.All(IsKnown);
        // An index is used again for another interface, whose link has other devices.
        foreach (var (gone, _) in schedules.Where(known => interfaces.All(at => at.Index != known.Key || at.Name != known.Value.Network.Name)).ToList())
        {
            schedules.Remove(gone);
            cache.ForgetInterface(gone, now.Elapsed);
        }
        foreach (var network in interfaces)
        {
            if (askAll || !IsKnown(network))
            {
                var schedule = schedules.GetValueOrDefault(network.Index) ?? new InterfaceSchedule(network, random);
                schedule.Network = network;
                schedule.Restart(now.Elapsed, askAtOnce);
                schedules[network.Index] = schedule;
            }
        }
        askAtOnce &= schedules.Count == 0;
        current = [.. schedules.Values];
        resolver.ResolveDirty(now);
    }

    private bool IsKnown(MdnsInterface network) => schedules.TryGetValue(network.Index, out var schedule) && schedule.Network.IsSameAs(network);

    public void Receive(in ReceivedDatagram datagram, Moment now)
    {
        this.now = now.Elapsed;
        var schedule = schedules.GetValueOrDefault(datagram.InterfaceIndex);
        var verdict = ResponseFilter.Judge(datagram, schedule?.Network, now.Elapsed - schedule?.AskedForUnicast);
        if (verdict == DatagramVerdict.Accepted && !ResponseFilter.IsGroup(datagram.Destination) && !ResponseFilter.Answers(datagram.Payload, types))
        {
            verdict = DatagramVerdict.UnwantedUnicast;
        }
        if (verdict == DatagramVerdict.Query)
        {
            HearQuery(datagram, schedule);
            return;
        }
        Count(verdict);
        if (verdict != DatagramVerdict.Accepted)
        {
            return;
        }
        cache.Begin(datagram.Source.Address, now.Elapsed);
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
        foreach (var node in cache.Names.Nodes)
        {
            foreach (var question in node.Questions)
            {
                question.Attempts = 0;
                question.Due = Min(question.Due, now.Elapsed + TimeSpan.FromSeconds(1));
                cache.Agenda.Put(node, question.Due);
            }
        }
        Tick(now);
    }

    /// <summary>An instance could not be reached: makes sure that it is there (RFC 6762 §10.4).</summary>
    /// <returns>Whether it is being made sure of from now on.</returns>
    public bool Reconfirm(DnsName name, Moment now) => disputes.TryBegin(name, now.Elapsed);

    /// <summary>Does what is due.</summary>
    public void Tick(Moment now)
    {
        this.now = now.Elapsed;
        if (NextLook <= now.Elapsed)
        {
            Look(now);
        }
        foreach (var schedule in current)
        {
            questioner.Ask(schedule.Network.Index, schedule, now.Elapsed);
        }
    }

    /// <summary>The events since the last call.</summary>
    public IReadOnlyList<ServiceEvent> TakeEvents() => resolver.TakeEvents();

    /// <summary>The queries to send now.</summary>
    public IReadOnlyList<OutgoingQuery> TakeQueries(Moment now)
    {
        var queries = questioner.TakeQueries();
        foreach (var query in queries)
        {
            sent.Add(query.Message, now.Elapsed);
            statistics.QueriesSent++;
        }
        return queries;
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private void HearQuery(in ReceivedDatagram datagram, InterfaceSchedule? schedule)
    {
        if (sent.Contains(datagram.Payload, now))
        {
            // A reflector repeats it from its own address, here or on another link; two interfaces of ours may be on one.
            var source = datagram.Source.Address;
            // On lo, where there is no other interface, the system sends it from no address.
            var own = (source.Equals(IPAddress.Any) && schedule is { Network.IsLoopback: true }) || current.Any(known => known.Network.Addresses.Any(at => at.Address.Equals(source)));
            statistics.Own += own ? 1 : 0;
            statistics.Reflected += own ? 0 : 1;
            return;
        }
        statistics.Queries++;
        if (schedule is not null && datagram.Source.Port == MdnsConstants.Port && ResponseFilter.IsGroup(datagram.Destination))
        {
            statistics.QuestionsSuppressed += DuplicateQuestions.Suppress(datagram.Payload, schedule, types, cache.Names, now);
        }
    }

    private void Count(DatagramVerdict verdict)
    {
        switch (verdict)
        {
            case DatagramVerdict.Accepted:
                statistics.Accepted++;
                break;
            case DatagramVerdict.ForeignPort:
                statistics.ForeignPort++;
                break;
            case DatagramVerdict.UnwantedUnicast:
                statistics.UnwantedUnicast++;
                break;
            case DatagramVerdict.UnknownInterface:
                statistics.UnknownInterface++;
                break;
            default:
                statistics.Malformed++;
                break;
        }
    }

    // Who was only away for a moment is found again soon, not when the series comes round, which may be in an hour.
    private void AskMoreAfterDispute(NameNode node)
    {
        foreach (var record in node.Records)
        {
            if (record is { IsDisputed: true, Type: DnsRecordType.Srv } && record.Expires <= now && schedules.TryGetValue(record.InterfaceIndex, out var schedule))
            {
                schedule.AskMore(now);
            }
        }
    }

    private void Look(Moment moment)
    {
        lookedAt = now;
        cache.Begin(now);
        while (cache.Agenda.Take(now) is { } node)
        {
            AskMoreAfterDispute(node);
            cache.Look(node, now, record => questioner.Open(record, now));
            questioner.AskPending(node, now);
            if (node.State?.Deadline <= now)
            {
                node.State.Deadline = null;
                cache.Names.MarkDirty(node, now);
            }
            if (node.IsSpreadOpen)
            {
                cache.Names.MarkDirty(node, now);
            }
            cache.Agenda.Put(node, node.NextDeadline);
        }
        resolver.ResolveDirty(moment);
    }
}
