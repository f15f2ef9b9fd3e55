using System.Runtime.CompilerServices;

namespace LocalHttps.Mdns;

/// <summary>Browses for services continuously over every interface of a transport (RFC 6763 §4). Safe for use by several threads.</summary>
public sealed class ServiceBrowser : IMulticastReceiver, IAsyncDisposable
{
    /// <summary>Most instances that can be protected at once.</summary>
    public const int MaximumProtected = 256;

    private static readonly TimeSpan AskingLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);
    private static readonly IReadOnlyList<MdnsInterface> NoneYet = new List<MdnsInterface>();
    private readonly Lock starting = new();
    private readonly Lock gate = new();
    private readonly IMulticastTransport transport;
    private readonly TimeProvider time;
    private readonly BrowseEngine engine;
    private readonly ITimer timer;
    private readonly long origin;
    private readonly List<Watcher> watchers = [];
    private readonly LatestValue<IReadOnlyList<MdnsInterface>> interfaces = new(NoneYet);
    private TimeSpan? startedAt;
    private volatile Exception? lastFault;
    private bool disposed;

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
        origin = time.GetTimestamp();
        timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The interfaces browsed on now; empty means there is no network.</summary>
    public IReadOnlyList<MdnsInterface> Interfaces => interfaces.Current;

    /// <summary>How each interface is used, those included that could not be joined; one that is not there is not listed.</summary>
    public IReadOnlyList<InterfaceState> InterfaceStates => transport.States;

    /// <summary>The instances there are: those watchers were told of, with the times as they are now.</summary>
    public IReadOnlyList<ServiceInstance> Instances => Read(() => engine.Snapshot(Now()));

    /// <summary>When the network last said something new, by the wall clock; null when it never did.</summary>
    public DateTimeOffset? LastActivity => Read<DateTimeOffset?>(() => engine.LastNews == TimeSpan.Zero ? null : Now().At(engine.LastNews));

    /// <summary>What was sent, received and dropped so far: a copy, which stays as it is.</summary>
    public BrowserStatistics Statistics => Read(() => engine.Statistics);

    /// <summary>The last exception met while working by the clock; null when there was none. Browsing goes on.</summary>
    public Exception? LastFault => lastFault;

    /// <summary>Joins the interfaces and begins to ask. Watching does it too; a second call does nothing.</summary>
    /// <exception cref="ObjectDisposedException">The browser was disposed.</exception>
    public void Start()
    {
        // Whoever calls while another thread starts must not be told that there are no interfaces.
        lock (starting)
        {
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                if (startedAt is not null)
                {
                    return;
                }
                startedAt = Now().Elapsed;
            }
            transport.Start(this);
            // Unless it told them itself, which may be newer than what is read here.
            Run(now => TakeInterfaces(interfaces.Current == NoneYet ? transport.Interfaces : null, now));
        }
    }

    /// <summary>What there is now as <see cref="ServiceAdded"/>, then every change. Events of an instance the reader has not read yet are merged.
    /// Several may watch at once. The stream ends when the browser is disposed.</summary>
    /// <param name="cancellationToken">Ends the stream with an <see cref="OperationCanceledException"/>; the browser goes on.</param>
    /// <exception cref="ObjectDisposedException">The browser was disposed before.</exception>
    public async IAsyncEnumerable<ServiceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Start();
        var watcher = new Watcher();
        lock (gate)
        {
            foreach (var instance in engine.Snapshot(Now()))
            {
                watcher.Publish(new ServiceAdded(instance));
            }
            watchers.Add(watcher);
            if (disposed)
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
            lock (gate)
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
        lock (gate)
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
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                var earliest = startedAt!.Value + (minimum ?? TimeSpan.FromSeconds(1.2)) - Now().Elapsed;
                var settled = engine.LastNews + (quiet ?? TimeSpan.FromMilliseconds(600)) - Now().Elapsed;
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
        lock (gate)
        {
            if (disposed || startedAt is null)
            {
                return;
            }
            var now = Now();
            engine.Receive(datagram, now);
            queries = Finish(now);
        }
        Send(queries);
    }

    void IMulticastReceiver.OnInterfacesChanged(IReadOnlyList<MdnsInterface> interfaces) => Run(now => TakeInterfaces(interfaces, now));

    /// <summary>Ends every stream and leaves the network. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }
            disposed = true;
            watchers.ForEach(watcher => watcher.Complete());
            interfaces.Complete();
        }
        await timer.DisposeAsync();
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

    private void OnTimer()
    {
        try
        {
            Run(engine.Tick);
        }
        catch (Exception exception)
        {
            // On a timer's thread it would end the process; browsing goes on instead.
            lastFault = exception;
            timer.Change(FaultPause, Timeout.InfiniteTimeSpan);
        }
    }

    private Moment Now() => new(time.GetElapsedTime(origin), time.GetUtcNow());

    private T Read<T>(Func<T> value)
    {
        lock (gate)
        {
            return value();
        }
    }

    private void Run(Action<Moment> action)
    {
        IReadOnlyList<OutgoingQuery> queries;
        lock (gate)
        {
            if (disposed || startedAt is null)
            {
                return;
            }
            var now = Now();
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
        timer.SetTo(engine.NextWake, now.Elapsed);
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
