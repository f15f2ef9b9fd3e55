using System.Net;
using System.Net.Sockets;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Verification;

/// <summary>Which of the addresses a stranger announced this program connects to: those on the link that announced them, never this machine,
/// never what answers for somebody else. Pure; a new one is made every second of checking, and when an interface changes.</summary>
/// <param name="interfaces">The interfaces searched; loopback is among them only where it was configured by name.</param>
/// <param name="ownAddresses">Every address of this machine, on whatever interface.</param>
/// <param name="allowedSubnets">Subnets configured beyond the on-link ones.</param>
public sealed class ConnectRules(
    IReadOnlyList<MdnsInterface> interfaces,
    IReadOnlyCollection<IPAddress> ownAddresses,
    IReadOnlyList<IPNetwork> allowedSubnets)
{
    // A prefix shorter than this is a tunnel's or a mistake, not a link.
    private const int ShortestLinkPrefix4 = 8;
    private const int ShortestLinkPrefix6 = 16;

    private readonly Dictionary<int, MdnsInterface> byIndex = interfaces.GroupBy(item => item.Index).ToDictionary(group => group.Key, group => group.First());
    private readonly HashSet<IPAddress> own = [.. ownAddresses.Select(Unscoped)];

    /// <summary>All targets of an endpoint that may be connected to, IPv6 and IPv4 in turn; empty where there are none.</summary>
    public IReadOnlyList<IPEndPoint> TargetsOf(AnnouncedEndpoint endpoint)
    {
        if (endpoint.Port == 0)
        {
            return [];
        }
        var allowed = endpoint.Addresses.Where(IsAllowed).Select(Normalise).Distinct().ToLookup(address => address.AddressFamily);
        var six = allowed[AddressFamily.InterNetworkV6].OrderBy(address => address.IsIPv6LinkLocal);
        return [.. Interleave(six, allowed[AddressFamily.InterNetwork]).Select(address => new IPEndPoint(address, endpoint.Port))];
    }

    /// <summary>Whether an announced address may be connected to.</summary>
    public bool IsAllowed(DiscoveredAddress announced)
    {
        var address = Normalise(announced);
        var link = byIndex.GetValueOrDefault(announced.InterfaceIndex);
        if (IPAddress.IsLoopback(address))
        {
            return link is { IsLoopback: true } && !announced.Address.IsIPv4MappedToIPv6;
        }
        return link is not { IsLoopback: true }
            && !own.Contains(Unscoped(address))
            && NeverTargets.Allow(address)
            && (IsOnLink(address, link) || allowedSubnets.Any(subnet => subnet.Contains(address)));
    }

    private static bool IsOnLink(IPAddress address, MdnsInterface? link)
    {
        if (link is null)
        {
            return false;
        }
        if (address.IsIPv6LinkLocal)
        {
            return address.ScopeId == link.Index;
        }
        return link.Addresses.Any(at => at.Address.AddressFamily == address.AddressFamily
            && at.PrefixLength >= (address.AddressFamily == AddressFamily.InterNetwork ? ShortestLinkPrefix4 : ShortestLinkPrefix6)
            && IsInPrefix(address, at)
            && !IsEdge(address, at.PrefixLength));
    }

    private static bool IsInPrefix(IPAddress address, InterfaceAddress at) =>
        new IPNetwork(Masked(at.Address, at.PrefixLength), at.PrefixLength).Contains(Unscoped(address));

    /// <summary>The network's own and its broadcast address (RFC 919); a /31 has neither (RFC 3021), nor has IPv6.</summary>
    private static bool IsEdge(IPAddress address, int prefixLength)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork || prefixLength > 30)
        {
            return false;
        }
        var host = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()) & (uint.MaxValue >> prefixLength);
        return host == 0 || host == uint.MaxValue >> prefixLength;
    }

    private static IPAddress Masked(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(prefixLength - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff00 >> kept);
        }
        return new IPAddress(bytes);
    }

    /// <summary>IPv4-mapped addresses as IPv4; link-local ones with the scope of the interface that heard them.</summary>
    private static IPAddress Normalise(DiscoveredAddress announced)
    {
        var address = announced.Address;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }
        return address.IsIPv6LinkLocal ? new IPAddress(address.GetAddressBytes(), announced.InterfaceIndex) : Unscoped(address);
    }

    private static IPAddress Unscoped(IPAddress address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes()) : address;

    private static IEnumerable<IPAddress> Interleave(IEnumerable<IPAddress> first, IEnumerable<IPAddress> second)
    {
        using var a = first.GetEnumerator();
        using var b = second.GetEnumerator();
        var (hasA, hasB) = (true, true);
        while (hasA || hasB)
        {
            if (hasA && (hasA = a.MoveNext()))
            {
                yield return a.Current;
            }
            if (hasB && (hasB = b.MoveNext()))
            {
                yield return b.Current;
            }
        }
    }
}
