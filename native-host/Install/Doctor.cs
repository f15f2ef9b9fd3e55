using LocalHttps.Host.Configuration;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Interop;
using LocalHttps.Host.Messaging;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Install;

/// <summary>Makes every check and changes nothing.</summary>
/// <param name="places">This user's places.</param>
/// <param name="browsers">The browsers to look at.</param>
/// <param name="registry">The registry on Windows; null elsewhere.</param>
/// <param name="time">The clock.</param>
/// <param name="look">Searches the network for a moment; the one check that sends anything.</param>
public sealed class Doctor(
    UserPlaces places,
    IReadOnlyList<Browser> browsers,
    IRegistry? registry,
    TimeProvider time,
    Func<HostSettings, CancellationToken, Task<NetworkLook>> look)
{
    private readonly BrowserChecks browserChecks = new(registry, time);

    /// <summary>Makes the checks.</summary>
    /// <param name="executable">This program.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<DoctorReport> RunAsync(string executable, CancellationToken cancellationToken)
    {
        var (configuration, settings) = ComputerChecks.Configuration(places, time);
        // Where the configuration cannot be read, nobody knows where to search.
        var looking = settings is null ? null : look(settings, cancellationToken);
        List<Check> checks = [configuration, ComputerChecks.TrustStore(places, time)];
        // Which interfaces are searched is not known before the configuration is mended.
        if (settings is not null)
        {
            checks.Add(ComputerChecks.Interfaces(settings, [.. SystemInterfaces.Read(settings.InterfaceNames).Select(at => at.Name)], InterfaceChoice.Present()));
        }
        checks.Add(ComputerChecks.MulticastPort());
        var seen = looking is null ? null : await looking;
        checks.AddRange(seen is null ? [] : NetworkChecks.Of(seen));
        foreach (var browser in browsers)
        {
            checks.AddRange(await browserChecks.RunAsync(browser, cancellationToken));
        }
        if (ComputerChecks.SnapChromium(places, Path.GetPathRoot(places.Home) ?? "/") is { } snap)
        {
            checks.Add(snap);
        }
        if (!checks.Exists(check => check is { Browser: not null, Status: not CheckStatus.Skip, Id: "launch" or "program" or "manifest" } && check.Status != CheckStatus.Warn))
        {
            checks.Add(Check.Fail("registered", "No browser of this user knows this program.", "Run: localhttps install"));
        }
        return new(HostVersion.Text, executable, checks, seen is null ? null : NetworkReport.Of(seen));
    }
}
