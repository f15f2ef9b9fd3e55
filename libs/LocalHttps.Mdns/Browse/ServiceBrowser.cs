using System.Runtime.CompilerServices;

namespace LocalHttps.Mdns;

/// <summary>Browses for services continuously over every interface of a transport (RFC 6763 §4). Safe for use by several threads.</summary>
public sealed class ServiceBrowser : IMulticastReceiver, IAsyncDisposable
{
    /// <summary>Most instances that can be protected at once.</summary>
    public const int MaximumProtected = 256;

    private static readonly TimeSpan AskingLook = TimeSpan.FromMilliseconds(100);
    private static readonly IReadOnlyList<MdnsInterface> NoneYet = new List<MdnsInterface>();
    private readonly IMulticastTransport transport;
    private readonly TimeProvider time;
    private readonly BrowseEngine engine;
    private readonly EngineDriver driver;
    private readonly List<Watcher> watchers = [];
    private readonly LatestValue<IReadOnlyList<MdnsInterface>> interfaces = new(NoneYet);

    /// <summary>Makes a browser of this machine's network; it sends nothing until it is started or watched.</summary>
    /// <param name="options">Types and interfaces; <c>_https._tcp</c> on all interfaces that can multicast, but not on loopback, when not given.</param>
    /// <exception cref="FormatException">A service type is not one.</exception>
    public ServiceBrowser(BrowserOptions? options = null)
        : this(new UdpMulticastTransport(options?.InterfaceNames ?? [], TimeProvider.System), options ?? new BrowserOptions(), TimeProvider.System)
    {
    }

    /// <summary>Makes a browser on any transport, which serves it alone and is disposed with it; it sends nothing until it is started or watched. Which
    /// interfaces there are is the transport's business.</summary>
    /// <exception cref="FormatException">A service type is not one.</exception>
    public ServiceBrowser(IMulticastTransport transport, BrowserOptions options, TimeProvider timeProvider)
        : this(transport, options, timeProvider, new CacheLimits(), Random.Shared)
    {
    }

