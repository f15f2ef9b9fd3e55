using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Orders;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Web;

/// <summary>From what is stored to what goes over the wire.</summary>
internal sealed class Views(Links links, StarSettings settings, TimeProvider clock)
{
    // RFC 8555 §7.1.3 wants an end also where there is none; a plain order is kept as long as a certificate of it can hold.
    private readonly TimeSpan kept = settings.Bounds.MaximumLifetime;

    public AcmeDirectory Directory(UpstreamOffer? offer) => new()
    {
        NewNonce = links.NewNonce,
        NewAccount = links.NewAccount,
        NewOrder = links.NewOrder,
        RevokeCert = links.RevokeCert,
        KeyChange = links.KeyChange,
        Meta = new()
        {
            CaaIdentities = offer is { CaaIdentities.Count: > 0 } ? offer.CaaIdentities : null,
            ExternalAccountRequired = settings.ExternalAccountRequired,
            AutoRenewal = offer?.AutoRenewal,
            DelegationEnabled = true,
            AllowCertificateGet = true,
        },
    };

    public AcmeAccount Account(Account account) => new()
    {
        Status = account.RevokedAt is not null ? AcmeStatus.Revoked : account.DeactivatedAt is not null ? AcmeStatus.Deactivated : AcmeStatus.Valid,
        Contact = account.Contacts.Count > 0 ? account.Contacts : null,
        Orders = links.Orders(account.Id),
        Delegations = links.Delegations(account.Id),
    };

    public AcmeOrder Order(OrderState state)
    {
        var (order, now) = (state.Order, clock.GetUtcNow());
        var status = state.StatusAt(now);
        var isStar = order.AutoRenewal is not null;
        // RFC 8739 §3.1.1: never certificate in a STAR order. RFC 9115 §2.3.2: where the CA publishes, its URL is copied.
        var certificate = status != AcmeStatus.Valid ? null : order.UpstreamStarCertificate ?? (isStar ? links.StarCertificate(order.CertificateId) : links.Certificate(order.CertificateId));
        return new()
        {
            Status = status,
            Expires = order.ValidAt is null ? order.ExpiresAt : order.AutoRenewal?.EndDate ?? order.CreatedAt + kept,
            Identifiers = order.Identifiers,
            NotBefore = order.NotBefore,
            NotAfter = order.NotAfter,
            AutoRenewal = order.AutoRenewal,
            Delegation = order.DeviceId is { } device ? links.Delegation(device).AbsoluteUri : null,
            AllowCertificateGet = order.AllowCertificateGet,
            Profile = order.Profile,
            Error = state.ErrorAt(now)?.AsDocument(),
            Authorizations = [.. order.AuthorizationIds.Select(links.Authorization)],
            Finalize = links.Finalize(order.Id),
            Certificate = isStar ? null : certificate,
            StarCertificate = isStar ? certificate : null,
        };
    }

    public AcmeAuthorization Authorization(Domain.Authorization authorization) => new()
    {
        Status = OrderState.StatusOf(authorization, clock.GetUtcNow()),
        Expires = authorization.ExpiresAt,
        Identifier = authorization.Identifier,
        Challenges = [.. authorization.Challenges.Select(Challenge)],
        Wildcard = authorization.Wildcard ? true : null,
    };

    public AcmeChallenge Challenge(Challenge challenge) => new()
    {
        Type = challenge.Type,
        Url = links.Challenge(challenge.Id),
        Status = OrderState.StatusOf(challenge),
        Validated = challenge.ValidatedAt,
        Error = challenge.Error?.AsDocument(),
        Token = challenge.Token,
    };

    public static AcmeDelegation Delegation(Device device) => new() { CsrTemplate = device.Template };

    public static DeviceAddressList Addresses(IEnumerable<System.Net.IPAddress> addresses) => new([.. addresses.Select(address => address.ToString())]);
}
