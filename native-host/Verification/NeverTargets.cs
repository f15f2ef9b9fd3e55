using System.Net;
using System.Net.Sockets;

namespace LocalHttps.Host.Verification;

/// <summary>Addresses that are never a device, whatever is configured.</summary>
internal static class NeverTargets
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this host on this network (RFC 791)
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved and limited broadcast
        IPNetwork.Parse("169.254.169.0/24"), // metadata, DNS and time of AWS, Azure, GCP, OpenStack and others
        IPNetwork.Parse("169.254.170.0/24"), // credentials of ECS tasks and EKS pods
        IPNetwork.Parse("169.254.0.23/32"), // metadata of Tencent
        IPNetwork.Parse("100.100.100.200/32"), // metadata of Alibaba
        IPNetwork.Parse("168.63.129.16/32"), // Azure's wire server
        IPNetwork.Parse("192.0.0.0/24"), // IETF protocol assignments; metadata of Oracle at .192
        IPNetwork.Parse("::/128"),
        IPNetwork.Parse("::1/128"),
        IPNetwork.Parse("ff00::/8"), // multicast
        IPNetwork.Parse("fd00:ec2::/32"), // metadata and credentials of AWS
        IPNetwork.Parse("fd20:ce::254/128"), // metadata of GCP
        IPNetwork.Parse("2001::/32"), // Teredo: leads to an IPv4 address of the announcer's choice
    ];

    // Prefixes that carry an IPv4 address: IPv4-compatible, SIIT, NAT64 at the end (RFC 4291, 2765, 6052), 6to4 after 2002 (RFC 3056).
    private static readonly (IPNetwork Prefix, int Offset)[] Embedding =
    [
        (IPNetwork.Parse("::/96"), 12),
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),
        (IPNetwork.Parse("64:ff9b::/96"), 12),
        (IPNetwork.Parse("2002::/16"), 2),
    ];

    /// <summary>Whether nothing speaks against the address; it must not be IPv4-mapped.</summary>
    public static bool Allow(IPAddress address)
    {
        if (Refused.Any(network => network.Contains(address)))
        {
            return false;
        }
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return true;
        }
        var embedding = Embedding.FirstOrDefault(item => item.Prefix.Contains(address));
        return embedding.Offset == 0 || Allow(new IPAddress(address.GetAddressBytes().AsSpan(embedding.Offset, 4)));
    }
}
