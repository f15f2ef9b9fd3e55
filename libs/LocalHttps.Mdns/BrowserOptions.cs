namespace LocalHttps.Mdns;

/// <summary>What to browse for and where.</summary>
public sealed record BrowserOptions
{
    /// <summary>Service types without the domain, such as <c>_https._tcp</c>.</summary>
    public IReadOnlyList<string> ServiceTypes { get; init; } = ["_https._tcp"];

    /// <summary>Names of the interfaces to use; empty for all that can multicast. Loopback is used only when named here.</summary>
    public IReadOnlyList<string> InterfaceNames { get; init; } = [];
}
