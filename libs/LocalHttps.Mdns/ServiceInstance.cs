using System.Net;
using System.Text;

namespace LocalHttps.Mdns;

/// <summary>A DNS-SD service instance as the multicast records describe it now (RFC 6763 §4). Nothing in it is authenticated.</summary>
public sealed record ServiceInstance
{
    /// <summary>The full instance name, <c>Instance.Service.Domain</c>.</summary>
    public required DnsName Name { get; init; }

    /// <summary>The instance's own label as text, such as <c>Office printer</c>: what a person reads (RFC 6763 §4.1.1), 1 to 63 bytes of UTF-8; what is
    /// none becomes U+FFFD. Whoever announced it chose it: it may hold control characters, or look like another's.</summary>
    public string InstanceName => Encoding.UTF8.GetString(Name.FirstLabel);

    /// <summary>The service type the instance was found under, such as <c>_https._tcp.local</c>. Where several that were browsed for
    /// list it, a type and a subtype of it say, it is one of them.</summary>
    public required DnsName ServiceType { get; init; }

    /// <summary>The SRV records, at least one; more when announcements contradict each other.</summary>
    public required IReadOnlyList<ServiceLocation> Locations { get; init; }

    /// <summary>The TXT records' strings; more than one record when announcements contradict each other. Empty until one was received.</summary>
    public required IReadOnlyList<TxtStrings> Texts { get; init; }

    /// <summary>A and AAAA records of the SRV targets and of what they are aliases of. Empty until one was received.</summary>
    public required IReadOnlyList<DiscoveredAddress> Addresses { get; init; }

    /// <summary>Where to connect: each of <see cref="Locations"/> with the addresses of its own host, aliases followed. None while there is no address;
    /// port 0 says that the service does not run (RFC 6763 §8).</summary>
    public IEnumerable<IPEndPoint> EndPoints
    {
        get
        {
            foreach (var location in Locations)
            {
                var owners = OwnersOf(location.Host);
                foreach (var address in Addresses.Where(at => owners.Contains(at.Host)).Select(at => at.Address).Distinct())
                {
                    yield return new IPEndPoint(address, location.Port);
                }
            }
        }
    }

    /// <summary>CNAME records owned by an SRV target, by a link of the chain that starts there, or by
    /// <c>&lt;first label of a public name&gt;.local</c>, where the public name stands in the SRV target or in TXT <c>cn=</c>.</summary>
    public required IReadOnlyList<AliasRecord> Aliases { get; init; }

    /// <summary>When the instance was first heard of by this browser, in UTC.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When a record of it was last received, in UTC.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>When the first of the records it stands on (PTR, SRV) ends unless it is announced again, in UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    // Each alias is followed once, so that a circle of them ends.
    private HashSet<DnsName> OwnersOf(DnsName host)
    {
        var owners = new HashSet<DnsName> { host };
        while (Aliases.FirstOrDefault(alias => owners.Contains(alias.Owner) && !owners.Contains(alias.Target)) is { } next)
        {
            owners.Add(next.Target);
        }
        return owners;
    }
}

/// <summary>An SRV record's target and port (RFC 2782). Priority and weight are not kept.</summary>
/// <param name="Host">The target: the host the service runs on.</param>
/// <param name="Port">The port; 0 says that the service does not run (RFC 6763 §8).</param>
public sealed record ServiceLocation(DnsName Host, ushort Port);

/// <summary>An address with the interface whose link announced it.</summary>
/// <param name="Address">The address; an IPv6 link-local one carries its scope id.</param>
/// <param name="InterfaceIndex">Index of the interface that received the record.</param>
/// <param name="Host">The owner name of the A or AAAA record.</param>
public sealed record DiscoveredAddress(IPAddress Address, int InterfaceIndex, DnsName Host);

/// <summary>A CNAME record received by multicast.</summary>
/// <param name="Owner">The alias.</param>
/// <param name="Target">What it stands for.</param>
public sealed record AliasRecord(DnsName Owner, DnsName Target);

/// <summary>A change in what the network announces.</summary>
/// <param name="Instance">The instance after it; with <see cref="ServiceRemoved"/> as it was last.</param>
public abstract record ServiceEvent(ServiceInstance Instance);

/// <summary>An instance was resolved for the first time: it has an SRV record. Its TXT record is waited for up to 500 ms from then, an address 300 ms, the
/// aliases asked for 200 ms; what comes later comes as <see cref="ServiceUpdated"/>.</summary>
/// <param name="Instance">The instance.</param>
public sealed record ServiceAdded(ServiceInstance Instance) : ServiceEvent(Instance);

/// <summary>A record of a known instance changed. A mere refresh of TTLs is not a change.</summary>
/// <param name="Instance">The instance after it.</param>
public sealed record ServiceUpdated(ServiceInstance Instance) : ServiceEvent(Instance);

/// <summary>The instance is gone.</summary>
/// <param name="Instance">The instance as it was last.</param>
/// <param name="Reason">Why.</param>
public sealed record ServiceRemoved(ServiceInstance Instance, RemovalReason Reason) : ServiceEvent(Instance);

/// <summary>Why an instance is gone.</summary>
public enum RemovalReason
{
    /// <summary>The device said goodbye: TTL 0 (RFC 6762 §10.1).</summary>
    Goodbye,

    /// <summary>Its records ran out without a renewal, or nobody confirmed them when they were in doubt (RFC 6762 §10.4).</summary>
    Expired,

    /// <summary>The interface it was heard on is gone.</summary>
    InterfaceLost,

    /// <summary>It made way: the cache was full, and its sender held most of what may be dropped.</summary>
    Evicted,
}
