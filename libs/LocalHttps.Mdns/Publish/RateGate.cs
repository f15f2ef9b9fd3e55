namespace LocalHttps.Mdns;

/// <summary>Lets through so many a second, and a second's worth at once.</summary>
internal sealed class RateGate(int perSecond)
{
    private double left = perSecond;
    private TimeSpan at;

    /// <summary>Whether one more may pass now.</summary>
    public bool TryPass(TimeSpan now)
    {
        left = Math.Min(perSecond, left + ((now - at).TotalSeconds * perSecond));
        at = now;
        if (left < 1)
        {
            return false;
        }
        left--;
        return true;
    }
}
