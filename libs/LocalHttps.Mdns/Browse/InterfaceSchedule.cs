namespace LocalHttps.Mdns;

/// <summary>When one interface is asked for the browsed types: after 20–120 ms or at once, then 1, 2, 4 … s up to an hour (RFC 6762 §5.2).</summary>
internal sealed class InterfaceSchedule(MdnsInterface network)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private int attempts;

    /// <summary>The interface as it is now.</summary>
    public MdnsInterface Network { get; set; } = network;

    /// <summary>When to ask next.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>When the types were asked for last.</summary>
    public TimeSpan? Asked { get; private set; }

    /// <summary>When a question that allows unicast answers was sent last.</summary>
    public TimeSpan? AskedForUnicast { get; private set; }

    /// <summary>Whether the next query should allow unicast answers. The second does: multicast is the first to be lost on busy
    /// wireless links. The first and the third do not, for another program may be given our unicast.</summary>
    public bool WantsUnicast => attempts == 1;

    /// <summary>Begins the series again.</summary>
    /// <param name="now">Now.</param>
    /// <param name="random">The dice for the delay; null to begin at once.</param>
    public void Restart(TimeSpan now, Random? random)
    {
        attempts = 0;
        Due = now + TimeSpan.FromMilliseconds(random?.Next(20, 120) ?? 0);
    }

    /// <summary>Begins the series again without waiting, but not within a second of the last query (RFC 6762 §5.2).</summary>
    public void Hurry(TimeSpan now)
    {
        attempts = 0;
        Due = Asked is { } at && at + Shortest > now ? at + Shortest : now;
    }

    /// <summary>Takes note of a query of the series sent now.</summary>
    public void Advance(TimeSpan now)
    {
        AskedForUnicast = WantsUnicast ? now : AskedForUnicast;
        Asked = now;
        Due = now + (attempts >= 12 ? Longest : TimeSpan.FromSeconds(Math.Min(1 << attempts, Longest.TotalSeconds)));
        attempts++;
    }

    /// <summary>Takes note of a refresh sent now; the series goes on.</summary>
    public void Note(TimeSpan now) => Asked = now;

    /// <summary>Whether the types were asked for less than a second ago.</summary>
    public bool AskedLately(TimeSpan now) => Asked is { } at && now - at < Shortest;
}
