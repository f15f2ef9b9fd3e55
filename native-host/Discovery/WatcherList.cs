using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Discovery;

/// <summary>Who watches the list and the network. Guarded by the directory's lock.</summary>
internal sealed class WatcherList(Lock gate)
{
    private readonly List<ChangeMailbox> devices = [];
    private readonly List<Channel<NetworkState>> networks = [];

    public bool IsEmpty => devices.Count == 0;

    public void Add(ChangeMailbox mailbox) => devices.Add(mailbox);

    public void Post(DeviceChangeEvent change) => devices.ForEach(mailbox => mailbox.Post(change));

    public void Post(NetworkState state) => networks.ForEach(channel => channel.Writer.TryWrite(state));

    /// <summary>Ends the watching of devices with a fault.</summary>
    public void Fail(Exception fault)
    {
        devices.ForEach(mailbox => mailbox.Complete(fault));
        devices.Clear();
    }

    /// <summary>Ends all watching.</summary>
    public void Complete()
    {
        devices.ForEach(mailbox => mailbox.Complete());
        networks.ForEach(channel => channel.Writer.TryComplete());
    }

    public async IAsyncEnumerable<DeviceChangeEvent> ReadAsync(ChangeMailbox mailbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in mailbox.ReadAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (gate)
            {
                devices.Remove(mailbox);
            }
        }
    }

    public async IAsyncEnumerable<NetworkState> ReadNetworkAsync(Func<NetworkState> now, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var latest = Channel.CreateBounded<NetworkState>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (gate)
        {
            networks.Add(latest);
            latest.Writer.TryWrite(now());
        }
        try
        {
            await foreach (var state in latest.Reader.ReadAllAsync(cancellationToken))
            {
                yield return state;
            }
        }
        finally
        {
            lock (gate)
            {
                networks.Remove(latest);
            }
        }
    }
}
