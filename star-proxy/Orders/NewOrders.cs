using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Store;
using LocalHttps.Star.Web;

namespace LocalHttps.Star.Orders;

/// <summary>Takes orders: plain or STAR, ordinary or under a delegation (RFC 8555 §7.4, RFC 8739 §3.1.1, RFC 9115 §2.3.2 and §2.3.3).</summary>
internal sealed class NewOrders(IStore store, StarSettings settings, UpstreamOffers offers, Links links, RequestGate gate, StarMetrics metrics, TimeProvider clock)
{
    /// <summary>How long control over a name holds: CAA is to be looked up anew after eight hours (CA/Browser Forum BR §3.2.2.8), so that it ends before.</summary>
    public static readonly TimeSpan AuthorizationLifetime = TimeSpan.FromHours(7);

    private static readonly TimeSpan DelegatedLifetime = TimeSpan.FromDays(7);

    // What ends sooner would leave a client too little time for its order.
    private static readonly TimeSpan LeastRest = TimeSpan.FromHours(1);

    // Clocks of clients differ from ours.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    /// <exception cref="AcmeException">Why not.</exception>
    public async Task<OrderState> AddAsync(SignedRequest request, CancellationToken cancellation)
    {
        var wanted = request.Read(AcmeJson.Default.OrderRequest);
        OrderRequestRules.CheckMembers(wanted);
        if (wanted.Profile is not null)
            throw Problems.Malformed("This server offers no profiles.");
        var identifiers = OrderRequestRules.Identifiers(wanted);
        var now = clock.GetUtcNow();
        CheckTimes(wanted, now);
        gate.EnterNewOrder(request.Account.Id);
        var renewal = wanted.AutoRenewal is { } asked ? AutoRenewalRules.Accept(asked, (await offers.GetAsync(cancellation)).AutoRenewal, now) : null;
        if (renewal?.Lifetime > settings.Bounds.MaximumLifetime.TotalSeconds)
            throw Problems.Malformed($"The auto-renewal's lifetime is above this server's maximum of {(long)settings.Bounds.MaximumLifetime.TotalSeconds} seconds.");
        var order = new Order
        {
            Id = Id.New(),
            AccountId = request.Account.Id,
            Identifiers = identifiers,
            AuthorizationIds = [],
            CreatedAt = now,
            // A series with a later start is accepted now and begins then.
            ExpiresAt = (renewal?.StartDate ?? now) + DelegatedLifetime,
            NotBefore = wanted.NotBefore,
            NotAfter = wanted.NotAfter,
            AutoRenewal = renewal,
            AllowCertificateGet = wanted.AllowCertificateGet,
            CertificateId = Id.New(),
        };
        var state = await store.ChangeAsync(
            writer => wanted.Delegation is { } delegation ? DelegateAsync(writer, order, delegation) : AuthorizeAsync(writer, order, request.Account, now), cancellation);
        metrics.OrderAccepted((wanted.Delegation is null ? "" : "delegated-") + (renewal is null ? "plain" : "star"));
        return state;
    }

    private void CheckTimes(OrderRequest wanted, DateTimeOffset now)
    {
        if (wanted.NotAfter <= now || wanted.NotBefore < now - ClockSkew)
            throw Problems.Malformed("The order's notBefore or notAfter is past.");
        if (wanted.NotAfter - (wanted.NotBefore ?? now) > settings.Bounds.MaximumLifetime)
            throw Problems.Malformed($"The order lasts longer than this server's maximum of {(long)settings.Bounds.MaximumLifetime.TotalSeconds} seconds.");
    }

    private async Task<OrderState> DelegateAsync(IStoreWriter writer, Order order, string delegation)
    {
        // RFC 9115 §2.3.1.3: one that is another's is told like one that is not there.
        var device = links.TryReadDelegation(delegation, out var id) ? await writer.FindDeviceAsync(id) : null;
        if (device is null || device.AccountId != order.AccountId || device.TerminatedAt is not null)
            throw Problems.UnknownDelegation();
        // §2.3.2: all names that are delegated, and no other.
        if (order.Identifiers is not [{ } only] || only.Value != device.Cname)
            throw Problems.RejectedIdentifier("An order under this delegation must be for exactly its name, which stands in its CSR template.", order.Identifiers.FirstOrDefault(other => other.Value != device.Cname));
        order = order with { DeviceId = device.Id };
        await writer.AddOrderAsync(order);
        return new(order, []);
    }

    private async Task<OrderState> AuthorizeAsync(IStoreWriter writer, Order order, Account account, DateTimeOffset now)
    {
        if (account.EnrolmentId is { } id && (await writer.FindEnrolmentAsync(id))?.DeviceId is not null)
            throw Problems.Unauthorized("This account is a device's; it can order under its delegation only.");
        OrdinaryNames.Check(order.Identifiers, settings);
        var authorizations = new List<Authorization>();
        foreach (var identifier in order.Identifiers)
        {
            var wildcard = OrdinaryNames.IsWildcard(identifier);
            var proved = await writer.ListProvedAuthorizationsAsync(account.Id, OrdinaryNames.BaseOf(identifier), now + LeastRest);
            var authorization = proved.FirstOrDefault(one => one.Wildcard == wildcard);
            if (authorization is null)
                await writer.AddAuthorizationAsync(authorization = NewAuthorization(identifier, account.Id, now));
            authorizations.Add(authorization);
        }
        order = order with { AuthorizationIds = [.. authorizations.Select(one => one.Id)], ExpiresAt = order.AutoRenewal?.StartDate is null ? authorizations.Min(one => one.ExpiresAt) : order.ExpiresAt };
        await writer.AddOrderAsync(order);
        return new(order, authorizations);
    }

    private static Authorization NewAuthorization(AcmeIdentifier identifier, string accountId, DateTimeOffset now)
    {
        var wildcard = OrdinaryNames.IsWildcard(identifier);
        // RFC 8555 §8.4: whoever answers at a name does not control the names below it.
        string[] types = wildcard ? ["dns-01"] : ["http-01", "dns-01"];
        return new()
        {
            Id = Id.New(),
            AccountId = accountId,
            Identifier = identifier with { Value = OrdinaryNames.BaseOf(identifier) },
            Wildcard = wildcard,
            CreatedAt = now,
            ExpiresAt = now + AuthorizationLifetime,
            Challenges = [.. types.Select(type => new Challenge { Id = Id.New(), Type = type, Token = Id.New() })],
        };
    }
}
