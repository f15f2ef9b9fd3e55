using LocalHttps.Mdns;

namespace LocalHttps.Interop;

/// <summary>What a browser tells of one instance.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly IAsyncEnumerator<ServiceEvent> changes;
    private readonly byte[] label;
    private readonly List<string> seen = [];

    public Watch(ServiceBrowser browser, string instance)
    {
        label = System.Text.Encoding.UTF8.GetBytes(instance);
        changes = browser.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);
    }

    /// <summary>Waits for a change of the instance that fits.</summary>
    public async Task<ServiceEvent> UntilAsync(Func<ServiceEvent, bool> fits, TimeSpan limit)
    {
        using var late = new CancellationTokenSource(limit, TimeProvider.System);
        using var registration = late.Token.Register(stop.Cancel);
        try
        {
            while (await changes.MoveNextAsync())
            {
                seen.Add($"{changes.Current.GetType().Name} {changes.Current.Instance.Name}");
                if (changes.Current.Instance.Name.Labels[0].Span.SequenceEqual(label) && fits(changes.Current))
                {
                    return changes.Current;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Said below, with what was seen.
        }
        throw new AssertFailedException($"Not within {limit.TotalSeconds} s. Seen: {string.Join("; ", seen)}");
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await changes.DisposeAsync();
        stop.Dispose();
    }
}
