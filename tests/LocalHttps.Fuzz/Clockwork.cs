namespace LocalHttps.Fuzz;

/// <summary>Turns an engine's clock.</summary>
internal static class Clockwork
{
    // However many deadlines fall together, an engine may not ask to be woken again and again for the same instant.
    private const int MostWakesAtOnce = 50;

    /// <summary>Lets time pass, doing on the way what is due.</summary>
    /// <param name="now">The time at the start.</param>
    /// <param name="time">How much passes.</param>
    /// <param name="nextWake">When the engine wants to be woken.</param>
    /// <param name="tick">Wakes it at a time.</param>
    /// <returns>The time at the end.</returns>
    public static TimeSpan Pass(TimeSpan now, TimeSpan time, Func<TimeSpan> nextWake, Action<TimeSpan> tick)
    {
        var end = now + time;
        for (var wakes = 0; nextWake() <= end; wakes++)
        {
            wakes = nextWake() > now ? 0 : wakes;
            Assert.IsLessThan(MostWakesAtOnce, wakes, $"woken again and again at {now}");
            now = nextWake() > now ? nextWake() : now;
            tick(now);
        }
        return end;
    }
}
