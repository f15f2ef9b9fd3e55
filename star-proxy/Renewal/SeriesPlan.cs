using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Renewal;

/// <summary>When the certificates of an order are due and what validity they are to have.</summary>
internal static class SeriesPlan
{
    /// <summary>A plain certificate begins this long before it is made: clocks of devices are often behind.</summary>
    public static readonly TimeSpan Predated = TimeSpan.FromHours(1);

    /// <summary>When the first certificate may be made.</summary>
    public static DateTimeOffset StartOf(Order order, DateTimeOffset now) =>
        order.AutoRenewal?.StartDate is { } start && start > now ? start : now;

    /// <summary>Whether the series has ended, or less than a second is left of it.</summary>
    public static bool IsOver(Order order, DateTimeOffset now) => order.AutoRenewal?.EndDate is { } end && end - now < TimeSpan.FromSeconds(1);

    /// <summary>The certificate of a plain order.</summary>
    public static PlannedCertificate Plain(Order order, TimeSpan lifetime, DateTimeOffset now) =>
        new(0, now, order.NotBefore ?? now - Predated, order.NotAfter ?? now + lifetime);

    /// <summary>A certificate of the series; its <see cref="Order.SeriesStart"/> is set.</summary>
    /// <returns>Null: the series ends before.</returns>
    public static PlannedCertificate? At(Order order, int index) => Schedule(order) is var schedule && index < schedule.Count ? schedule.Plan(index) : null;

    /// <summary>The newest certificate that is to be published by now; those that a long stop made late are passed over.</summary>
    /// <returns>Null: none, or the series has ended.</returns>
    public static PlannedCertificate? DueAt(Order order, int latest, DateTimeOffset now) => Schedule(order) is var schedule && schedule.IndexAt(now) is { } index && index > latest ? schedule.Plan(index) : null;

    /// <summary>When a certificate whose validity a CA chose is to be followed by the next (RFC 8739 §3.3).</summary>
    public static DateTimeOffset HalfLife(IssuedCertificate certificate)
    {
        var half = certificate.NotBefore + ((certificate.NotAfter - certificate.NotBefore) / 2);
        // Of a CA that predates by more than half the life, the half of what was left.
        return half > certificate.IssuedAt ? half : certificate.IssuedAt + ((certificate.NotAfter - certificate.IssuedAt) / 2);
    }

    /// <summary>The certificate after one whose validity a CA chose.</summary>
    /// <returns>Null: the series needs no more.</returns>
    public static PlannedCertificate? Succeeding(Order order, IssuedCertificate latest, DateTimeOffset now)
    {
        var (renewal, end) = (order.AutoRenewal!, order.AutoRenewal!.EndDate!.Value);
        if (now >= end || latest.NotAfter >= end)
            return null;
        var wished = now + TimeSpan.FromSeconds(renewal.Lifetime);
        return new PlannedCertificate(latest.Index + 1, HalfLife(latest), now, wished < end ? wished : end);
    }

    private static RenewalSchedule Schedule(Order order) => new(order.SeriesStart!.Value, order.AutoRenewal!);
}
