namespace LocalHttps.Mdns;

/// <summary>Makes the public snapshot of an instance from its records.</summary>
internal static class InstanceAssembler
{
    /// <summary>The snapshot; the instance must have a PTR and an SRV record.</summary>
    public static ServiceInstance Assemble(NameNode instance, Trail trail, Moment now) => new()
    {
        Name = instance.Name,
        ServiceType = instance.Of(DnsRecordType.Ptr).First().Target!,
        Locations = [.. instance.Of(DnsRecordType.Srv).Select(record => new ServiceLocation(record.Target!, record.Port)).Distinct()],
        Texts = [.. DistinctTexts(instance)],
        Addresses =
        [
            .. trail.Hosts.SelectMany(host => host.Records
                .Where(record => record.Type is DnsRecordType.A or DnsRecordType.Aaaa)
                .Select(record => new DiscoveredAddress(record.Address, record.InterfaceIndex, host.Name)))
        ],
        Aliases =
        [
            .. trail.Hosts.Concat(trail.Aliases)
                .SelectMany(host => host.Of(DnsRecordType.Cname).Select(record => new AliasRecord(host.Name, record.Target!)))
                .Distinct()
        ],
        FirstSeen = instance.State!.FirstSeen,
        LastSeen = now.At(instance.LastReceived),
        Expires = now.At(LastEnd(instance, DnsRecordType.Ptr) is var pointer && LastEnd(instance, DnsRecordType.Srv) is var service && pointer < service ? pointer : service),
    };

    /// <summary>Whether two snapshots say the same but for times. The order of records says nothing.</summary>
    public static bool SameContent(ServiceInstance a, ServiceInstance b) =>
        SameSet(a.Locations, b.Locations) && SameSet(a.Addresses, b.Addresses) && SameSet(a.Aliases, b.Aliases)
        && a.Texts.Count == b.Texts.Count && a.Texts.All(text => b.Texts.Any(other => SameText(text, other)));

    private static bool SameSet<T>(IReadOnlyList<T> a, IReadOnlyList<T> b) => a.Count == b.Count && a.All(item => b.Contains(item));

    private static bool SameText(TxtStrings a, TxtStrings b) =>
        ReferenceEquals(a, b) || (a.Strings.Count == b.Strings.Count && a.Strings.Zip(b.Strings).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)));

    private static IEnumerable<TxtStrings> DistinctTexts(NameNode instance)
    {
        var seen = new List<byte[]>();
        foreach (var record in instance.Of(DnsRecordType.Txt))
        {
            if (!seen.Exists(data => data.AsSpan().SequenceEqual(record.Data)))
            {
                seen.Add(record.Data);
                yield return record.Text;
            }
        }
    }

    private static TimeSpan LastEnd(NameNode instance, DnsRecordType type) => instance.Of(type).Max(record => record.Expires);
}
