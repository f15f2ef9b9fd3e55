using System.Net;

namespace LocalHttps.Mdns;

/// <summary>Which answers go where and when (RFC 6762 §5.4, §6). What it decides is sent through <paramref name="send"/>.</summary>
internal sealed class Answering(Action<OutgoingMessage> send)
{
    // One datagram must not make us send many: what goes to all goes once a second at most, whoever asks.
    private const int MostDirect = 16;
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);
    // Defending against a probe, 250 ms after the last time are enough (RFC 6762 §6).
    private static readonly TimeSpan ApartForProbes = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Latest = TimeSpan.FromMilliseconds(120);

    /// <summary>Answers a query: at once by unicast where that is asked for and the link heard the record lately, else in the queue.</summary>
    /// <param name="face">Where it was asked.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="source">Who asked; null when he has had enough packets of his own.</param>
    /// <param name="now">Now.</param>
    /// <param name="waited">Whether it has waited already.</param>
    public void Answer(PublishInterface face, Query query, IPEndPoint? source, TimeSpan now, bool waited = false)
    {
        List<(OwnRecord Record, ServiceLink Link)> direct = [];
        var atOnce = waited || query.IsProbe || !query.OthersMayAnswer;
        foreach (var (record, (link, unicast)) in query.Wanted)
        {
            // A probe is answered to all although it asks for unicast: a unicast reply reaches only one of the programs that share the port.
            if (unicast && !query.IsProbe && direct.Count < MostDirect && source is not null && face.Network.IsOnLink(source.Address) && now - face.LastSent(record) < record.Life / 4)
            {
                direct.Add((record, link));
            }
            else
            {
                Enqueue(face, record, link, now, atOnce, query.IsProbe ? ApartForProbes : Apart);
            }
        }
        if (direct.Count > 0)
        {
            var known = direct.Select(at => at.Record).Concat(query.Known).ToHashSet();
            foreach (var message in MessagePacker.Responses(direct.Select(at => at.Record.Record), Additionals(direct, known)))
            {
                send(new OutgoingMessage(face.Network.Index, message, source));
            }
        }
    }

    /// <summary>Answers a resolver that knows only unicast DNS (RFC 6762 §6.7).</summary>
    public void AnswerLegacy(PublishInterface face, Query query, IPEndPoint source)
    {
        var answers = query.Wanted.Take(MostDirect).Select(at => (at.Key, at.Value.Link)).ToList();
        if (answers.Count > 0)
        {
            var message = MessagePacker.Legacy(query, answers.Select(at => at.Key.Record), Additionals(answers, [.. answers.Select(at => at.Key)]));
            send(new OutgoingMessage(face.Network.Index, message, source));
        }
    }

    /// <summary>Puts an answer into the queue, not within the given time of the last.</summary>
    public static void Enqueue(PublishInterface face, OwnRecord record, ServiceLink link, TimeSpan now, bool atOnce, TimeSpan? apart = null)
    {
        var allowed = face.LastSent(record) + (apart ?? Apart) ?? now;
        var earliest = atOnce ? now : now + Soonest;
        var latest = atOnce ? now : now + Latest;
        face.Answers.Add(record, link, Later(earliest, allowed), Later(latest, allowed));
    }

    /// <summary>Sends what waits long enough.</summary>
    public void Flush(PublishInterface face, TimeSpan now)
    {
        var due = face.Answers.Take(now);
        if (due.Count > 0)
        {
            Multicast(face, due, now, additionals: true);
        }
    }

    /// <summary>Announces all records of services at once, without those that were sent within a second (RFC 6762 §8.3).</summary>
    public void Announce(PublishInterface face, IEnumerable<ServiceLink> links, TimeSpan now)
    {
        var records = new List<(OwnRecord Record, ServiceLink Link)>();
        foreach (var link in links)
        {
            link.Known.UnionWith(link.Records);
            records.AddRange(link.Records.Where(record => !IsTooSoon(face, record, now)).Select(record => (record, link)));
        }
        records = [.. records.DistinctBy(at => at.Record)];
        Multicast(face, records, now, additionals: false);
    }

    private void Multicast(PublishInterface face, List<(OwnRecord Record, ServiceLink Link)> answers, TimeSpan now, bool additionals)
    {
        var records = answers.Select(at => at.Record).ToHashSet();
        List<DnsRecord> further = [];
        if (additionals)
        {
            var more = Additional(answers, records).Where(record => !IsTooSoon(face, record, now)).ToList();
            records.UnionWith(more);
            further = [.. more.Select(at => at.Record)];
        }
        foreach (var message in MessagePacker.Responses(answers.Select(at => at.Record.Record), further))
        {
            send(new OutgoingMessage(face.Network.Index, message, null));
        }
        foreach (var record in records)
        {
            face.NoteSent(record, now);
        }
    }

    private static bool IsTooSoon(PublishInterface face, OwnRecord record, TimeSpan now) => now - face.LastSent(record) < Apart;

    private static IEnumerable<DnsRecord> Additionals(List<(OwnRecord Record, ServiceLink Link)> answers, HashSet<OwnRecord> known) =>
        Additional(answers, known).Select(record => record.Record);

    private static IEnumerable<OwnRecord> Additional(List<(OwnRecord Record, ServiceLink Link)> answers, HashSet<OwnRecord> known) =>
        answers.SelectMany(at => at.Link.AdditionalsOf(at.Record)).Where(record => !known.Contains(record)).Distinct();

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
