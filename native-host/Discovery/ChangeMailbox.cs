using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Discovery;

/// <summary>The changes one reader has not taken yet, one for each device: however slow the reader, it holds no more than the list itself,
/// and what it reads always leads from what it knew to what is.</summary>
internal sealed class ChangeMailbox
{
    private readonly Dictionary<string, LinkedListNode<DeviceChangeEvent>> pending = new(StringComparer.Ordinal);
    private readonly LinkedList<DeviceChangeEvent> order = new();
    private readonly Channel<bool> arrived = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Adds a change to what the reader has not taken.</summary>
    public void Post(DeviceChangeEvent change)
    {
        lock (pending)
        {
            var key = change.Device.Key;
            if (!pending.TryGetValue(key, out var earlier))
            {
                pending[key] = order.AddLast(change);
            }
            else if (Merge(earlier.Value.Change, change.Change) is { } merged)
            {
                earlier.Value = change with { Change = merged };
            }
            else
            {
                order.Remove(earlier);
                pending.Remove(key);
            }
        }
        arrived.Writer.TryWrite(true);
    }

    /// <summary>Ends the reading, with a fault where there is one.</summary>
    public void Complete(Exception? fault = null) => arrived.Writer.TryComplete(fault);

    /// <summary>Reads until cancelled or completed.</summary>
    public async IAsyncEnumerable<DeviceChangeEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var _ in arrived.Reader.ReadAllAsync(cancellationToken))
        {
            while (Take() is { } change)
            {
                yield return change;
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    private DeviceChangeEvent? Take()
    {
        lock (pending)
        {
            if (order.First is not { } next)
            {
                return null;
            }
            order.RemoveFirst();
            pending.Remove(next.Value.Device.Key);
            return next.Value;
        }
    }

    /// <summary>Two changes the reader saw neither of, as one; null where they cancel out.</summary>
    private static DeviceChange? Merge(DeviceChange earlier, DeviceChange later) => (earlier, later) switch
    {
        (DeviceChange.Added, DeviceChange.Removed) => null,
        (DeviceChange.Added, _) => DeviceChange.Added,
        (_, DeviceChange.Removed) => DeviceChange.Removed,
        _ => DeviceChange.Updated,
    };
}
