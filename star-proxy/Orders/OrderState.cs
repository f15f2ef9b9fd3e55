using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Orders;

/// <summary>An order with what its status follows from.</summary>
/// <param name="Order">Its own facts.</param>
/// <param name="Authorizations">Those of its names.</param>
internal sealed record OrderState(Order Order, IReadOnlyList<Authorization> Authorizations)
{
    /// <summary>Reads what belongs to an order.</summary>
    public static async Task<OrderState> ReadAsync(IStoreReader reader, Order order) =>
        new(order, order.AuthorizationIds.Count == 0 ? [] : await reader.ListAuthorizationsAsync(order.Id));

    /// <summary>The order's status.</summary>
    public string StatusAt(DateTimeOffset now) => OrderRules.StatusOf(
        new OrderFacts
        {
            ExpiresAt = Order.ExpiresAt,
            // Once it was accepted nothing is asked of the client any more: a series may well start after its authorizations have ended.
            AuthorizationStatuses = Order.FinalizedAt is null ? [.. Authorizations.Select(authorization => StatusOf(authorization, now))] : [],
            FinalizedAt = Order.FinalizedAt,
            ValidAt = Order.ValidAt,
            CanceledAt = Order.CanceledAt,
            Failed = Order.Error is not null,
        },
        now);

    /// <summary>Why it is invalid: its own fault, or that of the first name that was not proved.</summary>
    public Problem? ErrorAt(DateTimeOffset now)
    {
        if (StatusAt(now) != AcmeStatus.Invalid)
            return null;
        return Order.Error ?? Authorizations.SelectMany(authorization => authorization.Challenges).Select(challenge => challenge.Error).FirstOrDefault(error => error is not null)
            ?? Problems.Malformed("The order or an authorization of it was given up or has expired.").Problem;
    }

    /// <summary>An authorization's status.</summary>
    public static string StatusOf(Authorization authorization, DateTimeOffset now) =>
        OrderRules.StatusOf(new AuthorizationFacts(authorization.ExpiresAt, authorization.DeactivatedAt, [.. authorization.Challenges.Select(StatusOf)]), now);

    /// <summary>A challenge's status.</summary>
    public static string StatusOf(Challenge challenge) =>
        OrderRules.StatusOf(new ChallengeFacts(challenge.AttemptedAt, challenge.ValidatedAt, challenge.Error is not null));
}
