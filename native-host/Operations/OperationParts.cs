using LocalHttps.Host.Discovery;
using LocalHttps.Host.Preflight;
using LocalHttps.Host.Trust;
using LocalHttps.Identity;

namespace LocalHttps.Host.Operations;

/// <summary>What operations work with.</summary>
/// <param name="Directory">The live list of devices.</param>
/// <param name="Trust">The trust store.</param>
/// <param name="Preflight">The pre-flight.</param>
/// <param name="Policy">The numbers of the verdict rules.</param>
/// <param name="Time">The clock.</param>
internal sealed record OperationParts(IDeviceDirectory Directory, ITrustStore Trust, PreflightOperation Preflight, VerdictPolicy Policy, TimeProvider Time)
{
    /// <summary>The parts of a running host.</summary>
    public static OperationParts Of(HostServices host)
    {
        var steps = new PreflightSteps(new VerifiedHttp(host.Door, host.Time), new SystemNameLookup(), host.Time);
        return new OperationParts(host.Directory, host.Trust, new PreflightOperation(host.Directory, steps), host.Settings.VerdictPolicy, host.Time);
    }
}
