using System.Net;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Trust;
using LocalHttps.Host.Verification;

namespace LocalHttps.Host.Discovery;

/// <summary>What a directory is made of.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Source">The announcements; disposed with the directory.</param>
/// <param name="Trust">The trust store.</param>
/// <param name="Probe">Observes endpoints.</param>
/// <param name="OwnAddresses">This machine's addresses; null where they cannot be told.</param>
/// <param name="Time">The clock.</param>
/// <param name="Random">The dice for jitter.</param>
/// <param name="Log">Takes short lines about defects.</param>
public sealed record DirectoryParts(
    HostSettings Settings,
    IServiceSource Source,
    ITrustStore Trust,
    IEndpointProbe Probe,
    Func<IReadOnlyCollection<IPAddress>?> OwnAddresses,
    TimeProvider Time,
    Random Random,
    Action<string> Log);
