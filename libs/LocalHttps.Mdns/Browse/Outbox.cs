namespace LocalHttps.Mdns;

/// <summary>Collects questions and known answers by interface and packs them into few queries.</summary>
internal sealed class Outbox
{
    // A query with the known answers of about 2,500 instances; who is not listed answers once more than needed.
    private const int MostPackets = 64;
    private const int FlagsOffset = 2;
    private readonly Dictionary<int, Batch> batches = [];

    /// <summary>Whether anything waits for an interface.</summary>
    public bool Holds(int interfaceIndex) => batches.ContainsKey(interfaceIndex);

    /// <summary>Adds a question; the same one twice is asked once.</summary>
    public void Add(int interfaceIndex, DnsQuestion question)
    {
        if (!batches.TryGetValue(interfaceIndex, out var batch))
        {
            batches.Add(interfaceIndex, batch = new Batch([], []));
        }
        batch.Questions.Add(question);
    }

    /// <summary>Adds a question, to be written last, with what is known of its answers (RFC 6762 §7.1).</summary>
    public void Add(int interfaceIndex, DnsQuestion question, IEnumerable<PointerRecord> knownAnswers)
    {
        Add(interfaceIndex, question);
        batches[interfaceIndex].KnownAnswers.AddRange(knownAnswers);
    }

    /// <summary>The queries to send, and nothing is left.</summary>
    public IReadOnlyList<OutgoingQuery> Take()
    {
        if (batches.Count == 0)
        {
            return [];
        }
        var queries = new List<OutgoingQuery>();
        foreach (var (interfaceIndex, batch) in batches)
        {
            queries.AddRange(Pack(batch).Select(message => new OutgoingQuery(interfaceIndex, message)));
        }
        batches.Clear();
        return queries;
    }

    private static List<byte[]> Pack(Batch batch)
    {
        var messages = new List<byte[]>();
        var writer = DnsMessageWriter.Query();
        var truncated = false;
        foreach (var question in batch.Questions)
        {
            if (!writer.TryAdd(question))
            {
                messages.Add(Finish(writer, truncated));
                writer = DnsMessageWriter.Query();
                writer.TryAdd(question);
                truncated = false;
            }
            truncated |= question.Type == DnsRecordType.Ptr && batch.KnownAnswers.Count > 0;
        }
        foreach (var known in batch.KnownAnswers)
        {
            if (writer.TryAddAnswer(known))
            {
                continue;
            }
            if (messages.Count >= MostPackets)
            {
                break;
            }
            messages.Add(Finish(writer, truncated: true));
            writer = DnsMessageWriter.Query();
            writer.TryAddAnswer(known);
        }
        messages.Add(writer.ToArray());
        return messages;
    }

    // RFC 6762 §7.2: where more known answers follow, responders wait for them.
    private static byte[] Finish(DnsMessageWriter writer, bool truncated)
    {
        var message = writer.ToArray();
        message[FlagsOffset] |= (byte)(truncated ? DnsHeader.TruncatedFlag >> 8 : 0);
        return message;
    }

    private sealed record Batch(HashSet<DnsQuestion> Questions, List<PointerRecord> KnownAnswers);
}

/// <summary>A query for one interface.</summary>
internal sealed record OutgoingQuery(int InterfaceIndex, byte[] Message);
