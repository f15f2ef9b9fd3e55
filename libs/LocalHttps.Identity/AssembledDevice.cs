using LocalHttps.Mdns;

namespace LocalHttps.Identity;

/// <summary>One device as its announcements describe it, over all interfaces and instances. Nothing in it is authenticated.</summary>
public sealed record AssembledDevice
{
    /// <summary>The identity: the CNAME where there is one, else the escaped instance name.</summary>
    public required string Key { get; init; }

    /// <summary>The public name; null where none is valid or the sources disagree.</summary>
    public required string? Cname { get; init; }

    /// <summary>The DeviceName of the instance heard first, made safe to show.</summary>
    public required string AdvertisedName { get; init; }

    /// <summary>Every DeviceName it is announced under, in the order heard.</summary>
    public required IReadOnlyList<string> AdvertisedNames { get; init; }

    /// <summary>A hint for the icon.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it says it can be reached, one for each instance and SRV record.</summary>
    public required IReadOnlyList<AnnouncedEndpoint> Endpoints { get; init; }

    /// <summary>Why it has no CNAME: <c>no-public-name</c>, <c>invalid-public-name</c> or <c>sources-disagree</c>; null where it has one.</summary>
    public required Finding? Problem { get; init; }

    /// <summary>When it was last heard of.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>When its longest-lived announcement ends.</summary>
    public required DateTimeOffset Expires { get; init; }
}

/// <summary>Where an instance says it can be reached.</summary>
/// <param name="Instance">The instance name.</param>
/// <param name="Host">The SRV target.</param>
/// <param name="Port">The SRV port.</param>
/// <param name="Addresses">The addresses announced for the target.</param>
/// <param name="ContradictingNames">Public names the same announcement also gives; empty where its sources agree.</param>
public sealed record AnnouncedEndpoint(
    DnsName Instance,
    DnsName Host,
    ushort Port,
    IReadOnlyList<DiscoveredAddress> Addresses,
    IReadOnlyList<string> ContradictingNames);
