namespace LocalHttps.Mdns;

/// <summary>Wakes an engine.</summary>
internal static class EngineTimer
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Has a timer fire once, when something is due; after a day at the latest, which does no harm.</summary>
    public static void SetTo(this ITimer timer, TimeSpan due, TimeSpan now)
    {
        var rest = due == TimeSpan.MaxValue ? Longest : due - now;
        // Timers cut to whole milliseconds; rounding up keeps them from firing just too early.
        timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp(rest.TotalMilliseconds, 0, Longest.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }
}
