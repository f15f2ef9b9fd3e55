using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Renewal;

/// <summary>Ends an order for good: nothing is issued for it after the change (RFC 8739 §3.1.2).</summary>
internal static class Cancellation
{
    /// <summary>Marks it and has the upstream told; part of the caller's change. The worker is rung after it.</summary>
    /// <returns>The order as saved.</returns>
    public static async Task<Order> ApplyAsync(IStoreWriter writer, Order order, DateTimeOffset now)
    {
        var canceled = order with { CanceledAt = order.CanceledAt ?? now };
        await writer.SaveOrderAsync(canceled);
        // Takes the place of a renewal, even of one under way: its lease is gone and its certificate will not be stored.
        if (order.FinalizedAt is not null)
            await writer.SetWorkAsync(new WorkItem { OrderId = order.Id, Kind = WorkKind.Cancel, DueAt = now });
        return canceled;
    }
}
