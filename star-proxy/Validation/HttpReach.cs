using System.Net;
using System.Net.Sockets;

namespace LocalHttps.Star.Validation;

/// <summary>Which addresses http-01 connects to. A closed network's hosts are private, so private ones are; what only this machine or this link reaches is not.</summary>
internal static class HttpReach
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"),
        IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("224.0.0.0/4"),
        IPNetwork.Parse("240.0.0.0/4"),
        // Unspecified, and the form that once held an IPv4 address.
        IPNetwork.Parse("::/96"),
        // Translated to an IPv4 address that this list has not seen.
        IPNetwork.Parse("64:ff9b::/96"),
        IPNetwork.Parse("64:ff9b:1::/48"),
        IPNetwork.Parse("2001::/32"),
        IPNetwork.Parse("2002::/16"),
        IPNetwork.Parse("fe80::/10"),
        IPNetwork.Parse("fec0::/10"),
        IPNetwork.Parse("ff00::/8"),
    ];

    // Where clouds hand out a machine's own credentials: Amazon, Google, Alibaba, Azure. 169.254.169.254 and Oracle's lie in the networks above.
    private static readonly IPAddress[] Metadata =
    [
        IPAddress.Parse("169.254.169.254"),
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("fd00:ec2::23"),
        IPAddress.Parse("fd20:ce::254"),
        IPAddress.Parse("100.100.100.200"),
        IPAddress.Parse("168.63.129.16"),
    ];

    /// <summary>Whether it hands out a machine's own credentials.</summary>
    public static bool IsMetadata(IPAddress address) => Array.Exists(Metadata, address.Equals);

    /// <summary>Whether http-01 may connect to it.</summary>
    /// <param name="address">The address found in DNS.</param>
    /// <param name="loopback">Whether this machine itself counts; in laboratories only.</param>
    public static bool Allows(IPAddress address, bool loopback)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain))
            return loopback;
        return !(plain.AddressFamily == AddressFamily.InterNetworkV6 && plain.ScopeId != 0) && !Array.Exists(Refused, network => network.Contains(plain)) && !IsMetadata(plain);
    }
}
