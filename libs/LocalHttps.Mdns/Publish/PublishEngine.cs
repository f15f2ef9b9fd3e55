using System.Net;

namespace LocalHttps.Mdns;

/// <summary>The responder without threads, sockets and clock: datagrams, interfaces, registrations and now go in; messages, events and the next wake-up come out.</summary>
internal sealed class PublishEngine
{
    /// <summary>Most services of one publisher.</summary>
    public const int MaximumServices = 1000;

    private const int QueriesPerSecond = 1000;
    private readonly PublisherOptions options;
    private readonly Random random;
    private readonly List<PublishedService> services = [];
    private readonly SortedDictionary<int, PublishInterface> faces = [];
    private readonly List<OutgoingMessage> outgoing = [];
    private readonly List<(PublishedService Service, PublicationEvent Event)> events = [];
    private readonly SentMessages sent = new();
    private readonly RateGate rate = new(QueriesPerSecond);
    private readonly PublisherStatistics statistics = new();
    private readonly Answering answering;
    private readonly NameKeeper names;
    private TimeSpan now;

    public PublishEngine(PublisherOptions options, Random random)
    {
        this.options = options;
        this.random = random;
        answering = new Answering(Send);
        names = new NameKeeper(services, random);
    }

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public TimeSpan NextWake { get; private set; } = TimeSpan.MaxValue;

    public PublisherStatistics Statistics => statistics with { };

    /// <summary>Begins to publish.</summary>
    /// <exception cref="FormatException">The registration is out of its limits.</exception>
    /// <exception cref="InvalidOperationException">There are a thousand services already.</exception>
    public PublishedService Add(ServiceRegistration registration, TimeSpan at)
    {
        registration.Validate();
        if (services.Count >= MaximumServices)
        {
            throw new InvalidOperationException($"A publisher has at most {MaximumServices} services.");
        }
        now = at;
        var service = new PublishedService(registration);
        services.Add(service);
        names.AvoidOwn(service);
        foreach (var face in faces.Values)
        {
            Join(service, face);
        }
        Finish();
        return service;
    }

    /// <summary>Says goodbye to a service and answers for it no more (RFC 6762 §10.1).</summary>
    public void Remove(PublishedService service, TimeSpan at)
    {
        now = at;
        if (!services.Remove(service))
        {
            return;
        }
        foreach (var (index, link) in service.Links)
        {
            Goodbye(faces[index], link, [.. link.Known], flush: true);
            Leave(faces[index], link);
        }
        service.Links.Clear();
        events.Add((service, new PublicationStateChanged(service.Names, PublicationState.Withdrawn)));
        Finish();
    }

    /// <summary>Publishes something else in a service's place: changed records are announced, new names probed for, old ones taken back.</summary>
    /// <exception cref="FormatException">The registration is out of its limits.</exception>
    public void Change(PublishedService service, ServiceRegistration registration, TimeSpan at)
    {
        registration.Validate();
        now = at;
        if (services.Contains(service))
        {
            service.Change(registration);
            names.AvoidOwn(service);
            Refresh(service, conflict: false);
            Finish();
        }
    }

    /// <summary>Takes the interfaces there are. A new one, or one whose addresses are all others, is probed on; one with some addresses changed is
    /// announced on; when nothing changed, everything is: it can send now and could not.</summary>
    public void SetInterfaces(IReadOnlyList<MdnsInterface> interfaces, TimeSpan at)
    {
        now = at;
        var sameAll = interfaces.Count == faces.Count && interfaces.All(network => faces.TryGetValue(network.Index, out var face) && face.Network.IsSameAs(network));
        foreach (var gone in faces.Keys.Where(index => interfaces.All(network => network.Index != index)).ToList())
        {
            services.ForEach(service => service.Links.Remove(gone));
            faces.Remove(gone);
        }
        foreach (var network in interfaces)
        {
            if (!faces.TryGetValue(network.Index, out var face))
            {
                faces.Add(network.Index, face = new PublishInterface(network, random));
                services.ForEach(service => Join(service, face));
            }
            else if (sameAll || !face.Network.IsSameAs(network))
            {
                Readdress(face, network);
            }
        }
        Finish();
    }

    /// <summary>Takes a datagram.</summary>
    public void Receive(in ReceivedDatagram datagram, TimeSpan at)
    {
        now = at;
        if (!faces.TryGetValue(datagram.InterfaceIndex, out var face))
        {
            return;
        }
        if (datagram.Payload.Length > MdnsConstants.MaximumDatagram || !MessageCursor.TryOpen(datagram.Payload, out var cursor)
            || cursor.Header.Opcode != 0 || cursor.Header.ResponseCode != 0)
        {
            statistics.Malformed++;
            return;
        }
        if (sent.Contains(datagram.Payload, now))
        {
            statistics.Own++;
            return;
        }
        var isMulticast = datagram.Destination.IsIPv6Multicast || datagram.Destination.Equals(MdnsConstants.GroupV4);
        var isLegacy = datagram.Source.Port != MdnsConstants.Port;
        if (cursor.Header.IsResponse ? isLegacy : !rate.TryPass(now))
        {
            statistics.OverRate += cursor.Header.IsResponse ? 0 : 1;
            return;
        }
        if ((!isMulticast || (isLegacy && !cursor.Header.IsResponse)) && !face.IsOnLink(datagram.Source.Address))
        {
            statistics.OffLink++;
            return;
        }
        if (cursor.Header.IsResponse)
        {
            ReceiveResponse(cursor, face, isMulticast);
        }
        else
        {
            ReceiveQuery(cursor, face, datagram.Source, isLegacy);
        }
        Finish();
    }

