namespace LocalHttps.Mdns;

/// <summary>Where to publish, and for how long others may remember.</summary>
public sealed record PublisherOptions
{
    /// <summary>Names of the interfaces to use, such as <c>eth0</c>; empty for all that can multicast. Loopback is used only when named here. One that is not
    /// there is no error: it is used once it comes.</summary>
    public IReadOnlyList<string> InterfaceNames { get; init; } = [];

    /// <summary>Time to live of records with a host's name in them (SRV, A, AAAA, CNAME, NSEC), cut to whole seconds; 120 s when not set (RFC 6762 §10).
    /// At least 1 s, for 0 is a goodbye, and at most 2,147,483,647 s (RFC 2181 §8).</summary>
    public TimeSpan HostTimeToLive { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Time to live of the other records (PTR, TXT), cut to whole seconds; 75 minutes when not set (RFC 6762 §10). Within the same limits.</summary>
    public TimeSpan OtherTimeToLive { get; init; } = TimeSpan.FromSeconds(4500);

    /// <summary>Checks the times to live.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is out of its limits.</exception>
    internal void Validate()
    {
        DemandTimeToLive(HostTimeToLive, nameof(HostTimeToLive));
        DemandTimeToLive(OtherTimeToLive, nameof(OtherTimeToLive));
    }

    private static void DemandTimeToLive(TimeSpan life, string name)
    {
        if (life.TotalSeconds is < 1 or > int.MaxValue)
        {
            throw new ArgumentOutOfRangeException(name, life, "A time to live is 1 to 2,147,483,647 seconds.");
        }
    }
}