    internal ServiceBrowser(IMulticastTransport transport, BrowserOptions options, TimeProvider time, CacheLimits limits, Random random)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        this.transport = transport;
        this.time = time;
        engine = new BrowseEngine(options, limits, random);
        driver = new EngineDriver(transport, this, time, () => Run(engine.Tick));
    }

    /// <summary>The interfaces browsed on now; empty means there is no network.</summary>
    public IReadOnlyList<MdnsInterface> Interfaces => interfaces.Current;

    /// <summary>How each interface is used, those included that could not be joined; one that is not there is not listed.</summary>
    public IReadOnlyList<InterfaceState> InterfaceStates => transport.States;

    /// <summary>The instances there are: those watchers were told of, with the times as they are now.</summary>
    public IReadOnlyList<ServiceInstance> Instances => Read(() => engine.Snapshot(driver.Now));

    /// <summary>When the network last said something new, by the wall clock; null when it never did.</summary>
    public DateTimeOffset? LastActivity => Read<DateTimeOffset?>(() => engine.LastNews == TimeSpan.Zero ? null : driver.Now.At(engine.LastNews));

    /// <summary>What was sent, received and dropped so far: a copy, which stays as it is.</summary>
    public BrowserStatistics Statistics => Read(() => engine.Statistics);

    /// <summary>The last exception met while working by the clock; null when there was none. Browsing goes on.</summary>
    public Exception? LastFault => driver.LastFault;

    /// <summary>Joins the interfaces and begins to ask. Watching does it too; a second call does nothing.</summary>
    /// <exception cref="ObjectDisposedException">The browser was disposed.</exception>
    // Unless the transport told them itself, which may be newer than what is read here.
    public void Start() => driver.Start(() => Run(now => TakeInterfaces(interfaces.Current == NoneYet ? transport.Interfaces : null, now)));

    /// <summary>What there is now as <see cref="ServiceAdded"/>, then every change. Events of an instance the reader has not read yet are merged.
    /// Several may watch at once. The stream ends when the browser is disposed.</summary>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>; the browser goes on.</param>
    /// <exception cref="ObjectDisposedException">The browser was disposed before.</exception>
    public async IAsyncEnumerable<ServiceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Start();
        var watcher = new Watcher();
        lock (driver.Gate)
        {
            foreach (var instance in engine.Snapshot(driver.Now))
            {
                watcher.Publish(new ServiceAdded(instance));
            }
            watchers.Add(watcher);
            if (driver.IsDisposed)
            {
                watcher.Complete();
            }
        }
        try
        {
            await foreach (var change in watcher.ReadAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (driver.Gate)
            {
                watchers.Remove(watcher);
            }
        }
    }

    /// <summary>The interfaces browsed on, now and after every change; a slow reader gets the latest. It ends and throws as <see cref="WatchAsync"/>.</summary>
    public IAsyncEnumerable<IReadOnlyList<MdnsInterface>> WatchInterfacesAsync(CancellationToken cancellationToken = default)
    {
        Start();
        return interfaces.ReadAsync(cancellationToken);
    }

    /// <summary>Asks again at once and begins the series of queries anew; at most once a second on each interface (RFC 6762 §5.2). Nothing before the start.</summary>
    public void Rescan() => Run(engine.Rescan);

    /// <summary>Says that an instance could not be reached. It is asked for its records four times, and those that nobody confirms within ten seconds are
    /// removed (RFC 6762 §10.4): a device whose plug was pulled is gone then rather than when its records run out, usually after two minutes.
    /// Removes nothing by itself: whatever answers stays. Not more often than once a minute for each instance, and 64 at a time.</summary>
    /// <param name="name">The full instance name; one that is not known does nothing.</param>
    /// <returns>False when nothing is done: it is not known, was made sure of lately, or too many others are.</returns>
    public bool Reconfirm(DnsName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var begun = false;
        Run(now => begun = engine.Reconfirm(name, now));
        return begun;
    }

    /// <summary>Names the instances that never make way for others when the cache is full, instead of those named before. They need not be there.</summary>
    /// <param name="names">Full instance names. A name is no proof: name few, such as those of devices that proved who they are.</param>
    /// <exception cref="ArgumentException">There are more than <see cref="MaximumProtected"/>.</exception>
    public void Protect(IReadOnlyCollection<DnsName> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count > MaximumProtected)
        {
            throw new ArgumentException($"At most {MaximumProtected} instances can be protected.", nameof(names));
        }
        lock (driver.Gate)
        {
            engine.Protect(names);
        }
    }

    /// <summary>Completes once the network has answered: nothing new came for a while, it had time to begin, and no instance waits for its address.
    /// Then <see cref="Instances"/> is a list to show once. Without devices, and without a network, it completes too.</summary>
    /// <param name="quiet">How long nothing new may have come; 600 ms when not given.</param>
    /// <param name="minimum">How long after the start at the earliest; 1.2 s when not given, which covers the second query.</param>
    /// <param name="cancellationToken">Gives up waiting. Who means ill can keep the network from ever being quiet.</param>
    /// <exception cref="ObjectDisposedException">The browser was disposed, before or meanwhile.</exception>
    public async Task QuietAsync(TimeSpan? quiet = null, TimeSpan? minimum = null, CancellationToken cancellationToken = default)
    {
        Start();
        while (true)
        {
            TimeSpan rest;
            lock (driver.Gate)
            {
                ObjectDisposedException.ThrowIf(driver.IsDisposed, this);
                var earliest = driver.StartedAt!.Value + (minimum ?? TimeSpan.FromSeconds(1.2)) - driver.Now.Elapsed;
                var settled = engine.LastNews + (quiet ?? TimeSpan.FromMilliseconds(600)) - driver.Now.Elapsed;
                rest = earliest > settled ? earliest : settled;
                rest = rest <= TimeSpan.Zero && engine.IsAsking ? AskingLook : rest;
            }
            if (rest <= TimeSpan.Zero)
            {
                return;
            }
            await Task.Delay(rest, time, cancellationToken);
        }
    }

    void IMulticastReceiver.OnDatagram(in ReceivedDatagram datagram)
    {
        IReadOnlyList<OutgoingQuery> queries;
        lock (driver.Gate)
        {
            if (driver.IsDisposed || driver.StartedAt is null)
            {
                return;
            }
            var now = driver.Now;
            engine.Receive(datagram, now);
            queries = Finish(now);
        }
        Send(queries);
    }

    void IMulticastReceiver.OnInterfacesChanged(IReadOnlyList<MdnsInterface> interfaces) => Run(now => TakeInterfaces(interfaces, now));

    /// <summary>Ends every stream and leaves the network. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (driver.Gate)
        {
            if (!driver.TryEnd())
            {
                return;
            }
            watchers.ForEach(watcher => watcher.Complete());
            interfaces.Complete();
        }
        await driver.DisposeAsync();
        await transport.DisposeAsync();
    }

    private void TakeInterfaces(IReadOnlyList<MdnsInterface>? joined, Moment now)
    {
        if (joined is not null && !ReferenceEquals(interfaces.Current, joined))
        {
            interfaces.Set(joined);
            engine.SetInterfaces(joined, now);
        }
    }

    private T Read<T>(Func<T> value)
    {
        lock (driver.Gate)
        {
            return value();
        }
    }

    private void Run(Action<Moment> action)
    {
        IReadOnlyList<OutgoingQuery> queries;
        lock (driver.Gate)
        {
            if (driver.IsDisposed || driver.StartedAt is null)
            {
                return;
            }
            var now = driver.Now;
            action(now);
            queries = Finish(now);
        }
        Send(queries);
    }

    // Still under the lock: events keep their order. Queries are sent outside, for a transport may answer before it returns.
    private IReadOnlyList<OutgoingQuery> Finish(Moment now)
    {
        foreach (var change in engine.TakeEvents())
        {
            watchers.ForEach(watcher => watcher.Publish(change));
        }
        driver.WakeAt(engine.NextWake);
        return engine.TakeQueries(now);
    }

    private void Send(IReadOnlyList<OutgoingQuery> queries)
    {
        foreach (var query in queries)
        {
            transport.Send(query.Message, query.InterfaceIndex);
        }
    }
}
