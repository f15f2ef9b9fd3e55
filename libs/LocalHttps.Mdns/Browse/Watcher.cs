using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LocalHttps.Mdns;

/// <summary>One reader's queue. Events of one instance not read yet are merged, so a slow reader costs no more memory than the cache.</summary>
internal sealed class Watcher
{
    private readonly Lock gate = new();
    private readonly Dictionary<DnsName, ServiceEvent> pending = new(NameComparer.Instance);
    private readonly HashSet<DnsName> delivered = new(NameComparer.Instance);
    private readonly Channel<bool> signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Takes an event for the reader.</summary>
    public void Publish(ServiceEvent change)
    {
        lock (gate)
        {
            var name = change.Instance.Name;
            pending.Remove(name);
            if (Merge(delivered.Contains(name), change) is { } merged)
            {
                pending.Add(name, merged);
            }
        }
        signal.Writer.TryWrite(true);
    }

    /// <summary>Ends the reader's stream.</summary>
    public void Complete() => signal.Writer.TryComplete();

    /// <summary>The events, until the browser is disposed or the reader cancels.</summary>
    public async IAsyncEnumerable<ServiceEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await signal.Reader.WaitToReadAsync(cancellation))
        {
            signal.Reader.TryRead(out _);
            while (TryTake(out var next))
            {
                yield return next;
            }
        }
    }

    private static ServiceEvent? Merge(bool known, ServiceEvent change) => change switch
    {
        ServiceRemoved => known ? change : null,
        _ when known => new ServiceUpdated(change.Instance),
        _ => new ServiceAdded(change.Instance),
    };

    private bool TryTake(out ServiceEvent next)
    {
        lock (gate)
        {
            next = null!;
            foreach (var (name, change) in pending)
            {
                next = change;
                pending.Remove(name);
                _ = change is ServiceRemoved ? delivered.Remove(name) : delivered.Add(name);
                return true;
            }
            return false;
        }
    }
}
