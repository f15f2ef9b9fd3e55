using LocalHttps.Acme;
using LocalHttps.Star.Accounts;
using LocalHttps.Star.Devices;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Orders;

namespace LocalHttps.Star.Web;

/// <summary>Which URL is answered by what.</summary>
internal sealed class AcmeRoutes(
    JwsIntake intake,
    Links links,
    Views views,
    AccountDesk accounts,
    NewOrders newOrders,
    OrderDesk orders,
    AuthorizationDesk authorizations,
    CertificateDesk certificates,
    RevocationDesk revocations,
    DelegationDesk delegations,
    UpstreamOffers offers,
    TimeProvider clock)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    // How long the CA takes is not known; STAR's own schedule is in days.
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(3);

    /// <summary>Adds all of them.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        Read(routes, "/directory", DirectoryAsync);
        Read(routes, "/acme/new-nonce", context => Task.FromResult(new Reply(HttpMethods.IsHead(context.Request.Method) ? 200 : 204)));
        // RFC 8555 §6.3: both are to be had by POST-as-GET too.
        Sign(routes, "/directory", SignedBy.Account, (request, context) => DirectoryAsync(context, request));
        Sign(routes, "/acme/new-nonce", SignedBy.Account, (request, _) => { request.DemandPostAsGet(); return Task.FromResult(new Reply(204)); });
        Sign(routes, "/acme/new-account", SignedBy.OwnKey, RegisterAsync);
        Sign(routes, "/acme/account/{id}", SignedBy.Account, AccountAsync);
        Sign(routes, "/acme/account/{id}/orders", SignedBy.Account, OrderListAsync);
        Sign(routes, "/acme/account/{id}/delegations", SignedBy.Account, DelegationListAsync);
        Sign(routes, "/acme/key-change", SignedBy.Account, async (request, context) => Account(200, await accounts.ChangeKeyAsync(request, context.RequestAborted)));
        Sign(routes, "/acme/delegation/{id}", SignedBy.Account, DelegationAsync);
        Sign(routes, "/acme/new-order", SignedBy.Account, async (request, context) => Order(201, await newOrders.AddAsync(request, context.RequestAborted)));
        Sign(routes, "/acme/order/{id}", SignedBy.Account, OrderAsync);
        Sign(routes, "/acme/order/{id}/finalize", SignedBy.Account, async (request, context) => Order(200, await orders.FinalizeAsync(IdOf(context), request, context.RequestAborted)));
        Sign(routes, "/acme/authz/{id}", SignedBy.Account, async (request, context) => Authorization(await authorizations.ReadOrDeactivateAsync(IdOf(context), request, context.RequestAborted)));
        Sign(routes, "/acme/challenge/{id}", SignedBy.Account, ChallengeAsync);
        Sign(routes, "/acme/revoke-cert", SignedBy.Either, RevokeAsync);
        Sign(routes, "/acme/certificate/{id}", SignedBy.Account, (request, context) => PlainAsync(context, request));
        Read(routes, "/acme/certificate/{id}", context => PlainAsync(context, request: null));
        Sign(routes, "/acme/star/{id}", SignedBy.Account, (request, context) => StarAsync(context, request));
        Read(routes, "/acme/star/{id}", context => StarAsync(context, request: null));
        Sign(routes, "/device/{id}/addresses", SignedBy.Account, AddressesAsync);
    }

    private static void Read(IEndpointRouteBuilder routes, string path, Func<HttpContext, Task<Reply>> handler) =>
        routes.MapMethods(path, ["GET", "HEAD"], async (HttpContext context) => await (await handler(context)).WriteAsync(context));

    private void Sign(IEndpointRouteBuilder routes, string path, SignedBy rule, Func<SignedRequest, HttpContext, Task<Reply>> handler) =>
        routes.MapPost(path, async (HttpContext context) => await (await handler(await intake.ReadAsync(context, rule), context)).WriteAsync(context));

    private static string IdOf(HttpContext context) => (string?)context.GetRouteValue("id") ?? "";

    private static string? CursorOf(HttpContext context)
    {
        var after = context.Request.Query["after"];
        return after.Count == 0 ? null : after is [{ } id] && Id.IsWellFormed(id) ? id : throw Problems.Malformed("The page is not one that this server named.");
    }

    private async Task<Reply> DirectoryAsync(HttpContext context, SignedRequest? request = null)
    {
        request?.DemandPostAsGet();
        return Reply.Json(200, views.Directory(await offers.TryGetAsync(context.RequestAborted)), AcmeJson.Default.AcmeDirectory) with { CacheControl = "public, max-age=60" };
    }

    private Task<Reply> DirectoryAsync(HttpContext context) => DirectoryAsync(context, request: null);

    private async Task<Reply> RegisterAsync(SignedRequest request, HttpContext context)
    {
        var (account, created) = await accounts.RegisterAsync(request, context.RequestAborted);
        return Account(created ? 201 : 200, account);
    }

    private async Task<Reply> AccountAsync(SignedRequest request, HttpContext context)
    {
        DemandOwn(request, context);
        return Account(200, await accounts.UpdateAsync(request, context.RequestAborted));
    }

    private async Task<Reply> OrderListAsync(SignedRequest request, HttpContext context)
    {
        DemandOwn(request, context);
        request.DemandPostAsGet();
        var (ids, next) = await orders.ListAsync(request.Account, CursorOf(context), context.RequestAborted);
        return Reply.Json(200, new OrderList([.. ids.Select(links.Order)]), AcmeJson.Default.OrderList) with { Next = next is null ? null : links.Orders(request.Account.Id, next) };
    }

    private async Task<Reply> DelegationListAsync(SignedRequest request, HttpContext context)
    {
        DemandOwn(request, context);
        request.DemandPostAsGet();
        var (ids, next) = await delegations.ListAsync(request.Account, CursorOf(context), context.RequestAborted);
        return Reply.Json(200, new DelegationList([.. ids.Select(links.Delegation)]), AcmeJson.Default.DelegationList) with { Next = next is null ? null : links.Delegations(request.Account.Id, next) };
    }

    private async Task<Reply> DelegationAsync(SignedRequest request, HttpContext context)
    {
        request.DemandPostAsGet();
        var device = await delegations.FindAsync(IdOf(context), request.Account, context.RequestAborted);
        return Reply.Json(200, Views.Delegation(device), AcmeJson.Default.AcmeDelegation) with { Addresses = links.Addresses(device.Id) };
    }

    private async Task<Reply> OrderAsync(SignedRequest request, HttpContext context) => Order(200, request.IsPostAsGet
        ? await orders.FindAsync(IdOf(context), request.Account, context.RequestAborted)
        : await orders.CancelAsync(IdOf(context), request, context.RequestAborted));

    private async Task<Reply> ChallengeAsync(SignedRequest request, HttpContext context)
    {
        var (authorization, challenge) = await authorizations.ReadOrAttemptAsync(IdOf(context), request, context.RequestAborted);
        return Reply.Json(200, views.Challenge(challenge), AcmeJson.Default.AcmeChallenge) with
        {
            // RFC 8555 §7.5.1
            Up = links.Authorization(authorization.Id),
            RetryAfter = OrderState.StatusOf(challenge) == AcmeStatus.Processing ? Soon : null,
        };
    }

    private async Task<Reply> RevokeAsync(SignedRequest request, HttpContext context)
    {
        await revocations.RevokeAsync(request, context.RequestAborted);
        return new(200);
    }

    private async Task<Reply> PlainAsync(HttpContext context, SignedRequest? request)
    {
        request?.DemandPostAsGet();
        return CertificateReplies.Plain(await certificates.FindPlainAsync(IdOf(context), request?.Account, context.RequestAborted), context.Request, clock.GetUtcNow());
    }

    private async Task<Reply> StarAsync(HttpContext context, SignedRequest? request)
    {
        request?.DemandPostAsGet();
        return CertificateReplies.Star(await certificates.FindStarAsync(IdOf(context), request?.Account, context.RequestAborted), context.Request, clock.GetUtcNow());
    }

    private async Task<Reply> AddressesAsync(SignedRequest request, HttpContext context) =>
        Reply.Json(200, Views.Addresses(await delegations.SetAddressesAsync(IdOf(context), request, context.RequestAborted)), AcmeJson.Default.DeviceAddressList);

    // Another's account looks like one that is not there.
    private static void DemandOwn(SignedRequest request, HttpContext context)
    {
        if (IdOf(context) != request.Account.Id)
            throw Problems.NotFound("There is no such account.");
    }

    private Reply Account(int status, Account account) =>
        Reply.Json(status, views.Account(account), AcmeJson.Default.AcmeAccount) with { Location = links.Account(account.Id) };

    private Reply Authorization(Authorization authorization) => Reply.Json(200, views.Authorization(authorization), AcmeJson.Default.AcmeAuthorization) with
    {
        RetryAfter = authorization.Challenges.Any(challenge => OrderState.StatusOf(challenge) == AcmeStatus.Processing) ? Soon : null,
    };

    private Reply Order(int status, OrderState state) => Reply.Json(status, views.Order(state), AcmeJson.Default.AcmeOrder) with
    {
        Location = links.Order(state.Order.Id),
        RetryAfter = state.StatusAt(clock.GetUtcNow()) == AcmeStatus.Processing ? Later : null,
    };
}
