namespace LocalHttps.Host.Discovery;

/// <summary>When a device is checked again, by a clock that is never set back. Pure but for the dice.</summary>
internal sealed class CheckSchedule(Random random)
{
    /// <summary>The usual pause between two checks of a device.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);

    /// <summary>The shortest pause, however often an announcement changes.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // Strangers' devices share the host's time: a thousand of them are checked about every minute.
    private static readonly TimeSpan PerStranger = TimeSpan.FromMilliseconds(60);

    private const double Jitter = 0.2;

    /// <summary>After a check.</summary>
    public TimeSpan After(TimeSpan check, bool isTrusted, int strangers)
    {
        var pause = isTrusted || PerStranger * strangers < Usual ? Usual : PerStranger * strangers;
        return check + (pause * (1 - Jitter + (2 * Jitter * random.NextDouble())));
    }

    /// <summary>After an announcement changed: now, or as soon as the shortest pause is over.</summary>
    public static TimeSpan Soon(TimeSpan? lastCheck, TimeSpan now) =>
        lastCheck is { } last && last + Shortest > now ? last + Shortest : now;
}
