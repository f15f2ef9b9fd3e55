using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>The door to the multicast engine.</summary>
public interface IServiceSource : IAsyncDisposable
{
    /// <summary>Raised on any thread when <see cref="Interfaces"/> has changed.</summary>
    event EventHandler? InterfacesChanged;

    /// <summary>The interfaces searched now.</summary>
    IReadOnlyList<MdnsInterface> Interfaces { get; }

    /// <summary>The instances known now, with their present times of expiry.</summary>
    IReadOnlyList<ServiceInstance> Instances { get; }

    /// <summary>Searches until cancelled and tells each change.</summary>
    IAsyncEnumerable<ServiceEvent> BrowseAsync(CancellationToken cancellationToken);

    /// <summary>Asks the network again now.</summary>
    void Refresh();
}
