using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LocalHttps.Mdns;

/// <summary>A published service. Disposing takes it back, with a goodbye (RFC 6762 §10.1).</summary>
public sealed class Publication : IAsyncDisposable
{
    // A reader that sleeps misses the oldest changes, not the latest.
    private const int EventsKept = 64;
    private readonly ServicePublisher publisher;
    private readonly PublishedService service;
    private readonly Lock gate = new();
    private readonly List<Channel<PublicationEvent>> readers = [];
    private PublicationStateChanged current;

    internal Publication(ServicePublisher publisher, PublishedService service)
    {
        this.publisher = publisher;
        this.service = service;
        current = new PublicationStateChanged(service.Names, service.State);
    }

    /// <summary>The instance name it has now: the registration's, or one with a number after a conflict.</summary>
    public string Name => Names.Instance;

    /// <summary>All names it has now, the full instance name included.</summary>
    public PublicationNames Names
    {
        get
        {
            lock (gate)
            {
                return current.Names;
            }
        }
    }

    /// <summary>Where it stands. While there is no interface to publish on, <see cref="PublicationState.Waiting"/>.</summary>
    public PublicationState State
    {
        get
        {
            lock (gate)
            {
                return current.State;
            }
        }
    }

    /// <summary>Publishes something else in its place: what changed is announced at once, at most once a second (RFC 6762 §8.4); a new name is probed for first.</summary>
    /// <param name="change">Makes the new registration of the present one. Called within a lock: it must not wait.</param>
    /// <exception cref="FormatException">The registration is out of its limits; the old one stays.</exception>
    /// <exception cref="ObjectDisposedException">The service was withdrawn.</exception>
    public void Update(Func<ServiceRegistration, ServiceRegistration> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        publisher.Change(service, change);
    }

    /// <summary>Where it stands, then every change, until it is withdrawn. A reader 64 changes behind misses the oldest.</summary>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>; the service stays published.</param>
    public async IAsyncEnumerable<PublicationEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<PublicationEvent>(new BoundedChannelOptions(EventsKept) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (gate)
        {
            channel.Writer.TryWrite(current);
            if (current.State == PublicationState.Withdrawn)
            {
                channel.Writer.TryComplete();
            }
            readers.Add(channel);
        }
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (gate)
            {
                readers.Remove(channel);
            }
        }
    }

    /// <summary>Waits until it is announced on one interface or more.</summary>
    /// <param name="cancellationToken">Gives up waiting; the service stays published. Without a network nothing else ends the wait.</param>
    /// <exception cref="ObjectDisposedException">It was withdrawn first.</exception>
    public async Task AnnouncedAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var change in WatchAsync(cancellationToken))
        {
            if (change is PublicationStateChanged { State: PublicationState.Announced })
            {
                return;
            }
        }
        throw new ObjectDisposedException(nameof(Publication));
    }

    /// <summary>Takes the service back, with a goodbye (RFC 6762 §10.1). A second call does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        publisher.Withdraw(service);
        return ValueTask.CompletedTask;
    }

    /// <summary>Takes a change for its readers.</summary>
    internal void Tell(PublicationEvent change)
    {
        lock (gate)
        {
            current = new PublicationStateChanged(change.Names, change is PublicationStateChanged { State: var state } ? state : current.State);
            foreach (var reader in readers)
            {
                reader.Writer.TryWrite(change);
                if (current.State == PublicationState.Withdrawn)
                {
                    reader.Writer.TryComplete();
                }
            }
        }
    }
}
