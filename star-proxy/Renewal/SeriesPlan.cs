using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Renewal;

/// <summary>When the certificates of an order are due and what validity they are to have.</summary>
internal static class SeriesPlan
{
    /// <summary>A plain certificate begins this long before it is made: clocks of devices are often behind.</summary>
    public static readonly TimeSpan Predated = TimeSpan.FromHours(1);

    // The share of a lifetime that each certificate is there before its turn (RFC 8739 §3.5, f).
    private const double Padding = 0.5;

    /// <summary>When the first certificate may be made.</summary>
    public static DateTimeOffset StartOf(Order order, DateTimeOffset now) =>
        order.AutoRenewal?.StartDate is { } start && start > now ? start : now;

    /// <summary>The certificate of a plain order.</summary>
    public static PlannedCertificate Plain(Order order, TimeSpan lifetime, DateTimeOffset now)
    {
        var from = order.NotBefore ?? now - Predated;
        return new PlannedCertificate(0, from, order.NotAfter ?? now + lifetime, now);
    }

    /// <summary>A certificate of the series; its <see cref="Order.SeriesStart"/> is set.</summary>
    /// <returns>Null: the series ends before.</returns>
    public static PlannedCertificate? At(Order order, int index)
    {
        var (renewal, start) = (order.AutoRenewal!, order.SeriesStart!.Value);
        var lifetime = TimeSpan.FromSeconds(renewal.Lifetime);
        var nominal = start + (lifetime * index);
        if (nominal >= renewal.EndDate)
            return null;
        var padding = TimeSpan.FromSeconds(Math.Max(Math.Min(renewal.Lifetime, renewal.LifetimeAdjust), renewal.Lifetime * Padding));
        var from = nominal - padding > start ? nominal - padding : start;
        return new PlannedCertificate(index, from, nominal + lifetime < renewal.EndDate!.Value ? nominal + lifetime : renewal.EndDate.Value, from);
    }

    /// <summary>The newest certificate that is to be published by now; those that a long stop made late are passed over.</summary>
    /// <returns>Null: none, or the series has ended.</returns>
    public static PlannedCertificate? DueAt(Order order, int latest, DateTimeOffset now)
    {
        var due = At(order, latest + 1);
        while (due is not null && At(order, due.Index + 1) is { } next && next.PublishAt <= now)
            due = next;
        return due is not null && due.PublishAt <= now && now < due.NotAfter ? due : null;
    }

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
        return new PlannedCertificate(latest.Index + 1, now, wished < end ? wished : end, HalfLife(latest));
    }
}

/// <summary>One certificate as planned.</summary>
/// <param name="Index">Its place in the series, from 0.</param>
/// <param name="NotBefore">Its notBefore.</param>
/// <param name="NotAfter">Its notAfter.</param>
/// <param name="PublishAt">When it is due.</param>
internal sealed record PlannedCertificate(int Index, DateTimeOffset NotBefore, DateTimeOffset NotAfter, DateTimeOffset PublishAt);
