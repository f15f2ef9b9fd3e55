using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Web;

namespace LocalHttps.Star.Orders;

/// <summary>Revokes plain certificates (RFC 8555 §7.6).</summary>
internal sealed class RevocationDesk(IStore store, IUpstream upstream, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <exception cref="AcmeException">Why not.</exception>
    public async Task RevokeAsync(SignedRequest request, CancellationToken cancellation)
    {
        var wanted = request.Read(AcmeJson.Default.RevocationRequest);
        var der = StrictBase64Url.Decode(wanted.Certificate, "certificate");
        // RFC 5280 §5.3.1 without those that say something of a CA or are not final.
        if (wanted.Reason is not (null or 0 or 1 or 3 or 4 or 5))
            throw Problems.BadRevocationReason("The reason must be 0, 1, 3, 4 or 5.");
        var now = clock.GetUtcNow();
        var (certificate, order) = await store.ReadAsync(reader => FindAsync(reader, der, request, now), cancellation);
        // RFC 8739 §3.1.2
        if (order.AutoRenewal is not null)
            throw Problems.AutoRenewalRevocationNotSupported();
        if (certificate.RevokedAt is not null)
            throw Problems.AlreadyRevoked();
        try
        {
            await upstream.RevokeAsync(certificate, wanted.Reason, cancellation);
        }
        catch (UpstreamException problem)
        {
            throw Problems.Unavailable("The CA behind this server cannot be reached at the moment; nothing was revoked.", problem.RetryAfter ?? Pause);
        }
        await store.ChangeAsync(
            async writer =>
            {
                var found = await writer.FindCertificateAsync(certificate.Fingerprint) ?? throw new StoreException("a certificate is gone");
                if (found.RevokedAt is not null)
                    throw Problems.AlreadyRevoked();
                await writer.SaveCertificateAsync(found with { RevokedAt = now, RevocationReason = wanted.Reason });
                return true;
            },
            cancellation);
    }

    private static async Task<(IssuedCertificate Certificate, Order Order)> FindAsync(IStoreReader reader, byte[] der, SignedRequest request, DateTimeOffset now)
    {
        var certificate = await reader.FindCertificateAsync(CertificateDesk.FingerprintOf(der)) ?? throw Problems.NotFound("This server has no such certificate.");
        var order = await reader.FindOrderAsync(certificate.OrderId) ?? throw new StoreException("a certificate has no order");
        var may = request.Signer is { } account ? order.AccountId == account.Id || await ControlsAllAsync(reader, account, order, now) : IsKeyOf(request.Key, der);
        return may ? (certificate, order) : throw Problems.Unauthorized("The signer may not revoke this certificate.");
    }

    // §7.6: an account that has proved control over all names of the certificate.
    private static async Task<bool> ControlsAllAsync(IStoreReader reader, Account account, Order order, DateTimeOffset now)
    {
        if (order.DeviceId is not null)
            return false;
        foreach (var identifier in order.Identifiers)
        {
            var proved = await reader.ListProvedAuthorizationsAsync(account.Id, OrdinaryNames.BaseOf(identifier), now);
            if (!proved.Any(one => one.Wildcard == OrdinaryNames.IsWildcard(identifier)))
                return false;
        }
        return true;
    }

    private static bool IsKeyOf(JsonWebKey key, byte[] der)
    {
        // Known by its fingerprint, so it is one that was issued.
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        try
        {
            using var ec = certificate.GetECDsaPublicKey();
            using var rsa = certificate.GetRSAPublicKey();
            return ec is not null ? JsonWebKey.From(ec).Equals(key) : rsa is not null && JsonWebKey.From(rsa).Equals(key);
        }
        catch (Exception problem) when (problem is AcmeException or CryptographicException)
        {
            // A kind of key that signs no request.
            return false;
        }
    }
}
