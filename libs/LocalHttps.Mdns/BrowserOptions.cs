namespace LocalHttps.Mdns;

/// <summary>What to browse for and where.</summary>
public sealed record BrowserOptions
{
    /// <summary>Service types without the domain, such as <c>_https._tcp</c>, or with a subtype, <c>_printer._sub._http._tcp</c> (RFC 6763 §7, §7.1).
    /// Which types there are on the network (§9) cannot be browsed for.</summary>
    public IReadOnlyList<string> ServiceTypes { get; init; } = ["_https._tcp"];

    /// <summary>Names of the interfaces to use, such as <c>eth0</c>; empty for all that can multicast. Loopback is used only when named here. One that is not
    /// there is no error: it is used once it comes.</summary>
    public IReadOnlyList<string> InterfaceNames { get; init; } = [];

    /// <summary>Whether the first query is sent without the random delay of 20–120 ms. The delay is there "because of some common external trigger
    /// event" (RFC 6762 §5.2), on which many hosts would ask at once; a person who clicks is none. Interfaces that come later are asked with the delay.</summary>
    public bool AskAtOnce { get; init; }

    /// <summary>Whether an instance is told although an alias of its host that was asked for may yet come, which others wait 200 ms for; it is told
    /// again if one comes. Null for none. Called under the browser's lock: it must not call back or wait.</summary>
    public Func<ServiceInstance, bool>? TellBeforeAliases { get; init; }
}
