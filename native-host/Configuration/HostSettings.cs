using System.Net;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Identity;

namespace LocalHttps.Host.Configuration;

/// <summary>What a person may set, by the configuration file or by options.</summary>
public sealed record HostSettings
{
    /// <summary>Roots added explicitly; a verdict that stands on one names it.</summary>
    public X509Certificate2Collection LabRoots { get; init; } = [];

    /// <summary>Names of the interfaces to search; empty for all that can multicast. Loopback is used only when named here.</summary>
    public IReadOnlyList<string> InterfaceNames { get; init; } = [];

    /// <summary>Where <see cref="InterfaceNames"/> were written, for messages: an option, or a file with line and key.</summary>
    public string InterfacesSetBy { get; init; } = "";

    /// <summary>Subnets beyond the on-link ones that may be connected to, for networks with a multicast reflector.</summary>
    public IReadOnlyList<IPNetwork> AllowedSubnets { get; init; } = [];

    /// <summary>Service types to browse for, without the domain.</summary>
    public IReadOnlyList<string> ServiceTypes { get; init; } = ["_https._tcp"];

    /// <summary>The numbers of the verdict rules.</summary>
    public VerdictPolicy VerdictPolicy { get; init; } = new();

    /// <summary>How long the check of one endpoint may take, from the first connection attempt to the end of the handshake.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Ids of extensions served beside the known ones: 32 letters for Chromium, an add-on id for Firefox.</summary>
    public IReadOnlyList<string> ExtensionIds { get; init; } = [];
}
