namespace LocalHttps.Mdns;

/// <summary>Keeps the records on every interface true to the registrations, the names and the addresses, and takes back what no longer holds.</summary>
internal sealed class LinkKeeper(IReadOnlyDictionary<int, PublishInterface> faces, PublisherOptions options, Random random, Action<OutgoingMessage> send)
{
    /// <summary>Begins to publish a service on an interface.</summary>
    public void Join(PublishedService service, PublishInterface face, TimeSpan now)
    {
        var link = new ServiceLink(service, face.Network);
        service.Links.Add(face.Network.Index, link);
        face.Links.Add(link);
        link.Rebuild(options, now, service.StartDelay(random), conflict: false);
        face.Index.Put(link);
    }

    /// <summary>Says goodbye to a service on all interfaces (RFC 6762 §10.1).</summary>
    public void Leave(PublishedService service)
    {
        foreach (var (index, link) in service.Links)
        {
            var face = faces[index];
            Goodbye(face, link, [.. link.Known], flush: true);
            face.Remove(link);
        }
        service.Links.Clear();
    }

    /// <summary>Says goodbye to all services at once, in as few messages as they fit.</summary>
    public void LeaveAll(IEnumerable<PublishedService> services)
    {
        foreach (var face in faces.Values)
        {
            Goodbye(face, [.. face.Links.SelectMany(link => link.Known).Distinct()], flush: true);
            face.Clear();
        }
        foreach (var service in services)
        {
            service.Links.Clear();
        }
    }

    /// <summary>Takes the addresses an interface has now. Where none stayed, this may be another network, and others may have the names there;
    /// else only records changed (RFC 6762 §8, §8.4).</summary>
    public void Readdress(PublishInterface face, MdnsInterface network, TimeSpan now)
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
            Refresh(face, link, now, conflict: false);
            link.Reannounce();
        }
    }

    /// <summary>Makes the records of a service anew.</summary>
    /// <param name="service">The service.</param>
    /// <param name="now">Now.</param>
    /// <param name="conflict">Whether the names it gave up are another's.</param>
    public void Refresh(PublishedService service, TimeSpan now, bool conflict)
    {
        foreach (var (index, link) in service.Links)
        {
            Refresh(faces[index], link, now, conflict);
        }
    }

    private void Refresh(PublishInterface face, ServiceLink link, TimeSpan now, bool conflict)
    {
        face.Answers.Remove(link);
        face.Deferred.Remove(link);
        var gone = link.Rebuild(options, now, link.Service.StartDelay(random), conflict);
        face.Index.Put(link);
        // A pointer to a name that is another's now is his too; his records of the name stay, so nothing is flushed.
        Goodbye(face, link, [.. gone.Where(record => record.IsUnique || !conflict)], flush: !conflict);
        face.ForgetSent(link, gone);
    }

    // Another service may have the same record.
    private void Goodbye(PublishInterface face, ServiceLink link, IEnumerable<OwnRecord> records, bool flush) =>
        Goodbye(face, records.Where(record => !face.Index.IsSharedBeside(link, record)), flush);

    private void Goodbye(PublishInterface face, IEnumerable<OwnRecord> records, bool flush)
    {
        // Others have services of the type too; that record runs out by itself.
        var ended = records.Where(record => !record.Name.Equals(RecordSet.Enumeration)).Select(record => record.Record with { TimeToLive = 0, CacheFlush = flush && record.IsUnique });
        foreach (var message in MessagePacker.Responses(ended, []))
        {
            send(new OutgoingMessage(face.Network.Index, message, null));
        }
    }
}
