using System.Security.Cryptography;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Orders;

/// <summary>A certificate to be handed out.</summary>
/// <param name="Certificate">The newest.</param>
/// <param name="ChangesAt">When another takes its place, if one does.</param>
internal sealed record CurrentCertificate(IssuedCertificate Certificate, DateTimeOffset? ChangesAt);

/// <summary>Hands certificates out (RFC 8555 §7.4.2, RFC 8739 §3.3 and §3.4, RFC 9115 §2.3.5).</summary>
internal sealed class CertificateDesk(IStore store, TimeProvider clock)
{
    /// <summary>A plain order's certificate.</summary>
    /// <param name="certificateId">The end of its URL.</param>
    /// <param name="account">Who asks; null: somebody, by GET.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="AcmeException">There is none for whoever asks.</exception>
    public Task<CurrentCertificate> FindPlainAsync(string certificateId, Account? account, CancellationToken cancellation) => store.ReadAsync(
        async reader =>
        {
            var order = await FindAsync(reader, certificateId, account, isStar: false);
            if (account is null && order.AllowCertificateGet != true)
                throw GetNotGranted();
            return new CurrentCertificate(await LatestAsync(reader, order), ChangesAt: null);
        },
        cancellation);

    /// <summary>The certificate of a STAR order that holds now.</summary>
    /// <param name="certificateId">The end of its URL.</param>
    /// <param name="account">Who asks; null: somebody, by GET.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="AcmeException">There is none for whoever asks, or it was cancelled, or its series has ended.</exception>
    public Task<CurrentCertificate> FindStarAsync(string certificateId, Account? account, CancellationToken cancellation) => store.ReadAsync(
        async reader =>
        {
            var order = await FindAsync(reader, certificateId, account, isStar: true);
            // §3.4: with GET only where the order says so; POST-as-GET always.
            if (account is null && order.AutoRenewal!.AllowCertificateGet != true)
                throw GetNotGranted();
            var end = order.AutoRenewal!.EndDate!.Value;
            OrderRules.CheckStarFetch(order.CanceledAt, end, clock.GetUtcNow());
            // A plain CA's certificate may outlive the series; what is cached must not.
            var work = await reader.FindWorkAsync(order.Id);
            return new CurrentCertificate(await LatestAsync(reader, order), work?.DueAt < end ? work.DueAt : end);
        },
        cancellation);

    /// <summary>The hexadecimal SHA-256 of a certificate's DER, by which it is known here.</summary>
    public static string FingerprintOf(ReadOnlySpan<byte> der) => Convert.ToHexStringLower(SHA256.HashData(der));

    private static async Task<Order> FindAsync(IStoreReader reader, string certificateId, Account? account, bool isStar)
    {
        var order = Id.IsWellFormed(certificateId) ? await reader.FindOrderByCertificateIdAsync(certificateId) : null;
        var isThere = order is not null && (order.AutoRenewal is not null) == isStar && (account is null || order.AccountId == account.Id);
        return isThere ? order! : throw NotThere();
    }

    private static async Task<IssuedCertificate> LatestAsync(IStoreReader reader, Order order) =>
        (order.ValidAt is null ? null : await reader.FindLatestCertificateAsync(order.Id)) ?? throw NotThere();

    private static AcmeException NotThere() => Problems.NotFound("There is no such certificate.");

    private static AcmeException GetNotGranted() => Problems.Malformed("This certificate is asked for by POST-as-GET; its order did not ask for GET.", 405);
}
