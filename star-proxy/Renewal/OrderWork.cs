using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Renewal;

/// <summary>Does one piece of work up to its outcome, which is not stored yet.</summary>
internal sealed class OrderWork(IUpstream upstream, RenewalSettings settings, TimeProvider time)
{
    private static readonly Problem Expired = Problems.Unavailable("The CA did not issue before the order expired.", TimeSpan.Zero).Problem;

    /// <summary>What the store knows about leased work.</summary>
    public static async Task<WorkFacts> ReadAsync(IStoreReader reader, WorkItem lease)
    {
        var order = await reader.FindOrderAsync(lease.OrderId);
        var ended = order is null || await Settlement.IsEndedAsync(reader, order);
        return new WorkFacts(lease, order, ended, ended ? null : await reader.FindLatestCertificateAsync(lease.OrderId));
    }

    /// <summary>Does it.</summary>
    /// <param name="facts">What the store knows.</param>
    /// <param name="saveJournal">Makes the journal durable while the work is held.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UpstreamException">In vain; try again later.</exception>
    public async Task<Outcome> DoAsync(WorkFacts facts, Func<string, Task> saveJournal, CancellationToken cancellation)
    {
        var (lease, order, ended, latest) = facts;
        if (lease.Kind == WorkKind.Cancel)
        {
            if (order is not null)
                await upstream.CancelAsync(order, cancellation);
            return new Outcome.Over(lease);
        }
        var now = time.GetUtcNow();
        if (ended || order is null || (latest is not null && order.AutoRenewal is null))
            return new Outcome.Over(lease);
        if (latest is null && StartOf(order, now) is var start && start > now)
            return new Outcome.Later(lease, start, lease.Attempts);
        if (latest is null && SeriesPlan.IsOver(order, now))
            return new Outcome.Failed(lease, Problems.AutoRenewalExpired(order.AutoRenewal!.EndDate!.Value).Problem, CertificateGetDenied: false);
        if (latest is null && order.ExpiresAt <= now)
            return new Outcome.Failed(lease, Expired, CertificateGetDenied: false);
        var series = order.AutoRenewal is not { } renewal ? order : order with { SeriesStart = order.SeriesStart ?? RenewalSchedule.SeriesStart(renewal, now) };
        if (Plan(series, latest, now) is { } planned)
            return await AdvanceAsync(facts with { Order = series }, planned, saveJournal, cancellation);
        return Following(series, latest!, renewAt: null) is { } next && next > now ? new Outcome.Later(lease, next, 0) : new Outcome.Over(lease);
    }

    /// <summary>When the first certificate is to be asked for: a CA that renews by itself keeps to the start itself.</summary>
    public DateTimeOffset StartOf(Order order, DateTimeOffset now) => upstream.IsSeriesOurs ? SeriesPlan.StartOf(order, now) : now;

    /// <summary>The certificate that is due now; null: none.</summary>
    public PlannedCertificate? Plan(Order order, IssuedCertificate? latest, DateTimeOffset now)
    {
        if (order.AutoRenewal is null)
            return SeriesPlan.Plain(order, settings.PlainLifetime, now);
        if (latest is null)
            return SeriesPlan.At(order, 0);
        return upstream.IsImmediate ? SeriesPlan.DueAt(order, latest.Index, now) : SeriesPlan.Succeeding(order, latest, now);
    }

    /// <summary>When the one after a certificate is due; null: it is the last.</summary>
    public DateTimeOffset? Following(Order order, IssuedCertificate certificate, DateTimeOffset? renewAt)
    {
        if (order.AutoRenewal is null)
            return null;
        if (upstream.IsImmediate)
            return SeriesPlan.At(order, certificate.Index + 1)?.NotBefore;
        if (certificate.NotAfter >= order.AutoRenewal.EndDate)
            return null;
        var half = SeriesPlan.HalfLife(certificate);
        return renewAt is { } asked && asked < half ? asked : half;
    }

    private async Task<Outcome> AdvanceAsync(WorkFacts facts, PlannedCertificate planned, Func<string, Task> saveJournal, CancellationToken cancellation)
    {
        var (lease, order, _, latest) = facts;
        var step = await upstream.AdvanceAsync(new UpstreamRequest(order!, planned.Index, planned.NotBefore, planned.NotAfter, saveJournal, latest), cancellation);
        var now = time.GetUtcNow();
        switch (step)
        {
            case UpstreamStep.Issued issued:
                var certificate = IssuedChain.Read(issued.ChainPem, order!, planned.Index, now);
                return new Outcome.Issued(lease, certificate, latest is null ? null : upstream.IsImmediate ? planned.NotBefore : planned.NominalRenewalDate, order!.SeriesStart, Following(order, certificate, issued.RenewAt));
            case UpstreamStep.Published published:
                return new Outcome.Published(lease, published.Certificate, published.ChainPem is { } pem ? IssuedChain.Read(pem, order!, planned.Index, now) : null);
            case UpstreamStep.Waiting waiting:
                return new Outcome.Later(lease, now + waiting.Delay, lease.Attempts);
            case UpstreamStep.Failed failed when latest is not null:
                // A valid order stays valid (RFC 8555 §7.1.6), and what a CA refuses today it may grant tomorrow.
                throw new UpstreamException($"The CA refuses: {failed.Problem.Type} {failed.Problem.Detail}");
            case UpstreamStep.Failed failed:
                return new Outcome.Failed(lease, failed.Problem, failed.CertificateGetDenied);
            default:
                throw new InvalidOperationException($"A step nobody knows: {step.GetType().Name}.");
        }
    }
}

/// <summary>What the store knows about leased work.</summary>
/// <param name="Lease">The work as it was taken.</param>
/// <param name="Order">Its order; null: it is gone.</param>
/// <param name="IsEnded">Nothing may be issued any more.</param>
/// <param name="Latest">The last certificate.</param>
internal sealed record WorkFacts(WorkItem Lease, Order? Order, bool IsEnded, IssuedCertificate? Latest);
