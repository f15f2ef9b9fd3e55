using System.Net;

namespace LocalHttps.Mdns;

/// <summary>The responder without threads, sockets and clock: datagrams, interfaces, registrations and now go in; messages, events and the next wake-up come out.</summary>
internal sealed class PublishEngine
{
    /// <summary>Most services of one publisher.</summary>
    public const int MaximumServices = 1000;

    private readonly Random random;
    private readonly List<PublishedService> services = [];
    private readonly SortedDictionary<int, PublishInterface> faces = [];
    private readonly List<OutgoingMessage> outgoing = [];
    private readonly List<(PublishedService Service, PublicationEvent Event)> events = [];
    private readonly PublisherStatistics statistics = new();
    private readonly Admission admission;
    private readonly Answering answering;
    private readonly NameKeeper names;
    private readonly LinkKeeper links;
    private Dictionary<OwnRecord, (ServiceLink Link, bool Unicast)> wanted = [];
    private TimeSpan now;

    public PublishEngine(PublisherOptions options, Random random)
    {
        this.random = random;
        admission = new Admission(statistics);
        answering = new Answering(Send);
        names = new NameKeeper(random);
        links = new LinkKeeper(faces, options, random, Send);
    }

    /// <summary>When <see cref="Tick"/> has something to do.</summary>
    public TimeSpan NextWake { get; private set; } = TimeSpan.MaxValue;

    public PublisherStatistics Statistics => statistics with { };

    /// <summary>How many of our records were looked through so far: tests bound by it what a message and a change may cost.</summary>
    public long Looks => faces.Values.Sum(face => face.Index.Looks);

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
            links.Join(service, face, now);
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
        links.Leave(service);
        names.Leave(service);
        events.Add((service, new PublicationStateChanged(service.Names, PublicationState.Withdrawn)));
        Finish();
    }

    /// <summary>Says goodbye to all services, in as few messages as they fit.</summary>
    public void RemoveAll(TimeSpan at)
    {
        now = at;
        links.LeaveAll(services);
        events.AddRange(services.Select(service => (service, (PublicationEvent)new PublicationStateChanged(service.Names, PublicationState.Withdrawn))));
        services.ForEach(names.Leave);
        services.Clear();
        Finish();
    }

    /// <summary>Publishes something else in a service's place: changed records are announced, new names probed for, old ones taken back.</summary>
    /// <returns>False when the service was removed.</returns>
    /// <exception cref="FormatException">The registration is out of its limits.</exception>
    public bool Change(PublishedService service, ServiceRegistration registration, TimeSpan at)
    {
        registration.Validate();
        now = at;
        if (!services.Contains(service))
        {
            return false;
        }
        service.Change(registration);
        names.AvoidOwn(service);
        links.Refresh(service, now, conflict: false);
        Finish();
        return true;
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
                services.ForEach(service => links.Join(service, face, now));
            }
            else if (sameAll || !face.Network.IsSameAs(network))
            {
                links.Readdress(face, network, now);
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
        if (!admission.TryAdmit(datagram, face.Network, now, out var cursor, out var admitted))
        {
            return;
        }
        if (!cursor.Header.IsResponse)
        {
            ReceiveQuery(cursor, face, datagram.Source, admitted);
            FinishAnswers();
        }
        else if (ReceiveResponse(cursor, face, admitted.IsMulticast))
        {
            Finish();
        }
        else
        {
            FinishAnswers();
        }
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

    private void ReceiveQuery(MessageCursor cursor, PublishInterface face, IPEndPoint source, Admitted admitted)
    {
        statistics.Queries++;
        var query = Query.Read(cursor, face, wanted, now);
        statistics.OverLimit += query.PassedOver;
        statistics.KnownAnswers += query.Suppressed + face.Deferred.Continue(source, query, now);
        if (query.IsForeign)
        {
            statistics.LostTieBreaks += NameKeeper.Yield(query, now);
        }
        wanted = Answer(face, query, source, admitted) ? [] : wanted;
        wanted.Clear();
    }

    // Tells whether the query is kept.
    private bool Answer(PublishInterface face, Query query, IPEndPoint source, Admitted admitted)
    {
        if (query.Wanted.Count == 0)
        {
            return false;
        }
        if (admitted.IsLegacy)
        {
            answering.AnswerLegacy(face, query, source);
        }
        else if (query.Header.Truncated && !query.IsProbe && face.Deferred.TryAdd(source, query, now))
        {
            return true;
        }
        else
        {
            statistics.DeferralsRefused += query.Header.Truncated && !query.IsProbe ? 1 : 0;
            answering.Answer(face, query, admitted.MayDirect ? source : null, now);
        }
        return false;
    }

    private bool ReceiveResponse(MessageCursor cursor, PublishInterface face, bool isMulticast)
    {
        long duplicates = 0;
        var contradicted = ResponseReader.Read(cursor, face, isMulticast, now, ref duplicates);
        foreach (var (link, claim) in contradicted)
        {
            statistics.Conflicts++;
            if (names.Contradict(link, claim, now))
            {
                links.Refresh(link.Service, now, conflict: true);
            }
        }
        statistics.Duplicates += duplicates;
        return contradicted.Count > 0;
    }

    private void Probe(PublishInterface face)
    {
        List<Claim> due = [.. face.Links.SelectMany(link => link.Claims).Where(claim => claim.Advance(now))];
        foreach (var message in MessagePacker.Probes(due))
        {
            Send(new OutgoingMessage(face.Network.Index, message, null));
        }
    }

    private void Send(OutgoingMessage message)
    {
        outgoing.Add(message);
        admission.NoteSent(message.Message, now);
        statistics.Sent++;
    }

    private void Finish()
    {
        FinishAnswers();
        foreach (var service in services)
        {
            events.AddRange(service.TakeChanges().Select(change => (service, change)));
        }
    }

    // A query changes nothing that anybody is told of.
    private void FinishAnswers()
    {
        NextWake = TimeSpan.MaxValue;
        foreach (var face in faces.Values)
        {
            answering.Flush(face, now);
            NextWake = face.Wake < NextWake ? face.Wake : NextWake;
        }
    }
}
