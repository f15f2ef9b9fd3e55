using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Orders;

/// <summary>Ends all orders of somebody who is gone.</summary>
internal static class OrderEnd
{
    private const int PageLength = 100;

    /// <summary>Ends what may still bring certificates: series, and orders that have none yet. Part of the caller's change.</summary>
    /// <param name="writer">The change.</param>
    /// <param name="accountId">Whose; or null, and then <paramref name="deviceId"/> says which.</param>
    /// <param name="deviceId">Of which delegation, or null.</param>
    /// <param name="now">The time.</param>
    /// <returns>Those that were ended now.</returns>
    public static async Task<IReadOnlyList<Order>> ApplyAsync(IStoreWriter writer, string? accountId, string? deviceId, DateTimeOffset now)
    {
        var ended = new List<Order>();
        string? after = null;
        do
        {
            var page = await writer.ListOrdersAsync(accountId, deviceId, after, PageLength);
            foreach (var order in page.Where(order => order.CanceledAt is null && order.Error is null && (order.AutoRenewal is not null || order.ValidAt is null)))
                ended.Add(await Cancellation.ApplyAsync(writer, order, now));
            after = page.Count == PageLength ? page[^1].Id : null;
        }
        while (after is not null);
        return ended;
    }
}
