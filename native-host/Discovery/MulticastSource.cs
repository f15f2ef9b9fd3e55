using LocalHttps.Host.Configuration;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>The multicast engine on this machine's sockets.</summary>
public sealed class MulticastSource : IServiceSource
{
    private readonly ServiceBrowser browser;
    private volatile IReadOnlySet<string> expected = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Makes a source that searches where and for what the settings say.</summary>
    public MulticastSource(HostSettings settings, TimeProvider time)
    {
        var options = new BrowserOptions
        {
            ServiceTypes = settings.ServiceTypes,
            InterfaceNames = settings.InterfaceNames,
            // A person opened the picker or typed a command.
            AskAtOnce = true,
            TellBeforeAliases = instance => DeviceAssembler.NamesOf(instance).Any(expected.Contains),
        };
        browser = new ServiceBrowser(new UdpMulticastTransport(options.InterfaceNames, time), options, time);
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
    public void Expect(IReadOnlySet<string> cnames) => expected = cnames;

    /// <inheritdoc/>
    public void Protect(IReadOnlyCollection<DnsName> names) => browser.Protect(names);

    /// <inheritdoc/>
    public void Reconfirm(DnsName name) => browser.Reconfirm(name);

    /// <inheritdoc/>
    public void Rescan() => browser.Rescan();

    /// <inheritdoc/>
    public Task QuietAsync(CancellationToken cancellationToken) => browser.QuietAsync(cancellationToken: cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => browser.DisposeAsync();
}
