namespace LocalHttps.Mdns;

/// <summary>What a pure engine needs to live on a machine: one lock, a clock that wakes it, a transport that is started once.</summary>
internal sealed class EngineDriver : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);
    private readonly Lock starting = new();
    private readonly IMulticastTransport transport;
    private readonly IMulticastReceiver owner;
    private readonly TimeProvider time;
    private readonly Action tick;
    private readonly ITimer timer;
    private readonly long origin;
    private volatile Exception? lastFault;

    /// <summary>Starts nothing yet.</summary>
    /// <param name="transport">The network.</param>
    /// <param name="owner">Who is told what arrives.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tick">Has the engine do what is due.</param>
    public EngineDriver(IMulticastTransport transport, IMulticastReceiver owner, TimeProvider time, Action tick)
    {
        this.transport = transport;
        this.owner = owner;
        this.time = time;
        this.tick = tick;
        origin = time.GetTimestamp();
        timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Guards the engine and what follows from it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>When the transport was begun to be started; null before, and when that failed. Guarded by the gate.</summary>
    public TimeSpan? StartedAt { get; private set; }

    /// <summary>Whether the end has come. Guarded by the gate.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>The last exception met while working by the clock; null when there was none.</summary>
    public Exception? LastFault => lastFault;

    public Moment Now => new(time.GetElapsedTime(origin), time.GetUtcNow());

    /// <summary>Starts the transport, whoever comes first. Whoever calls while another thread starts waits: he must not be told that there are no interfaces.</summary>
    /// <param name="takeInterfaces">Has the engine take those there are.</param>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Start(Action takeInterfaces)
    {
        lock (starting)
        {
            lock (Gate)
            {
                ObjectDisposedException.ThrowIf(IsDisposed, owner);
                if (StartedAt is not null)
                {
                    return;
                }
                StartedAt = Now.Elapsed;
            }
            try
            {
                transport.Start(owner);
            }
            catch
            {
                // Else the next call would take it for started, and nothing would ever be sent.
                lock (Gate)
                {
                    StartedAt = null;
                }
                throw;
            }
            takeInterfaces();
        }
    }

    /// <summary>Has the engine woken when something is due; after a day at the latest, which does no harm.</summary>
    public void WakeAt(TimeSpan due)
    {
        var rest = due == TimeSpan.MaxValue ? Longest : due - Now.Elapsed;
        // Timers cut to whole milliseconds; rounding up keeps them from firing just too early.
        timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp(rest.TotalMilliseconds, 0, Longest.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins the end. Called within the gate.</summary>
    /// <returns>False when it has come already.</returns>
    public bool TryEnd() => !IsDisposed && (IsDisposed = true);

    /// <summary>Wakes the engine no more. The transport is its owner's to leave, who may have something to say before.</summary>
    public ValueTask DisposeAsync() => timer.DisposeAsync();

    private void OnTimer()
    {
        try
        {
            tick();
        }
        catch (Exception exception)
        {
            // On a timer's thread it would end the process; work goes on instead.
            lastFault = exception;
            timer.Change(FaultPause, Timeout.InfiniteTimeSpan);
        }
    }
}
