using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>The door to the multicast engine.</summary>
public interface IServiceSource : IAsyncDisposable
{
    /// <summary>The interfaces searched now.</summary>
    IReadOnlyList<MdnsInterface> Interfaces { get; }

    /// <summary>The instances known now, with their present times of expiry.</summary>
    IReadOnlyList<ServiceInstance> Instances { get; }

    /// <summary>Searches until cancelled and tells each change.</summary>
    IAsyncEnumerable<ServiceEvent> WatchAsync(CancellationToken cancellationToken);

    /// <summary>The interfaces now and at each change.</summary>
    IAsyncEnumerable<IReadOnlyList<MdnsInterface>> WatchInterfacesAsync(CancellationToken cancellationToken);

    /// <summary>Names the trusted devices. What is announced under one of these names is told before it is known whether a further source contradicts:
    /// a contradiction does not change what a proved key is worth, and is told when it comes.</summary>
    void Expect(IReadOnlySet<string> cnames);

    /// <summary>Names the instances that stay known however much others announce, instead of those named before.</summary>
    void Protect(IReadOnlyCollection<DnsName> names);

    /// <summary>Says that an instance could not be reached: what of it nobody confirms is removed within seconds.</summary>
    void Reconfirm(DnsName name);

    /// <summary>Asks the network again now.</summary>
    void Rescan();

    /// <summary>Completes once the network has answered.</summary>
    Task QuietAsync(CancellationToken cancellationToken);
}
