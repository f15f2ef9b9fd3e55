using LocalHttps.Host.Discovery;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Operations;

/// <summary>Tells the devices and the network, now and as they change, until it is cancelled.</summary>
internal sealed class WatchOperation(IDeviceDirectory directory)
{
    public async Task<Reply> RunAsync(WatchRequest request, IEventSink events, CancellationToken cancellationToken)
    {
        await directory.StartAsync(cancellationToken);
        var told = directory.Network;
        await events.SendAsync(new WatchingReply { Id = request.Id, Network = told }, cancellationToken);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var devices = TellDevicesAsync(request.Id, events, both.Token);
        var network = TellNetworkAsync(request.Id, told, events, both.Token);
        var first = await Task.WhenAny(devices, network);
        await both.CancelAsync();
        await Task.WhenAny(devices == first ? network : devices);
        await first;
        return new DoneReply { Id = request.Id };
    }

    private async Task TellDevicesAsync(int id, IEventSink events, CancellationToken cancellationToken)
    {
        await foreach (var change in directory.WatchAsync(cancellationToken))
        {
            await events.SendAsync(new DeviceEvent { Id = id, Change = change.Change, Device = change.Device }, cancellationToken);
        }
    }

    private async Task TellNetworkAsync(int id, NetworkState told, IEventSink events, CancellationToken cancellationToken)
    {
        await foreach (var state in directory.WatchNetworkAsync(cancellationToken))
        {
            if (!state.Interfaces.SequenceEqual(told.Interfaces, StringComparer.Ordinal))
            {
                told = state;
                await events.SendAsync(new NetworkEvent { Id = id, Network = state }, cancellationToken);
            }
        }
    }
}
