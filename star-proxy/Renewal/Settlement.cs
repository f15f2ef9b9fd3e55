using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Renewal;

/// <summary>Stores what came of work: the certificate and what is to be done next in one change, and only for who still holds the work.</summary>
internal static class Settlement
{
    /// <summary>Stores one outcome as part of a change.</summary>
    /// <returns>Whether it counted; not where the work was taken away meanwhile, as by a cancellation.</returns>
    public static async Task<bool> StoreAsync(IStoreWriter writer, Outcome outcome, DateTimeOffset now)
    {
        var lease = outcome.Lease;
        if (!IsHeld(await writer.FindWorkAsync(lease.OrderId), lease))
            return false;
        if (outcome is Outcome.Later later)
        {
            await writer.SetWorkAsync(Free(lease) with { DueAt = later.DueAt, Attempts = later.Attempts });
            return true;
        }
        var order = await writer.FindOrderAsync(lease.OrderId);
        var past = outcome is not Outcome.Failed && order is not null && (order.AutoRenewal?.EndDate <= now || (order.ValidAt is null && order.ExpiresAt <= now));
        if (outcome is not Outcome.Over && order is not null && !past && !await IsEndedAsync(writer, order))
            return await StoreAsync(writer, order, outcome, now);
        await writer.RemoveWorkAsync(lease.OrderId);
        return outcome is Outcome.Over;
    }

    /// <summary>Stores a certificate with what follows from it.</summary>
    /// <returns>The order as it stands then.</returns>
    public static async Task<Order> StoreIssuedAsync(IStoreWriter writer, Order order, IssuedCertificate certificate, DateTimeOffset? seriesStart, DateTimeOffset? next, DateTimeOffset now)
    {
        await writer.AddCertificateAsync(certificate);
        if (certificate.Index > 0)
            await writer.RemoveCertificatesAsync(order.Id, now);
        var valid = order with { ValidAt = order.ValidAt ?? now, SeriesStart = order.SeriesStart ?? seriesStart, Journal = null };
        if (order.ValidAt is null || order.Journal is not null)
            await writer.SaveOrderAsync(valid);
        if (next is { } due)
            await writer.SetWorkAsync(new WorkItem { OrderId = order.Id, Kind = WorkKind.Renew, DueAt = due });
        else
            await writer.RemoveWorkAsync(order.Id);
        return valid;
    }

    /// <summary>Whether the work is held by who took it: nobody took it over and nothing else is to be done instead.</summary>
    public static bool IsHeld(WorkItem? work, WorkItem lease) => work is not null && work.LeaseOwner == lease.LeaseOwner && work.Kind == lease.Kind;

    /// <summary>The work with nobody holding it.</summary>
    public static WorkItem Free(WorkItem work) => work with { LeaseOwner = null, LeaseUntil = null };

    /// <summary>Whether nothing may be issued any more, whatever is still under way.</summary>
    public static async Task<bool> IsEndedAsync(IStoreReader reader, Order order) =>
        order.CanceledAt is not null || order.Error is not null
        || (order.DeviceId is { } id && await reader.FindDeviceAsync(id) is not { TerminatedAt: null });

    private static async Task<bool> StoreAsync(IStoreWriter writer, Order order, Outcome outcome, DateTimeOffset now)
    {
        switch (outcome)
        {
            case Outcome.Issued issued when await writer.FindLatestCertificateAsync(order.Id) is { } latest && latest.Index >= issued.Certificate.Index:
                return false;
            case Outcome.Issued issued:
                await StoreIssuedAsync(writer, order, issued.Certificate, issued.SeriesStart, issued.Next, now);
                return true;
            case Outcome.Published published:
                if (published.Certificate is not null)
                    await writer.AddCertificateAsync(published.Certificate);
                // The journal stays: a cancellation needs to know the order at the CA.
                await writer.SaveOrderAsync(order with { ValidAt = now, UpstreamStarCertificate = published.Location });
                break;
            case Outcome.Failed failed:
                await writer.SaveOrderAsync(Denied(order, failed.CertificateGetDenied) with { Error = failed.Problem });
                break;
            default:
                throw new ArgumentException("An outcome nobody stores.", nameof(outcome));
        }
        await writer.RemoveWorkAsync(order.Id);
        return true;
    }

    // RFC 9115 §2.3.2 and, of a plain order, §2.3.3.
    private static Order Denied(Order order, bool denied) => (denied, order.AutoRenewal) switch
    {
        (false, _) => order,
        (true, { } renewal) => order with { AutoRenewal = renewal with { AllowCertificateGet = false } },
        (true, null) => order with { AllowCertificateGet = false },
    };
}
