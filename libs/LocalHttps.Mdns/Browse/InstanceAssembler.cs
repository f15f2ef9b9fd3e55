namespace LocalHttps.Mdns;

/// <summary>Makes the public snapshot of an instance from its records.</summary>
internal static class InstanceAssembler
{
    /// <summary>Most addresses told of one instance: contradicting announcements can lead it to many hosts with 16 addresses each.</summary>
    public const int MaximumAddresses = 128;

    /// <summary>Most aliases told of one instance; two already contradict each other.</summary>
    public const int MaximumAliases = 32;

    // Below it, looking for each in the other is quicker than a set.
    private const int Few = 8;

    /// <summary>The snapshot; the instance must have a PTR and an SRV record.</summary>
    public static ServiceInstance Assemble(NameNode instance, Trail trail, Moment now)
    {
        DnsName? type = null;
        var locations = new List<ServiceLocation>(1);
        var texts = new List<CachedRecord>(1);
        var (pointerEnd, locationEnd) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var record in instance.Records)
        {
            switch (record.Type)
            {
                case DnsRecordType.Ptr:
                    type ??= record.Target;
                    pointerEnd = Max(pointerEnd, record.Expires);
                    break;
                case DnsRecordType.Srv:
                    AddOnce(locations, new ServiceLocation(record.Target!, record.Port));
                    locationEnd = Max(locationEnd, record.Expires);
                    break;
                case DnsRecordType.Txt when !texts.Exists(known => known.Data.AsSpan().SequenceEqual(record.Data)):
                    texts.Add(record);
                    break;
                default:
                    break;
            }
        }
        return new ServiceInstance
        {
            Name = instance.Name,
            ServiceType = type!,
            Locations = locations,
            Texts = texts.ConvertAll(record => record.Text),
            Addresses = AddressesOf(trail),
            Aliases = AliasesOf(trail),
            FirstSeen = instance.State!.FirstSeen,
            LastSeen = now.At(instance.LastReceived),
            Expires = now.At(pointerEnd < locationEnd ? pointerEnd : locationEnd),
        };
    }

    /// <summary>Whether two snapshots say the same but for times. The order of records says nothing.</summary>
    public static bool SameContent(ServiceInstance a, ServiceInstance b) =>
        SameSet(a.Locations, b.Locations) && SameSet(a.Addresses, b.Addresses) && SameSet(a.Aliases, b.Aliases)
        && a.Texts.Count == b.Texts.Count && a.Texts.All(text => b.Texts.Any(other => SameText(text, other)));

    private static List<DiscoveredAddress> AddressesOf(Trail trail)
    {
        var addresses = new List<DiscoveredAddress>(2);
        foreach (var host in trail.Hosts)
        {
            foreach (var record in host.Records)
            {
                if (record.Type is DnsRecordType.A or DnsRecordType.Aaaa && addresses.Count < MaximumAddresses)
                {
                    addresses.Add(record.Discovered);
                }
            }
        }
        return addresses;
    }

    private static IReadOnlyList<AliasRecord> AliasesOf(Trail trail)
    {
        List<AliasRecord>? aliases = null;
        trail.Hosts.ForEach(Add);
        trail.Aliases.ForEach(Add);
        return aliases ?? (IReadOnlyList<AliasRecord>)[];

        void Add(NameNode owner)
        {
            foreach (var record in owner.Records)
            {
                if (record.Type == DnsRecordType.Cname && !(aliases?.Count >= MaximumAliases))
                {
                    AddOnce(aliases ??= [], new AliasRecord(owner.Name, record.Target!));
                }
            }
        }
    }

    private static void AddOnce<T>(List<T> list, T item)
    {
        if (!list.Contains(item))
        {
            list.Add(item);
        }
    }

    private static bool SameSet<T>(IReadOnlyList<T> a, IReadOnlyList<T> b) => a.Count == b.Count
        && (a.Count <= Few ? a.All(item => b.Contains(item)) : a.ToHashSet().SetEquals(b));

    private static bool SameText(TxtStrings a, TxtStrings b) =>
        ReferenceEquals(a, b) || (a.Strings.Count == b.Strings.Count && a.Strings.Zip(b.Strings).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)));

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
