namespace LocalHttps.Mdns;

/// <summary>Lets through so many at once and so many a second.</summary>
internal sealed class RateGate(double atOnce, double perSecond)
{
    private double spent;
    private TimeSpan at;

    /// <summary>Whether one more, or something that counts for several, may pass now.</summary>
    public bool TryPass(TimeSpan now, double cost = 1)
    {
        spent = SpentAt(now);
        at = now;
        if (spent + cost > atOnce)
        {
            return false;
        }
        spent += cost;
        return true;
    }

    /// <summary>Whether nothing passed lately that still counts.</summary>
    public bool IsIdle(TimeSpan now) => SpentAt(now) <= 0;

    private double SpentAt(TimeSpan now) => Math.Max(0, spent - ((now - at).TotalSeconds * perSecond));
}
