namespace LocalHttps.Mdns;

/// <summary>Collects questions by interface and packs them into few queries.</summary>
internal sealed class Outbox
{
    private readonly Dictionary<int, HashSet<DnsQuestion>> questions = [];

    /// <summary>Adds a question; the same one twice is asked once.</summary>
    public void Add(int interfaceIndex, DnsQuestion question)
    {
        if (!questions.TryGetValue(interfaceIndex, out var set))
        {
            questions.Add(interfaceIndex, set = []);
        }
        set.Add(question);
    }

    /// <summary>The queries to send, and nothing is left.</summary>
    public IReadOnlyList<OutgoingQuery> Take()
    {
        if (questions.Count == 0)
        {
            return [];
        }
        var queries = new List<OutgoingQuery>();
        foreach (var (interfaceIndex, set) in questions)
        {
            var writer = DnsMessageWriter.Query();
            foreach (var question in set)
            {
                if (!writer.TryAdd(question))
                {
                    queries.Add(new OutgoingQuery(interfaceIndex, writer.ToArray()));
                    writer = DnsMessageWriter.Query();
                    writer.TryAdd(question);
                }
            }
            queries.Add(new OutgoingQuery(interfaceIndex, writer.ToArray()));
        }
        questions.Clear();
        return queries;
    }
}

/// <summary>A query for one interface.</summary>
internal sealed record OutgoingQuery(int InterfaceIndex, byte[] Message);
