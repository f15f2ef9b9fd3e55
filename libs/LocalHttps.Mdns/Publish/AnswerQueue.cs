namespace LocalHttps.Mdns;

/// <summary>Multicast answers that wait, so that others' answers and ours do not collide and several go in one message (RFC 6762 §6).</summary>
internal sealed class AnswerQueue(Random random)
{
    private readonly Dictionary<OwnRecord, (ServiceLink Link, TimeSpan Due)> pending = [];
    // The moments something is sent at: few, for what may wait joins one of them.
    private readonly List<TimeSpan> moments = [];

    /// <summary>When the first is to be sent.</summary>
    public TimeSpan Wake
    {
        get
        {
            var wake = TimeSpan.MaxValue;
            foreach (var moment in moments)
            {
                wake = moment < wake ? moment : wake;
            }
            return wake;
        }
    }

    /// <summary>Adds an answer, to be sent with others that wait for a moment in the same span. One that waits already is sent at the earlier moment.</summary>
    public void Add(OwnRecord record, ServiceLink link, TimeSpan earliest, TimeSpan latest)
    {
        var due = MomentWithin(earliest, latest) ?? earliest + ((latest - earliest) * random.NextDouble());
        if (!pending.TryGetValue(record, out var known) || due < known.Due)
        {
            pending[record] = (link, due);
            if (!moments.Contains(due))
            {
                moments.Add(due);
            }
        }
    }

    /// <summary>Takes one back: somebody sent it.</summary>
    public bool Remove(OwnRecord record)
    {
        var removed = pending.Remove(record);
        if (pending.Count == 0)
        {
            moments.Clear();
        }
        return removed;
    }

    /// <summary>Takes back what belongs to a service on this interface.</summary>
    public void Remove(ServiceLink link)
    {
        foreach (var record in pending.Where(at => at.Value.Link == link).Select(at => at.Key).ToList())
        {
            Remove(record);
        }
    }

    /// <summary>Takes everything back.</summary>
    public void Clear()
    {
        pending.Clear();
        moments.Clear();
    }

    /// <summary>What is to be sent now.</summary>
    public List<(OwnRecord Record, ServiceLink Link)> Take(TimeSpan now)
    {
        if (Wake > now)
        {
            return [];
        }
        moments.RemoveAll(moment => moment <= now);
        var due = pending.Where(at => at.Value.Due <= now).Select(at => (at.Key, at.Value.Link)).ToList();
        due.ForEach(at => pending.Remove(at.Key));
        return due;
    }

    private TimeSpan? MomentWithin(TimeSpan earliest, TimeSpan latest)
    {
        foreach (var moment in moments)
        {
            if (moment >= earliest && moment <= latest)
            {
                return moment;
            }
        }
        return null;
    }
}
