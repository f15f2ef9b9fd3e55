namespace LocalHttps.Mdns;

/// <summary>Publishes services on the local network by multicast DNS (RFC 6762) and DNS-SD (RFC 6763): probes, announces, answers, takes back.
/// Safe to use from several threads; one publisher serves up to 1,000 services.</summary>
public sealed class ServicePublisher : IMulticastReceiver, IAsyncDisposable
{
    private readonly Lock sending = new();
    private readonly IMulticastTransport transport;
    private readonly EngineDriver driver;
    private readonly PublishEngine engine;
    private readonly Dictionary<PublishedService, Publication> publications = [];
    private readonly Queue<OutgoingMessage> outbox = [];
    private IReadOnlyList<MdnsInterface>? interfaces;

    /// <summary>Prepares a publisher on this machine's network; nothing is sent before the first service.</summary>
    /// <param name="options">Interfaces and times to live; all interfaces that can multicast when not given.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time to live is out of its limits.</exception>
    public ServicePublisher(PublisherOptions? options = null)
        : this(new UdpMulticastTransport(options?.InterfaceNames ?? [], TimeProvider.System), options ?? new PublisherOptions(), TimeProvider.System)
    {
    }

    /// <summary>Prepares a publisher on any transport, which is disposed with it; nothing is sent before the first service.</summary>
    /// <param name="transport">The network; it must not be in use by another publisher or browser.</param>
    /// <param name="options">Times to live; which interfaces there are is the transport's business.</param>
    /// <param name="timeProvider">The clock, for reading and for waiting.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time to live is out of its limits.</exception>
    public ServicePublisher(IMulticastTransport transport, PublisherOptions options, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(timeProvider);
        options.Validate();
        this.transport = transport;
        engine = new PublishEngine(options, new Random());
        driver = new EngineDriver(transport, this, timeProvider, () => Run(engine.Tick));
    }

    /// <summary>The interfaces published on now; empty before the first service and without a network.</summary>
    public IReadOnlyList<MdnsInterface> Interfaces => transport.Interfaces;

    /// <summary>How each interface is used, those included that could not be joined; one that is not there is not listed.</summary>
    public IReadOnlyList<InterfaceState> InterfaceStates => transport.States;

    /// <summary>What was received, answered and passed over so far: a copy, which stays as it is.</summary>
    public PublisherStatistics Statistics
    {
        get
        {
            lock (driver.Gate)
            {
                return engine.Statistics;
            }
        }
    }

    /// <summary>The last exception on the timer's thread; null when there was none. Publishing goes on.</summary>
    public Exception? LastFault => driver.LastFault;

    /// <summary>Publishes a service and waits until it is announced, under the name that is then free: about a second.</summary>
    /// <param name="registration">The service.</param>
    /// <param name="cancellationToken">Gives up and takes the service back. Without a network nothing else ends the wait.</param>
    /// <returns>What was announced. Disposing it takes the service back.</returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <exception cref="FormatException">The registration is out of its limits; the message says which.</exception>
    /// <exception cref="InvalidOperationException">There are 1,000 services already.</exception>
    /// <exception cref="ObjectDisposedException">The publisher was disposed.</exception>
    public async Task<Publication> PublishAsync(ServiceRegistration registration, CancellationToken cancellationToken = default)
    {
        var publication = Publish(registration);
        try
        {
            await publication.AnnouncedAsync(cancellationToken);
            return publication;
        }
        catch
        {
            await publication.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins to publish a service without waiting; <see cref="Publication.WatchAsync"/> tells how it goes on.</summary>
    /// <param name="registration">The service.</param>
    /// <returns>What is to be announced. Disposing it takes the service back.</returns>
    /// <exception cref="FormatException">The registration is out of its limits; the message says which.</exception>
    /// <exception cref="InvalidOperationException">There are 1,000 services already.</exception>
    /// <exception cref="ObjectDisposedException">The publisher was disposed.</exception>
    public Publication Publish(ServiceRegistration registration)
    {
        ArgumentNullException.ThrowIfNull(registration);
        Start();
        Publication? publication = null;
        Run(now =>
        {
            var service = engine.Add(registration, now);
            publication = new Publication(this, service);
            publications.Add(service, publication);
        });
        return publication ?? throw new ObjectDisposedException(nameof(ServicePublisher));
    }

    /// <inheritdoc/>
    void IMulticastReceiver.OnDatagram(in ReceivedDatagram datagram)
    {
        lock (driver.Gate)
        {
            if (driver.IsDisposed)
            {
                return;
            }
            engine.Receive(datagram, driver.Now.Elapsed);
            Finish();
        }
        Send();
    }

    /// <inheritdoc/>
    void IMulticastReceiver.OnInterfacesChanged(IReadOnlyList<MdnsInterface> interfaces) => Run(now => TakeInterfaces(interfaces, now));

    /// <summary>Says goodbye for every service and leaves the network (RFC 6762 §10.1). A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (driver.Gate)
        {
            if (!driver.TryEnd())
            {
                return;
            }
            // In one step: what were published in between would never be taken back, nor whoever waits for it be told.
            engine.RemoveAll(driver.Now.Elapsed);
            Finish();
        }
        await driver.DisposeAsync();
        // Whoever sends now sends the goodbyes.
        Send();
        await transport.DisposeAsync();
    }

    /// <summary>Takes a service back.</summary>
    internal void Withdraw(PublishedService service) => Run(now => engine.Remove(service, now));

    /// <summary>Publishes something else in its place.</summary>
    /// <exception cref="ObjectDisposedException">The service was taken back.</exception>
    internal void Change(PublishedService service, Func<ServiceRegistration, ServiceRegistration> change)
    {
        var changed = false;
        Run(now => changed = engine.Change(service, change(service.Registration), now));
        ObjectDisposedException.ThrowIf(!changed, typeof(Publication));
    }

    // Unless the transport told them itself, which may be newer than what is read here.
    private void Start() => driver.Start(() => Run(now => TakeInterfaces(interfaces is null ? transport.Interfaces : null, now)));

    private void TakeInterfaces(IReadOnlyList<MdnsInterface>? joined, TimeSpan now)
    {
        if (joined is not null && !ReferenceEquals(interfaces, joined))
        {
            interfaces = joined;
            engine.SetInterfaces(joined, now);
        }
    }

    private void Run(Action<TimeSpan> action)
    {
        lock (driver.Gate)
        {
            if (driver.IsDisposed)
            {
                return;
            }
            action(driver.Now.Elapsed);
            Finish();
        }
        Send();
    }

    // Still under the lock: events and messages keep their order.
    private void Finish()
    {
        foreach (var (service, change) in engine.TakeEvents())
        {
            if (publications.TryGetValue(service, out var publication))
            {
                publication.Tell(change);
            }
            if (change is PublicationStateChanged { State: PublicationState.Withdrawn })
            {
                publications.Remove(service);
            }
        }
        foreach (var message in engine.TakeMessages())
        {
            outbox.Enqueue(message);
        }
        driver.WakeAt(engine.NextWake);
    }

    // Outside the lock, for a transport may answer before it returns; one at a time, for a goodbye must not overtake what it takes back.
    private void Send()
    {
        lock (sending)
        {
            while (Next() is { } message)
            {
                if (message.Destination is { } host)
                {
                    transport.SendTo(message.Message, message.InterfaceIndex, host);
                }
                else
                {
                    transport.Send(message.Message, message.InterfaceIndex);
                }
            }
        }
    }

    private OutgoingMessage? Next()
    {
        lock (driver.Gate)
        {
            return outbox.TryDequeue(out var message) ? message : null;
        }
    }
}
