namespace LocalHttps.Mdns;

/// <summary>How an interface is used, for who wonders why nothing is found.</summary>
/// <param name="Interface">The interface with its addresses.</param>
/// <param name="JoinedV4">Whether the IPv4 group is joined.</param>
/// <param name="JoinedV6">Whether the IPv6 group is joined.</param>
/// <param name="PacketsIn">Datagrams received since it was joined, whoever sent them.</param>
/// <param name="PacketsOut">Datagrams sent since it was joined, each family counted.</param>
/// <param name="LastFault">What the system last refused to do there, in its words; null when nothing.</param>
public sealed record InterfaceState(MdnsInterface Interface, bool JoinedV4, bool JoinedV6, long PacketsIn, long PacketsOut, string? LastFault);
