using LocalHttps.Mdns;

namespace LocalHttps.Identity;

/// <summary>Puts announcements together to devices. Pure; nothing in its result is authenticated.</summary>
public static class DeviceAssembler
{
    /// <summary>Assembles the devices that <paramref name="instances"/> describe, sorted by key, whatever the order given.</summary>
    /// <param name="instances">What the network announces now.</param>
    /// <param name="trusted">The trusted devices: an announcement that contradicts itself is counted to those it names.</param>
    public static IReadOnlyList<AssembledDevice> Assemble(IReadOnlyCollection<ServiceInstance> instances, IReadOnlyCollection<TrustEntry> trusted)
    {
        var trustedNames = trusted.Select(entry => entry.Cname).ToHashSet(StringComparer.Ordinal);
        return [.. instances
            .Where(instance => instance.Name.IsUnder(instance.ServiceType))
            .SelectMany(instance => Parts(instance, trustedNames))
            .GroupBy(part => part.Key, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(Join)];
    }

    /// <summary>The valid public names an announcement gives, from all its sources.</summary>
    public static IReadOnlyList<string> NamesOf(ServiceInstance instance) => NameSources.Of(instance).Names;

    private static IEnumerable<Part> Parts(ServiceInstance instance, HashSet<string> trustedNames)
    {
        var sources = NameSources.Of(instance);
        if (sources.Names.Count == 1 && sources.Invalid.Count == 0)
            return [new Part(sources.Names[0], sources.Names[0], instance, [], null)];
        string[] all = [.. sources.Names, .. sources.Invalid];
        var claimed = sources.Names.Where(trustedNames.Contains).ToArray();
        if (claimed.Length > 0)
            return claimed.Select(name => new Part(name, name, instance, [.. all.Where(other => other != name)], null));
        return [new Part(instance.Name.ToString(), null, instance, [], ProblemOf(sources, all))];
    }

    private static Finding ProblemOf(NameSources sources, string[] all) =>
        all.Length == 0 ? Findings.Of(FindingCodes.NoPublicName)
        : sources.Names.Count == 0 ? Findings.Of(FindingCodes.InvalidPublicName, "name", sources.Invalid[0])
        : Findings.Of(FindingCodes.SourcesDisagree, "names", Findings.List(all));

    private static AssembledDevice Join(IGrouping<string, Part> group)
    {
        Part[] parts = [.. group
            .OrderBy(part => part.Contradicting.Count > 0)
            .ThenBy(part => part.Instance.FirstSeen)
            .ThenBy(part => part.Instance.Name.ToString(), StringComparer.Ordinal)];
        var speaking = parts.Where(part => part.Contradicting.Count == 0).DefaultIfEmpty(parts[0]).ToArray();
        string[] names = [.. speaking.Select(part => DeviceNames.FromInstance(part.Instance)).Distinct(StringComparer.Ordinal)];
        return new AssembledDevice
        {
            Key = group.Key,
            Cname = parts[0].Cname,
            AdvertisedName = names[0],
            AdvertisedNames = names,
            Kind = DeviceKinds.Of(speaking.Select(part => part.Instance)),
            Endpoints = [.. parts.SelectMany(EndpointsOf)],
            Problem = parts[0].Problem,
            LastSeen = parts.Max(part => part.Instance.LastSeen),
            Expires = parts.Max(part => part.Instance.Expires),
        };
    }

    private static IEnumerable<AnnouncedEndpoint> EndpointsOf(Part part) => part.Instance.Locations
        .Distinct()
        .OrderBy(location => location.Host.ToString(), StringComparer.Ordinal)
        .ThenBy(location => location.Port)
        .Select(location => new AnnouncedEndpoint(
            part.Instance.Name, location.Host, location.Port, AddressesOf(part.Instance, location.Host), part.Contradicting));

    private static DiscoveredAddress[] AddressesOf(ServiceInstance instance, DnsName host)
    {
        var owners = NameSources.Chain(host, instance.Aliases).Append(host).ToHashSet();
        return [.. instance.Addresses
            .Where(address => owners.Contains(address.Host))
            .DistinctBy(address => (address.Address, address.InterfaceIndex))
            .OrderBy(address => address.InterfaceIndex)
            .ThenBy(address => address.Address.AddressFamily)
            .ThenBy(address => address.Address.ToString(), StringComparer.Ordinal)];
    }

    private sealed record Part(string Key, string? Cname, ServiceInstance Instance, IReadOnlyList<string> Contradicting, Finding? Problem);
}
