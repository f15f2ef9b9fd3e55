using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LocalHttps.Mdns;

/// <summary>A value that readers follow: each gets the present one, then the latest after every change.</summary>
internal sealed class LatestValue<T>(T first)
{
    private readonly Lock gate = new();
    private readonly List<Channel<T>> readers = [];
    private T current = first;
    private bool completed;

    /// <summary>The present value.</summary>
    public T Current
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    /// <summary>Changes the value.</summary>
    public void Set(T value)
    {
        lock (gate)
        {
            current = value;
            readers.ForEach(reader => reader.Writer.TryWrite(value));
        }
    }

    /// <summary>Ends what readers read.</summary>
    public void Complete()
    {
        lock (gate)
        {
            completed = true;
            readers.ForEach(reader => reader.Writer.TryComplete());
        }
    }

    /// <summary>The values, until completed or cancelled.</summary>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var latest = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (gate)
        {
            latest.Writer.TryWrite(current);
            readers.Add(latest);
            if (completed)
            {
                latest.Writer.TryComplete();
            }
        }
        try
        {
            await foreach (var value in latest.Reader.ReadAllAsync(cancellation))
            {
                yield return value;
            }
        }
        finally
        {
            lock (gate)
            {
                readers.Remove(latest);
            }
        }
    }
}
