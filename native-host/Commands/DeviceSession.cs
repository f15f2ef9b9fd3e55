using LocalHttps.Host.Configuration;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Operations;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host.Commands;

/// <summary>The devices of the network for the time of one command.</summary>
internal interface IDeviceSession : IAsyncDisposable
{
    /// <summary>The live list.</summary>
    IDeviceDirectory Directory { get; }

    /// <summary>Confirms a device after a fresh check, by the rules of the picker's own confirmation.</summary>
    /// <exception cref="ProtocolException">The check differs from what was displayed, or the device cannot be confirmed.</exception>
    Task<DeviceView> ConfirmAsync(ConfirmRequest request, CancellationToken cancellationToken);
}

/// <summary>A session on this machine's sockets.</summary>
internal sealed class DeviceSession : IDeviceSession
{
    private readonly FileTrustStore trust;
    private readonly HostServices services;

    /// <summary>Opens one.</summary>
    /// <exception cref="TrustStoreException">The trust store cannot be used: your own devices would be shown as strangers'.</exception>
    public DeviceSession(HostSettings settings, CommandServices command)
    {
        trust = new FileTrustStore(command.Places.TrustStoreFile, command.Time);
        _ = trust.Read();
        services = HostServices.Create(settings, trust, command.Time, _ => { });
    }

    /// <inheritdoc/>
    public IDeviceDirectory Directory => services.Directory;

    /// <inheritdoc/>
    public async Task<DeviceView> ConfirmAsync(ConfirmRequest request, CancellationToken cancellationToken) =>
        ((ConfirmedReply)await new ConfirmOperation(OperationParts.Of(services)).RunAsync(request, cancellationToken)).Device;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        trust.Dispose();
    }
}
