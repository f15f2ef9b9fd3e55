namespace LocalHttps.Mdns;

/// <summary>Which name is to be looked at when. A look that comes too early costs little: the name is put back.</summary>
internal sealed class Agenda
{
    private const int Slack = 256;
    private readonly PriorityQueue<NameNode, TimeSpan> queue = new();
    private int live;

    /// <summary>When the first look is due; the end of time when none is.</summary>
    public TimeSpan NextDue
    {
        get
        {
            while (queue.TryPeek(out var node, out var due))
            {
                if (due == node.Due)
                {
                    return due;
                }
                queue.Dequeue();
            }
            return TimeSpan.MaxValue;
        }
    }

    /// <summary>Entries held, for the outdated ones among them must not pile up.</summary>
    public int Count => queue.Count;

    /// <summary>Has a name looked at by then at the latest.</summary>
    public void Put(NameNode node, TimeSpan due)
    {
        if (due >= node.Due || node.IsForgotten)
        {
            return;
        }
        live += node.Due == TimeSpan.MaxValue ? 1 : 0;
        node.Due = due;
        queue.Enqueue(node, due);
        // An outdated entry keeps a forgotten name in memory: in a flood that is evicted, as many as there are live ones would be too many.
        if (queue.Count > live + (live / 4) + Slack)
        {
            DropOutdated();
        }
    }

    /// <summary>The next name due; null when none is.</summary>
    public NameNode? Take(TimeSpan now)
    {
        if (NextDue > now)
        {
            return null;
        }
        var node = queue.Dequeue();
        Remove(node);
        return node;
    }

    /// <summary>A name is not to be looked at.</summary>
    public void Remove(NameNode node)
    {
        live -= node.Due == TimeSpan.MaxValue ? 0 : 1;
        node.Due = TimeSpan.MaxValue;
    }

    private void DropOutdated()
    {
        var kept = new List<(NameNode, TimeSpan)>(live);
        foreach (var (node, due) in queue.UnorderedItems)
        {
            if (node.Due == due)
            {
                kept.Add((node, due));
            }
        }
        queue.Clear();
        queue.EnqueueRange(kept);
    }
}