    /// <summary>Does what is due.</summary>
    public void Tick(TimeSpan at)
    {
        now = at;
        foreach (var face in faces.Values)
        {
            Probe(face);
            foreach (var (source, query) in face.Deferred.Take(now))
            {
                answering.Answer(face, query, source, now, waited: true);
            }
            var announced = face.Links.Where(link => link.TakeAnnouncement(now)).ToList();
            announced.ForEach(link => link.Service.Settle());
            answering.Announce(face, announced, now);
        }
        Finish();
    }

    /// <summary>The events since the last call.</summary>
    public IReadOnlyList<(PublishedService Service, PublicationEvent Event)> TakeEvents()
    {
        var taken = events.ToArray();
        events.Clear();
        return taken;
    }

    /// <summary>The messages to send now.</summary>
    public IReadOnlyList<OutgoingMessage> TakeMessages()
    {
        var taken = outgoing.ToArray();
        outgoing.Clear();
        return taken;
    }

    private void ReceiveQuery(MessageCursor cursor, PublishInterface face, IPEndPoint source, bool isLegacy)
    {
        statistics.Queries++;
        var query = Query.Read(cursor, face, now);
        statistics.OverLimit += query.PassedOver;
        statistics.KnownAnswers += query.Suppressed + face.Deferred.Continue(source, query, now);
        if (query.IsForeign)
        {
            statistics.LostTieBreaks += NameKeeper.Yield(query, now);
        }
        if (query.Wanted.Count == 0)
        {
            return;
        }
        if (isLegacy)
        {
            answering.AnswerLegacy(face, query, source);
        }
        else if (!query.Header.Truncated || query.IsProbe || !face.Deferred.TryAdd(source, query, now))
        {
            statistics.DeferralsRefused += query.Header.Truncated && !query.IsProbe ? 1 : 0;
            answering.Answer(face, query, source, now);
        }
    }

    private void ReceiveResponse(MessageCursor cursor, PublishInterface face, bool isMulticast)
    {
        long duplicates = 0;
        foreach (var (link, claim) in ResponseReader.Read(cursor, face, isMulticast, now, ref duplicates))
        {
            statistics.Conflicts++;
            if (names.Contradict(link, claim, now))
            {
                Refresh(link.Service, conflict: true);
            }
        }
        statistics.Duplicates += duplicates;
    }

    private void Probe(PublishInterface face)
    {
        List<Claim> due = [.. face.Links.SelectMany(link => link.Claims).Where(claim => claim.Advance(now))];
        foreach (var message in MessagePacker.Probes(due))
        {
            Send(new OutgoingMessage(face.Network.Index, message, null));
        }
    }

    private void Join(PublishedService service, PublishInterface face)
    {
        var link = new ServiceLink(service, face.Network);
        service.Links.Add(face.Network.Index, link);
        face.Links.Add(link);
        link.Rebuild(options, now, service.StartDelay(random));
        face.Changed();
    }

    private static void Leave(PublishInterface face, ServiceLink link)
    {
        face.Links.Remove(link);
        face.Answers.Remove(link);
        face.Deferred.Remove(link);
        foreach (var record in link.Known)
        {
            face.ForgetSent(record);
        }
        face.Changed();
    }

    // Where no address stayed, this may be another network: others may have the names there. Else only the records changed (RFC 6762 §8, §8.4).
    private void Readdress(PublishInterface face, MdnsInterface network)
    {
        var stayed = network.Addresses.Any(face.Network.Addresses.Contains);
        face.Network = network;
        foreach (var link in face.Links)
        {
            link.Network = network;
            if (!stayed || !link.HasWon)
            {
                link.RestartAll(now + link.Service.StartDelay(random));
            }
            Refresh(face, link, conflict: false);
            link.Reannounce();
        }
    }

    private void Refresh(PublishedService service, bool conflict)
    {
        foreach (var (index, link) in service.Links)
        {
            Refresh(faces[index], link, conflict);
        }
    }

    private void Refresh(PublishInterface face, ServiceLink link, bool conflict)
    {
        face.Answers.Remove(link);
        face.Deferred.Remove(link);
        var gone = link.Rebuild(options, now, link.Service.StartDelay(random));
        face.Changed();
        // A pointer to a name that is another's now is his too; his records of the name stay, so nothing is flushed.
        Goodbye(face, link, [.. gone.Where(record => record.IsUnique || !conflict)], flush: !conflict);
    }

    private void Goodbye(PublishInterface face, ServiceLink link, IReadOnlyList<OwnRecord> records, bool flush)
    {
        // Others have services of the type too; that record runs out by itself.
        var ended = records.Where(record => !record.Name.Equals(RecordSet.Enumeration) && !face.IsSharedBeside(link, record))
            .Select(record => record.Record with { TimeToLive = 0, CacheFlush = flush && record.IsUnique });
        foreach (var message in MessagePacker.Responses(ended, []))
        {
            Send(new OutgoingMessage(face.Network.Index, message, null));
        }
    }

    private void Send(OutgoingMessage message)
    {
        outgoing.Add(message);
        sent.Add(message.Message, now);
        statistics.Sent++;
    }

    private void Finish()
    {
        NextWake = TimeSpan.MaxValue;
        foreach (var face in faces.Values)
        {
            answering.Flush(face, now);
            NextWake = face.Wake < NextWake ? face.Wake : NextWake;
        }
        foreach (var service in services)
        {
            Tell(service);
        }
    }

    private void Tell(PublishedService service)
    {
        if (service.ToldNames is { } before && before != service.Names)
        {
            events.Add((service, new PublicationRenamed(service.Names, before)));
        }
        if (service.Told != service.State)
        {
            events.Add((service, new PublicationStateChanged(service.Names, service.State)));
        }
        (service.ToldNames, service.Told) = (service.Names, service.State);
    }
}
