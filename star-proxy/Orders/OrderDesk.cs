using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Store;
using LocalHttps.Star.Web;

namespace LocalHttps.Star.Orders;

/// <summary>What is done with orders that are there.</summary>
internal sealed class OrderDesk(IStore store, IIssuance issuance, WorkBell bell, TimeProvider clock)
{
    private const int PageLength = 100;

    /// <summary>An order of the account (RFC 8555 §7.1.3).</summary>
    /// <exception cref="AcmeException">There is none, or it is another's.</exception>
    public Task<OrderState> FindAsync(string id, Account account, CancellationToken cancellation) =>
        store.ReadAsync(reader => FindAsync(reader, id, account), cancellation);

    /// <summary>The account's orders but the invalid ones (§7.1.2.1), and where the next page begins.</summary>
    public async Task<(IReadOnlyList<string> Ids, string? Next)> ListAsync(Account account, string? after, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return await store.ReadAsync(
            async reader =>
            {
                var page = await reader.ListOrdersAsync(account.Id, deviceId: null, after, PageLength);
                var ids = new List<string>();
                foreach (var order in page)
                {
                    if ((await OrderState.ReadAsync(reader, order)).StatusAt(now) != AcmeStatus.Invalid)
                        ids.Add(order.Id);
                }
                return ((IReadOnlyList<string>)ids, page.Count == PageLength ? page[^1].Id : null);
            },
            cancellation);
    }

    /// <summary>Cancels a STAR order (RFC 8739 §3.1.2).</summary>
    /// <exception cref="AcmeException">Why not.</exception>
    public async Task<OrderState> CancelAsync(string id, SignedRequest request, CancellationToken cancellation)
    {
        if (request.Read(AcmeJson.Default.OrderUpdateRequest).Status != AcmeStatus.Canceled)
            throw Problems.Malformed("An order can be set to the status canceled only.");
        var now = clock.GetUtcNow();
        var state = await store.ChangeAsync(
            async writer =>
            {
                var found = await FindAsync(writer, id, request.Account);
                OrderRules.CheckCancel(found.StatusAt(now), found.Order.AutoRenewal);
                return found with { Order = await Cancellation.ApplyAsync(writer, found.Order, now) };
            },
            cancellation);
        bell.Ring();
        return state;
    }

    /// <summary>Takes the CSR (RFC 8555 §7.4, RFC 9115 §2.3.2).</summary>
    /// <exception cref="AcmeException">Why not.</exception>
    public async Task<OrderState> FinalizeAsync(string id, SignedRequest request, CancellationToken cancellation)
    {
        var wanted = request.Read(AcmeJson.Default.FinalizeRequest);
        var found = await FindAsync(id, request.Account, cancellation);
        OrderRules.CheckFinalize(found.StatusAt(clock.GetUtcNow()));
        var (order, device) = (found.Order, await FindDeviceAsync(found.Order, cancellation));
        ReadOnlyMemory<byte> csr;
        try
        {
            csr = CsrIntake.Read(wanted, order, device, request.Key);
        }
        catch (AcmeException fault) when (device is not null)
        {
            await FailAsync(order.Id, fault.Problem, cancellation);
            throw;
        }
        order = await issuance.FinalizeAsync(order.Id, csr, cancellation);
        return found with { Order = order };
    }

    private static async Task<OrderState> FindAsync(IStoreReader reader, string id, Account account)
    {
        var order = Id.IsWellFormed(id) ? await reader.FindOrderAsync(id) : null;
        return order?.AccountId == account.Id ? await OrderState.ReadAsync(reader, order) : throw Problems.NotFound("There is no such order.");
    }

    private async Task<Device?> FindDeviceAsync(Order order, CancellationToken cancellation)
    {
        if (order.DeviceId is not { } id)
            return null;
        var device = await store.ReadAsync(reader => reader.FindDeviceAsync(id), cancellation);
        return device is { TerminatedAt: null } ? device : throw Problems.UnknownDelegation();
    }

    // RFC 9115 §2.3.2: a CSR that the template does not allow ends the order.
    private Task FailAsync(string id, Problem problem, CancellationToken cancellation) => store.ChangeAsync(
        async writer =>
        {
            if (await writer.FindOrderAsync(id) is { FinalizedAt: null, Error: null } order)
                await writer.SaveOrderAsync(order with { Error = problem });
            return true;
        },
        cancellation);
}
