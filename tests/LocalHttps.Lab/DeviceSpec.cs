namespace LocalHttps.Lab;

/// <summary>A device of the lab: what it announces and what it serves.</summary>
/// <param name="Id">Its host name, a short DNS label; also names its namespace and logs.</param>
public sealed record DeviceSpec(string Id)
{
    /// <summary>What Avahi announces.</summary>
    public required IReadOnlyList<AnnouncedService> Services { get; init; }

    /// <summary>Records beside the services and the host's own addresses. May use <c>$ipv4</c> and <c>$ipv6</c> for the device's addresses.</summary>
    public IReadOnlyList<ExtraRecord> Records { get; init; } = [];

    /// <summary>The name the certificate is made for and the machine finds by its hosts file; null for a device that serves nothing.</summary>
    public string? PublicName { get; init; }

    /// <summary>The certificate's kind.</summary>
    public LeafKind Leaf { get; init; } = LeafKind.Good;

    /// <summary>The name it gives at <c>/.well-known/local-https</c>; null for not serving that.</summary>
    public string? ServedName { get; init; }

    /// <summary>Whether it has an IPv4 address.</summary>
    public bool Ipv4 { get; init; } = true;

    /// <summary>Whether it has a routable IPv6 address besides the link-local one.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>The interfaces it announces on, with commas.</summary>
    public string Interfaces { get; init; } = "eth0";

    /// <summary>Further addresses it answers at, outside the lab's subnets; the client reaches them by way of it.</summary>
    public IReadOnlyList<string> FarAddresses { get; init; } = [];

    /// <summary>A device that announces one service on port 443 and serves TLS there.</summary>
    public static DeviceSpec Create(string id, string deviceName, LeafKind leaf = LeafKind.Good, NameSources sources = NameSources.Txt, string? publicName = null)
    {
        var cname = publicName ?? $"{id}-device.example.com";
        var alias = $"{cname.Split('.')[0]}.local";
        var host = sources.HasFlag(NameSources.Srv) ? cname : sources == NameSources.Alias ? alias : null;
        string[] txt = sources.HasFlag(NameSources.Txt) ? [$"cn={cname}"] : [];
        var records = new List<ExtraRecord>();
        if (host is not null)
        {
            records.Add(new ExtraRecord(cname, Address: "$ipv4"));
        }

        if (sources.HasFlag(NameSources.Alias))
        {
            records.Add(new ExtraRecord(alias, Alias: cname));
        }

        return new DeviceSpec(id)
        {
            Services = [new AnnouncedService(deviceName, 443, host, txt)],
            Records = records,
            PublicName = cname,
            Leaf = leaf,
        };
    }
}

/// <summary>A service instance as a static file of Avahi describes it.</summary>
/// <param name="Name">The instance name, any text of at most 63 bytes.</param>
/// <param name="Port">The port.</param>
/// <param name="Host">The SRV target; null for the device's own host name under <c>.local</c>.</param>
/// <param name="Txt">Strings of the TXT record.</param>
public sealed record AnnouncedService(string Name, int Port, string? Host, IReadOnlyList<string> Txt);

/// <summary>A record published beside the services: an address or an alias.</summary>
public sealed record ExtraRecord(string Owner, string? Address = null, string? Alias = null);

/// <summary>Where an announcement gives the public name.</summary>
[Flags]
public enum NameSources
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The SRV target.</summary>
    Srv = 1,

    /// <summary>A CNAME record on an alias.</summary>
    Alias = 2,

    /// <summary>The TXT key <c>cn</c>.</summary>
    Txt = 4,
}
