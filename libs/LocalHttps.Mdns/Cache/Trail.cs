namespace LocalHttps.Mdns;

/// <summary>The names an instance leads to, in the order found.</summary>
internal sealed class Trail
{
    // A chain of CNAMEs is followed this far; contradicting announcements can fork it, so the names are bounded too.
    private const int MaximumDepth = 8;
    private const int MaximumNames = 16;

    /// <summary>Of an instance that was not followed yet.</summary>
    public static readonly Trail Nowhere = new();

    /// <summary>The SRV targets and what they are aliases of.</summary>
    public List<NameNode> Hosts { get; } = new(1);

    /// <summary>The <c>&lt;first label of a public name&gt;.local</c> names.</summary>
    public List<NameNode> Aliases { get; } = new(1);

    /// <summary>Whether every name found room in the cache.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Follows the records of an instance as they are now; names not known yet get a node that the caller must take or leave.</summary>
    public static Trail Walk(NameGraph names, NameNode instance)
    {
        // Names of a flood have neither; an empty trail for each of them would be a fifth of what they take.
        if (!instance.Has(DnsRecordType.Srv) && !instance.Has(DnsRecordType.Txt))
        {
            return Nowhere;
        }
        var trail = new Trail();
        foreach (var record in instance.Records)
        {
            trail.Add(trail.Hosts, names, record.Type == DnsRecordType.Srv ? record.Target : null);
            trail.Add(trail.Aliases, names, record.Type is DnsRecordType.Srv or DnsRecordType.Txt ? record.Alias : null);
        }
        trail.FollowAliasesOfHosts(names);
        return trail;
    }

    /// <summary>Whether the name is on the trail.</summary>
    public bool Contains(NameNode node) => Hosts.Contains(node) || Aliases.Contains(node);

    private void FollowAliasesOfHosts(NameGraph names)
    {
        var levelStart = 0;
        for (var depth = 0; depth < MaximumDepth && levelStart < Hosts.Count; depth++)
        {
            var levelEnd = Hosts.Count;
            for (; levelStart < levelEnd; levelStart++)
            {
                foreach (var record in Hosts[levelStart].Records)
                {
                    Add(Hosts, names, record.Type == DnsRecordType.Cname ? record.Target : null);
                }
            }
        }
    }

    private void Add(List<NameNode> list, NameGraph names, DnsName? name)
    {
        if (name is null || list.Count >= MaximumNames)
        {
            return;
        }
        if (names.GetOrAdd(name) is not { } node)
        {
            IsComplete = false;
        }
        else if (!list.Contains(node))
        {
            list.Add(node);
        }
    }
}
