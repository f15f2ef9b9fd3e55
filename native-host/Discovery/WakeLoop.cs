using System.Threading.Channels;

namespace LocalHttps.Host.Discovery;

/// <summary>Runs one step after another, each when something woke it or its time has come; wakes during a step are one more step. Survives every step.</summary>
internal sealed class WakeLoop : IAsyncDisposable
{
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider time;
    private readonly Func<TimeSpan?> step;
    private readonly Action<string> log;
    private readonly ITimer timer;

    /// <summary>Makes a loop.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="step">Does what is due and tells after how long it is due again; null for when woken only.</param>
    /// <param name="log">Takes a line about a step that failed.</param>
    public WakeLoop(TimeProvider time, Func<TimeSpan?> step, Action<string> log)
    {
        this.time = time;
        this.step = step;
        this.log = log;
        timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Asks for a step.</summary>
    public void Wake() => wake.Writer.TryWrite(true);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = await wake.Reader.ReadAsync(stop);
                // Timers cut to whole milliseconds; rounding up keeps them from firing just too early.
                timer.Change(step() is { } due ? TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, due.TotalMilliseconds))) : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception defect)
            {
                log($"a step failed: {defect.GetType().Name}");
            }
        }
    }

    /// <summary>Wakes the loop at each change until cancelled; follows again after a pause where the changes end.</summary>
    public async Task FollowAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> changes, Action mark, CancellationToken stop)
    {
        // A socket that cannot be opened now (no network yet, no memory) may be opened in a while.
        for (var pause = TimeSpan.FromSeconds(1); !stop.IsCancellationRequested; pause = pause < TimeSpan.FromSeconds(30) ? pause * 2 : pause)
        {
            try
            {
                await foreach (var _ in changes(stop))
                {
                    mark();
                    Wake();
                }
                await Task.Delay(pause, time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                log($"discovery was interrupted: {fault.GetType().Name}");
                await Task.WhenAny(Task.Delay(pause, time, stop));
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => timer.DisposeAsync();
}
