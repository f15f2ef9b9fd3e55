using LocalHttps.Host.Configuration;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>The multicast engine on this machine's sockets.</summary>
public sealed class MulticastSource : IServiceSource
{
    private readonly ServiceBrowser browser;

    /// <summary>Makes a source that searches where and for what the settings say.</summary>
    public MulticastSource(HostSettings settings, TimeProvider time)
    {
        var options = new BrowserOptions { ServiceTypes = settings.ServiceTypes, InterfaceNames = settings.InterfaceNames };
        browser = new ServiceBrowser(new UdpMulticastTransport(options, time), options, time);
    }

    /// <inheritdoc/>
    public IReadOnlyList<MdnsInterface> Interfaces => browser.Interfaces;

    /// <inheritdoc/>
    public IReadOnlyList<ServiceInstance> Instances => browser.Instances;

    /// <inheritdoc/>
    public IAsyncEnumerable<ServiceEvent> WatchAsync(CancellationToken cancellationToken) => browser.WatchAsync(cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<IReadOnlyList<MdnsInterface>> WatchInterfacesAsync(CancellationToken cancellationToken) =>
        browser.WatchInterfacesAsync(cancellationToken);

    /// <inheritdoc/>
    public void Rescan() => browser.Rescan();

    /// <inheritdoc/>
    public Task QuietAsync(CancellationToken cancellationToken) => browser.QuietAsync(cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => browser.DisposeAsync();
}
