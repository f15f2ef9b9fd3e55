namespace LocalHttps.Star.Renewal;

/// <summary>Wakes the worker when there is something to do at once.</summary>
internal sealed class WorkBell : IDisposable
{
    private readonly SemaphoreSlim rung = new(0, 1);

    /// <summary>Rings; rings that nobody heard yet are one.</summary>
    public void Ring()
    {
        try
        {
            rung.Release();
        }
        catch (SemaphoreFullException)
        {
            // It rings already.
            return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => rung.Dispose();

    /// <summary>Waits for a ring, but no longer than this.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ring = rung.WaitAsync(end.Token);
        var pause = Task.Delay(longest, time, end.Token);
        await Task.WhenAny(ring, pause);
        await end.CancelAsync();
        try
        {
            await ring;
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }
    }
}
