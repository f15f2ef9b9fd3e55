namespace LocalHttps.Acme;

/// <summary>What a server makes of the <c>auto-renewal</c> of a new order (RFC 8739 §3.1.1, §3.2).</summary>
public static class AutoRenewalRules
{
    /// <summary>The latest time that a certificate can bear with four digits for the year (RFC 5280 §4.1.2.5).</summary>
    private static readonly DateTimeOffset Latest = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>Checks the request, and alters what cannot stand as it is but is harmless ("The ACME server MAY adjust them at will"): the client reads it back.</summary>
    /// <param name="asked">As the client sent it.</param>
    /// <param name="offered">The server's bounds, as in its directory.</param>
    /// <param name="now">The time.</param>
    /// <returns>In whole seconds of UTC; a start-date in the past is left out; a lifetime-adjust over the lifetime is the lifetime (§3.5); certificate GET is granted if offered.</returns>
    /// <exception cref="AcmeException"><c>malformed</c>.</exception>
    public static AutoRenewal Accept(AutoRenewal asked, AutoRenewalCapability offered, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(offered);
        if (asked.EndDate is not { } end || end > Latest)
            throw Problems.Malformed("The auto-renewal needs an end-date before the year 10000.");
        end = Seconds.Floor(end);
        // §3.1.1: the earliest date of validity. What is past cannot be kept (§3.5: the first notBefore is not before the issuance's cadence), so it is left out.
        var start = asked.StartDate is { } date && date > now ? Seconds.Ceiling(date) : (DateTimeOffset?)null;
        var duration = (long)Math.Floor((end - (start ?? now)).TotalSeconds);
        if (duration <= 0)
            throw Problems.Malformed("The auto-renewal's end-date is not after its start-date and after now.");
        if (duration > offered.MaxDuration)
            throw Problems.Malformed($"The auto-renewal lasts longer than this server's max-duration of {offered.MaxDuration} seconds.");
        if (asked.Lifetime < offered.MinLifetime || asked.Lifetime <= 0)
            throw Problems.Malformed($"The auto-renewal's lifetime is below this server's min-lifetime of {offered.MinLifetime} seconds.");
        if (asked.Lifetime > duration)
            throw Problems.Malformed("The auto-renewal's lifetime is longer than the time from its start to its end.");
        if (asked.LifetimeAdjust < 0)
            throw Problems.Malformed("The auto-renewal's lifetime-adjust is negative.");
        return new()
        {
            StartDate = start,
            EndDate = end,
            Lifetime = asked.Lifetime,
            LifetimeAdjust = Math.Min(asked.LifetimeAdjust, asked.Lifetime),
            // §3.4: reflected when accepted; a false says plainly that it was not.
            AllowCertificateGet = asked.AllowCertificateGet == true ? offered.AllowCertificateGet : asked.AllowCertificateGet,
        };
    }
}
