namespace LocalHttps.Acme;

/// <summary>One certificate of a series.</summary>
/// <param name="Index">Its place, from 0.</param>
/// <param name="NominalRenewalDate">When it is due by the cadence alone.</param>
/// <param name="NotBefore">Its notBefore, which is also when it is published: it is valid then (RFC 8739 §3.3).</param>
/// <param name="NotAfter">Its notAfter, never past the end of the series.</param>
public sealed record PlannedCertificate(int Index, DateTimeOffset NominalRenewalDate, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <summary>When the certificates of a STAR order begin, end and are published (RFC 8739 §3.5). Whole seconds throughout, as certificates have them.</summary>
public sealed class RenewalSchedule
{
    private readonly DateTimeOffset first;
    private readonly DateTimeOffset start;
    private readonly TimeSpan lifetime;
    private readonly TimeSpan padding;

    /// <summary>Computes the series.</summary>
    /// <param name="seriesStart">When the first certificate is issued: nrd[0]. See <see cref="SeriesStart"/>.</param>
    /// <param name="renewal">As <see cref="AutoRenewalRules"/> let it pass.</param>
    /// <param name="fraction">f of §3.5: the server's padding as a part of the lifetime.</param>
    /// <exception cref="ArgumentOutOfRangeException">The series has ended by <paramref name="seriesStart"/> or makes no sense, or <paramref name="fraction"/> is not in [0.5, 1).</exception>
    public RenewalSchedule(DateTimeOffset seriesStart, AutoRenewal renewal, double fraction = 0.5)
    {
        ArgumentNullException.ThrowIfNull(renewal);
        ArgumentOutOfRangeException.ThrowIfLessThan(fraction, 0.5);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(fraction, 1);
        first = Seconds.Floor(seriesStart);
        End = Seconds.Floor(renewal.EndDate ?? first);
        var duration = (long)(End - first).TotalSeconds;
        if (duration < 1 || renewal.Lifetime < 1 || renewal.LifetimeAdjust < 0 || (duration - 1) / renewal.Lifetime >= int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(renewal), "This is no series of certificates, or one without end.");
        Count = (int)((duration - 1) / renewal.Lifetime) + 1;
        // A longer nominal lifetime is cut by the end all the same; so nothing can overflow.
        var nominal = Math.Min(renewal.Lifetime, duration);
        lifetime = TimeSpan.FromSeconds(nominal);
        var (client, server) = (Math.Min(renewal.Lifetime, renewal.LifetimeAdjust), ServerPadding(renewal.Lifetime, fraction));
        padding = TimeSpan.FromSeconds(Math.Min(nominal, Math.Max(client, server)));
        // §3.1.1: without a start-date it is the moment when authorisation was complete, which is taken to be that of the first certificate.
        start = renewal.StartDate is { } date ? Seconds.Ceiling(date) : first;
    }

    /// <summary>The end of the series; no certificate is valid at or after it.</summary>
    public DateTimeOffset End { get; }

    /// <summary>How many certificates there are, one at least.</summary>
    public int Count { get; }

    /// <summary>nrd[0] of an order whose first certificate can be had at <paramref name="now"/>: then, or at a start-date still to come.</summary>
    public static DateTimeOffset SeriesStart(AutoRenewal renewal, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(renewal);
        return renewal.StartDate is { } start && start > now ? Seconds.Ceiling(start) : Seconds.Floor(now);
    }

    /// <summary>The certificate at <paramref name="index"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none there.</exception>
    public PlannedCertificate Plan(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var due = first + (lifetime * (long)index);
        var notAfter = End - due > lifetime ? due + lifetime : End;
        // "MUST NOT set the notBefore of the first STAR certificate to a date prior to the auto-renewal start-date"; of the later ones none can be.
        return new(index, due, index == 0 ? Later(start, due - padding) : due - padding, notAfter);
    }

    /// <summary>The index of the certificate that ought to be published at <paramref name="now"/>; null before the first and from the end on.</summary>
    public int? IndexAt(DateTimeOffset now)
    {
        if (now >= End || now < Plan(0).NotBefore)
            return null;
        var index = (now - first + padding).Ticks / lifetime.Ticks;
        return (int)Math.Clamp(index, 0, Count - 1);
    }

    // Rounded up: the next one is there a little before half-life rather than after it.
    private static long ServerPadding(long lifetime, double fraction) => (long)Math.Ceiling((decimal)lifetime * (decimal)fraction);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
