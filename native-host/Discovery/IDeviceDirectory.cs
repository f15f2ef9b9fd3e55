using LocalHttps.Host.Protocol;
using LocalHttps.Identity;

namespace LocalHttps.Host.Discovery;

/// <summary>The live list of devices: announced, checked, and compared with the trust store. Watching, verifying and waiting start it where it was not started.</summary>
public interface IDeviceDirectory
{
    /// <summary>The network as it is searched now.</summary>
    NetworkState Network { get; }

    /// <summary>Starts discovery, without checking anything until somebody watches; completes when the interfaces are known.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>The devices as they stand now, by key.</summary>
    IReadOnlyList<DeviceView> Snapshot();

    /// <summary>First every known device as added, then each visible change. A slow reader gets the latest of each device and misses the steps between.
    /// While anybody watches, devices are checked again about every 15 seconds.</summary>
    /// <exception cref="Trust.TrustStoreException">The trust store cannot be used, now or later: nobody can say then which devices are trusted.</exception>
    IAsyncEnumerable<DeviceChangeEvent> WatchAsync(CancellationToken cancellationToken);

    /// <summary>The state of the network now and when it may have changed; a slow reader gets the latest only.</summary>
    IAsyncEnumerable<NetworkState> WatchNetworkAsync(CancellationToken cancellationToken);

    /// <summary>Checks a device again, by a handshake that starts after this call.</summary>
    /// <param name="key">The device's key.</param>
    /// <param name="cancellationToken">Ends the wait; the check itself may go on for others.</param>
    /// <exception cref="ProtocolException"><see cref="ErrorCodes.UnknownDevice"/>.</exception>
    Task<CheckedDevice> VerifyAsync(string key, CancellationToken cancellationToken);

    /// <summary>Completes once the network has answered and every device found was checked.</summary>
    Task SettledAsync(CancellationToken cancellationToken);

    /// <summary>Takes what the trust store says now, without waiting for its notice: what is told from here on stands on it.</summary>
    void TakeTrust();

    /// <summary>Asks the network again and checks every device again. Returns at once.</summary>
    void Rescan();
}

/// <summary>A visible change of the list.</summary>
public sealed record DeviceChangeEvent(DeviceChange Change, DeviceView Device);

/// <summary>A device after a fresh check.</summary>
/// <param name="View">As it is shown.</param>
/// <param name="Facts">What the verdict stands on.</param>
/// <param name="Verdict">The verdict.</param>
public sealed record CheckedDevice(DeviceView View, DeviceFacts Facts, Verdict Verdict);
