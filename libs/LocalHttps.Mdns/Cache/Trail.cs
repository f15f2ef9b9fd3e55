namespace LocalHttps.Mdns;

/// <summary>The names an instance leads to, in the order found.</summary>
internal sealed class Trail
{
    // A chain of CNAMEs is followed this far; contradicting announcements can fork it, so the names are bounded too.
    private const int MaximumDepth = 8;
    private const int MaximumNames = 32;

    /// <summary>The SRV targets and what they are aliases of.</summary>
    public List<NameNode> Hosts { get; } = [];

    /// <summary>The <c>&lt;first label of a public name&gt;.local</c> names.</summary>
    public List<NameNode> Aliases { get; } = [];

    /// <summary>Follows the records of an instance as they are now; names not known yet get a node that the caller must take or leave.</summary>
    public static Trail Walk(RecordCache cache, NameNode instance)
    {
        var trail = new Trail();
        foreach (var service in instance.Of(DnsRecordType.Srv))
        {
            trail.Follow(cache, service.Target!);
            trail.AddAlias(cache, PublicNames.AliasOf(service.Target!));
        }
        foreach (var text in instance.Of(DnsRecordType.Txt))
        {
            trail.AddAlias(cache, PublicNames.AliasOf(text.Text));
        }
        return trail;
    }

    private void Follow(RecordCache cache, DnsName target)
    {
        List<DnsName> level = [target];
        for (var depth = 0; depth <= MaximumDepth && level.Count > 0; depth++)
        {
            var next = new List<DnsName>();
            foreach (var name in level)
            {
                if (Hosts.Count < MaximumNames && !Hosts.Exists(node => node.Name.Equals(name)) && cache.GetOrAdd(name) is { } host)
                {
                    Hosts.Add(host);
                    next.AddRange(host.Of(DnsRecordType.Cname).Select(alias => alias.Target!));
                }
            }
            level = next;
        }
    }

    private void AddAlias(RecordCache cache, DnsName? name)
    {
        if (name is not null && Aliases.Count < MaximumNames && !Aliases.Exists(node => node.Name.Equals(name)) && cache.GetOrAdd(name) is { } alias)
        {
            Aliases.Add(alias);
        }
    }
}
