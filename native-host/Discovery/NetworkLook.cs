using LocalHttps.Host.Configuration;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>What a short search showed of the network.</summary>
/// <param name="Interfaces">How each interface is used.</param>
/// <param name="Devices">Announcements that were resolved.</param>
/// <param name="Counters">What was sent, received and dropped.</param>
public sealed record NetworkLook(IReadOnlyList<InterfaceState> Interfaces, int Devices, BrowserStatistics Counters)
{
    /// <summary>Searches as the host does, until the network has answered.</summary>
    public static async Task<NetworkLook> TakeAsync(HostSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var options = new BrowserOptions { ServiceTypes = settings.ServiceTypes, InterfaceNames = settings.InterfaceNames };
        await using var browser = new ServiceBrowser(new UdpMulticastTransport(options.InterfaceNames, time), options, time);
        await browser.QuietAsync(cancellationToken: cancellationToken).WaitAsync(TimeSpan.FromSeconds(5), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return new NetworkLook(browser.InterfaceStates, browser.Instances.Count, browser.Statistics);
    }
}
