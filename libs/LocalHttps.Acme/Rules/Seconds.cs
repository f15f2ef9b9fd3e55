namespace LocalHttps.Acme;

/// <summary>Times in whole seconds of UTC, as certificates have them (RFC 5280 §4.1.2.5).</summary>
internal static class Seconds
{
    public static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);

    public static DateTimeOffset Ceiling(DateTimeOffset time)
    {
        var floor = Floor(time);
        // The last second there is cannot be rounded up.
        return floor == time || floor.UtcTicks > DateTime.MaxValue.Ticks - TimeSpan.TicksPerSecond ? floor : floor.AddSeconds(1);
    }
}
