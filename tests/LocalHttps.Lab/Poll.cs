namespace LocalHttps.Lab;

/// <summary>Bounded waiting for something that becomes true.</summary>
public static class Poll
{
    /// <summary>Asks until the answer is not null.</summary>
    /// <exception cref="TimeoutException">It stayed null; the message holds <paramref name="what"/>.</exception>
    public static async Task<T> ForAsync<T>(Func<Task<T?>> probe, string what, TimeSpan limit, Func<Task<string>>? diagnosis = null)
        where T : class
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(10);
        while (true)
        {
            if (await probe() is { } found)
            {
                return found;
            }

            if (clock.GetElapsedTime(start) > limit)
            {
                var seen = diagnosis is null ? "" : $" Seen: {await diagnosis()}";
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}.{seen}");
            }

            await Task.Delay(pause, clock);
            pause = TimeSpan.FromMilliseconds(Math.Min(100, pause.TotalMilliseconds * 1.5));
        }
    }

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It stayed no.</exception>
    public static Task UntilAsync(Func<Task<bool>> probe, string what, TimeSpan limit, Func<Task<string>>? diagnosis = null)
        => ForAsync(async () => await probe() ? "yes" : null, what, limit, diagnosis);
}
