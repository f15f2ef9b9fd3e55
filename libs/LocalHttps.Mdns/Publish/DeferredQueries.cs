using System.Net;

namespace LocalHttps.Mdns;

/// <summary>Queries whose known answers come in several packets: they wait 400–500 ms for the rest (RFC 6762 §7.2).</summary>
internal sealed class DeferredQueries(Random random)
{
    /// <summary>Most askers waited for on one interface.</summary>
    public const int MaximumAskers = 64;

    // 500 ms each: who needs more packets than that does not need our answers.
    private const int MaximumExtensions = 4;
    private readonly Dictionary<IPEndPoint, (Query Query, TimeSpan Due, int Extensions)> waiting = [];

    /// <summary>When the first is to be answered.</summary>
    public TimeSpan Wake => waiting.Count == 0 ? TimeSpan.MaxValue : waiting.Values.Min(at => at.Due);

    /// <summary>Whether this packet goes on with a list that one from the same source began; what it says is known is left out.</summary>
    /// <returns>How many answers were left out.</returns>
    public int Continue(IPEndPoint source, Query more, TimeSpan now)
    {
        if (!waiting.TryGetValue(source, out var deferred))
        {
            return 0;
        }
        if (more.Header.Truncated && deferred.Extensions < MaximumExtensions)
        {
            waiting[source] = deferred with { Due = Later(now), Extensions = deferred.Extensions + 1 };
        }
        return more.Known.Count(deferred.Query.Wanted.Remove);
    }

    /// <summary>Keeps a truncated query; a second one of the same source is added to the first.</summary>
    /// <returns>False when too many wait.</returns>
    public bool TryAdd(IPEndPoint source, Query query, TimeSpan now)
    {
        if (waiting.TryGetValue(source, out var deferred))
        {
            foreach (var (record, asked) in query.Wanted)
            {
                deferred.Query.Wanted.TryAdd(record, asked);
            }
            return true;
        }
        return waiting.Count < MaximumAskers && waiting.TryAdd(source, (query, Later(now), 0));
    }

    /// <summary>Forgets what was asked of a service.</summary>
    public void Remove(ServiceLink link)
    {
        foreach (var (query, _, _) in waiting.Values)
        {
            foreach (var record in query.Wanted.Where(at => at.Value.Link == link).Select(at => at.Key).ToList())
            {
                query.Wanted.Remove(record);
            }
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => waiting.Clear();

    /// <summary>The queries to answer now.</summary>
    public List<(IPEndPoint Source, Query Query)> Take(TimeSpan now)
    {
        var due = waiting.Where(at => at.Value.Due <= now).Select(at => (at.Key, at.Value.Query)).ToList();
        due.ForEach(at => waiting.Remove(at.Key));
        return due;
    }

    private TimeSpan Later(TimeSpan now) => now + TimeSpan.FromMilliseconds(random.Next(400, 501));
}
