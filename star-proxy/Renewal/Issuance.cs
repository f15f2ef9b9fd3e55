using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Renewal;

/// <summary>Takes the CSR of an order. A CA that answers at once signs here; for any other the worker goes on.</summary>
internal sealed partial class Issuance(IStore store, IUpstream upstream, RenewalSettings settings, WorkBell bell, StarMetrics metrics, TimeProvider time, ILogger<Issuance> logger) : IIssuance
{
    private readonly OrderWork work = new(upstream, settings, time);

    /// <inheritdoc/>
    public async Task<Order> FinalizeAsync(string orderId, ReadOnlyMemory<byte> csr, CancellationToken cancellation)
    {
        var order = await store.ReadAsync(reader => FindReadyAsync(reader, orderId, time.GetUtcNow()), cancellation);
        if (upstream.IsImmediate && SeriesPlan.StartOf(order, time.GetUtcNow()) <= time.GetUtcNow() && await IssueAsync(order with { Csr = csr }, cancellation) is { } issued)
            return issued;
        var accepted = await store.ChangeAsync(writer => AcceptAsync(writer, orderId, csr, time.GetUtcNow()), cancellation);
        bell.Ring();
        return accepted;
    }

    private async Task<Order?> IssueAsync(Order order, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var series = order.AutoRenewal is { } renewal ? order with { SeriesStart = RenewalSchedule.SeriesStart(renewal, now) } : order;
        if (work.Plan(series, latest: null, now) is not { } planned)
            return null;
        IssuedCertificate certificate;
        try
        {
            var step = await upstream.AdvanceAsync(new UpstreamRequest(series, planned.Index, planned.NotBefore, planned.NotAfter, _ => Task.CompletedTask), cancellation);
            if (step is not UpstreamStep.Issued issued)
                return null;
            certificate = IssuedChain.Read(issued.ChainPem, series, planned.Index, now);
        }
        catch (UpstreamException problem)
        {
            LogDeferred(logger, problem, order.Id);
            return null;
        }
        var next = work.Following(series, certificate, renewAt: null);
        var stored = await store.ChangeAsync(async writer =>
        {
            var ready = await FindReadyAsync(writer, order.Id, now) with { Csr = order.Csr, FinalizedAt = now };
            return await Settlement.StoreIssuedAsync(writer, ready, certificate, series.SeriesStart, next, now);
        }, cancellation);
        metrics.CertificateIssued("first");
        return stored;
    }

    private async Task<Order> AcceptAsync(IStoreWriter writer, string orderId, ReadOnlyMemory<byte> csr, DateTimeOffset now)
    {
        var ready = await FindReadyAsync(writer, orderId, now);
        // A series that begins later has the time that it would have had from then on.
        var accepted = ready with { Csr = csr, FinalizedAt = now, ExpiresAt = ready.ExpiresAt + (SeriesPlan.StartOf(ready, now) - now) };
        await writer.SaveOrderAsync(accepted);
        await writer.SetWorkAsync(new WorkItem { OrderId = orderId, Kind = WorkKind.Issue, DueAt = work.StartOf(accepted, now) });
        return accepted;
    }

    // What the request was checked against may have changed since: of parallel ones the first is served.
    private static async Task<Order> FindReadyAsync(IStoreReader reader, string orderId, DateTimeOffset now)
    {
        var order = await reader.FindOrderAsync(orderId) ?? throw Problems.NotFound("There is no such order.");
        if (order.FinalizedAt is not null)
            throw Problems.OrderNotReady("The order was finalized already.");
        if (order.ExpiresAt <= now || await Settlement.IsEndedAsync(reader, order))
            throw Problems.OrderNotReady("The order has ended.");
        if (SeriesPlan.IsOver(order, now))
            throw Problems.AutoRenewalExpired(order.AutoRenewal!.EndDate!.Value);
        var proofs = order.AuthorizationIds.Count == 0 ? [] : await reader.ListAuthorizationsAsync(orderId);
        if (proofs.Count < order.AuthorizationIds.Count || !proofs.All(proof => IsProved(proof, now)))
            throw Problems.OrderNotReady("Not all authorizations of the order are valid.");
        return order;
    }

    private static bool IsProved(Authorization authorization, DateTimeOffset now) =>
        authorization.DeactivatedAt is null && now < authorization.ExpiresAt && authorization.Challenges.Any(challenge => challenge.ValidatedAt is not null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The CA could not sign for order {Order} at once; the worker goes on with it.")]
    private static partial void LogDeferred(ILogger logger, Exception problem, string order);
}
