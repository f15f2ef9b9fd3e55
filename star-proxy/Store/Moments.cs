namespace LocalHttps.Star.Store;

/// <summary>Times as the database keeps them: microseconds since 1970, rounded down.</summary>
internal static class Moments
{
    public static long Keep(this DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static long? Keep(this DateTimeOffset? time) => time?.Keep();

    public static DateTimeOffset Time(this long kept) => new(DateTime.UnixEpoch.Ticks + (kept * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public static DateTimeOffset? Time(this long? kept) => kept?.Time();
}
