namespace LocalHttps.Mdns;

/// <summary>Multicast answers that wait, so that others' answers and ours do not collide and several go in one message (RFC 6762 §6).</summary>
internal sealed class AnswerQueue(Random random)
{
    private readonly Dictionary<OwnRecord, (ServiceLink Link, TimeSpan Due)> pending = [];

    /// <summary>When the first is to be sent.</summary>
    public TimeSpan Wake => pending.Count == 0 ? TimeSpan.MaxValue : pending.Values.Min(at => at.Due);

    /// <summary>Adds an answer, to be sent with others that wait for a moment in the same span. One that waits already is sent at the earlier moment.</summary>
    public void Add(OwnRecord record, ServiceLink link, TimeSpan earliest, TimeSpan latest)
    {
        var due = earliest;
        if (latest > earliest)
        {
            var joined = pending.Values.Where(at => at.Due >= earliest && at.Due <= latest).Select(at => (TimeSpan?)at.Due).FirstOrDefault();
            due = joined ?? earliest + ((latest - earliest) * random.NextDouble());
        }
        if (!pending.TryGetValue(record, out var known) || due < known.Due)
        {
            pending[record] = (link, due);
        }
    }

    /// <summary>Takes one back: somebody sent it.</summary>
    public bool Remove(OwnRecord record) => pending.Remove(record);

    /// <summary>Takes back what belongs to a service on this interface.</summary>
    public void Remove(ServiceLink link)
    {
        foreach (var record in pending.Where(at => at.Value.Link == link).Select(at => at.Key).ToList())
        {
            pending.Remove(record);
        }
    }

    /// <summary>What is to be sent now.</summary>
    public List<(OwnRecord Record, ServiceLink Link)> Take(TimeSpan now)
    {
        var due = pending.Where(at => at.Value.Due <= now).Select(at => (at.Key, at.Value.Link)).ToList();
        due.ForEach(at => pending.Remove(at.Key));
        return due;
    }
}
