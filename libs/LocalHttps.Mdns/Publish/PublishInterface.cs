namespace LocalHttps.Mdns;

/// <summary>One interface: what is published on it, what waits to be sent, what was sent when.</summary>
internal sealed class PublishInterface(MdnsInterface network, Random random)
{
    private const int FewestKept = 64;
    private readonly Dictionary<OwnRecord, TimeSpan> sent = [];
    private readonly HashSet<OwnRecord> left = [];
    private int pruneAt = FewestKept;

    public MdnsInterface Network { get; set; } = network;

    public List<ServiceLink> Links { get; } = [];

    public RecordIndex Index { get; } = new();

    public AnswerQueue Answers { get; } = new(random);

    public DeferredQueries Deferred { get; } = new(random);

    /// <summary>When there is something to do.</summary>
    public TimeSpan Wake
    {
        get
        {
            var wake = Answers.Wake < Deferred.Wake ? Answers.Wake : Deferred.Wake;
            foreach (var link in Links)
            {
                wake = link.Wake < wake ? link.Wake : wake;
            }
            return wake;
        }
    }

    /// <summary>A service is no longer published here.</summary>
    public void Remove(ServiceLink link)
    {
        Links.Remove(link);
        Answers.Remove(link);
        Deferred.Remove(link);
        ForgetSent(link, link.Known);
        Index.Remove(link);
    }

    /// <summary>Nothing is published here any more.</summary>
    public void Clear()
    {
        Index.Clear();
        Answers.Clear();
        Deferred.Clear();
        Links.Clear();
        sent.Clear();
        left.Clear();
    }

    /// <summary>Of how many records it is known when they were multicast.</summary>
    public int Remembered => sent.Count;

    /// <summary>When a record was multicast here last.</summary>
    public TimeSpan? LastSent(OwnRecord record) => sent.TryGetValue(record, out var at) ? at : null;

    /// <summary>Leaves an answer to somebody else who just gave it (RFC 6762 §7.4). Not twice in a row: who means ill can send one that nobody else receives.</summary>
    public bool TryLeave(OwnRecord record)
    {
        if (!left.Contains(record) && Answers.Remove(record))
        {
            left.Add(record);
            return true;
        }
        return false;
    }

    /// <summary>Takes note that a record was multicast now.</summary>
    public void NoteSent(OwnRecord record, TimeSpan now)
    {
        if (sent.Count >= pruneAt)
        {
            foreach (var old in sent.Where(known => now - known.Value > known.Key.Life).Select(known => known.Key).ToList())
            {
                sent.Remove(old);
            }
            pruneAt = Math.Max(FewestKept, sent.Count * 2);
        }
        sent[record] = now;
        left.Remove(record);
        Answers.Remove(record);
    }

    /// <summary>Forgets when records were sent that a service no longer has.</summary>
    public void ForgetSent(ServiceLink link, IEnumerable<OwnRecord> records)
    {
        foreach (var record in records.Where(record => !Index.IsSharedBeside(link, record)))
        {
            sent.Remove(record);
            left.Remove(record);
        }
    }
}
