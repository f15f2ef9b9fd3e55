namespace LocalHttps.Mdns;

/// <summary>Where to publish, and for how long others may remember.</summary>
public sealed record PublisherOptions
{
    /// <summary>Names of the interfaces to use; empty for all that can multicast. Loopback is used only when named here.</summary>
    public IReadOnlyList<string> InterfaceNames { get; init; } = [];

    /// <summary>Life of records with a host's name in them (SRV, A, AAAA, CNAME, NSEC), in whole seconds; 120 s by default (RFC 6762 §10).</summary>
    public TimeSpan HostLife { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Life of the other records (PTR, TXT), in whole seconds; 75 minutes by default (RFC 6762 §10).</summary>
    public TimeSpan OtherLife { get; init; } = TimeSpan.FromSeconds(4500);
}
