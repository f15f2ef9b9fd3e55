using LocalHttps.Star.Store;

namespace LocalHttps.Star.Operation;

/// <summary>Keeps the length of the queue of renewal work at hand for the metrics, which are read at moments that cannot wait for a database.</summary>
internal sealed partial class QueueWatch(IStore store, StarMetrics metrics, TimeProvider clock, ILogger<QueueWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private long length;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.WatchQueue(() => Interlocked.Read(ref length));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = clock.GetUtcNow();
                Interlocked.Exchange(ref length, await store.ReadAsync(reader => reader.CountDueWorkAsync(now), stoppingToken));
            }
            catch (StoreException fault)
            {
                LogUnknown(fault);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The length of the queue could not be read")]
    private partial void LogUnknown(StoreException fault);
}
