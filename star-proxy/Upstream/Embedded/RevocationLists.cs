using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Upstream.Embedded;

/// <summary>The lists of revoked plain certificates, one for each intermediate (RFC 5280 §5). Short-term certificates are on none.</summary>
internal sealed class RevocationLists(EmbeddedCa ca, IStore store, TimeProvider time)
{
    /// <summary>A list is made anew after this, so a revocation shows within it on every instance.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    /// <summary>Until when a list counts.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, Entry> lists = new(StringComparer.Ordinal);

    /// <summary>The list of an intermediate, DER (<c>application/pkix-crl</c>).</summary>
    /// <param name="keyId">The end of the list's URL: the intermediate's subject key identifier, lower-case hexadecimal.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null: there is no such intermediate.</returns>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(string keyId, CancellationToken cancellation)
    {
        if (ca.Issuers.FirstOrDefault(candidate => candidate.KeyId == keyId) is not { } issuer)
            return null;
        var now = time.GetUtcNow();
        if (lists.TryGetValue(keyId, out var kept) && now - kept.MadeAt < Freshness)
            return kept.Der;
        var revoked = await store.ReadAsync(reader => reader.ListRevokedCertificatesAsync(now), cancellation);
        var made = new Entry(Make(issuer, revoked, now), now);
        lists[keyId] = made;
        return made.Der;
    }

    private static byte[] Make(LeafIssuer issuer, IEnumerable<IssuedCertificate> revoked, DateTimeOffset now)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var certificate in revoked.Where(certificate => IsBy(issuer, certificate)))
            builder.AddEntry(Convert.FromHexString(certificate.SerialNumber), certificate.RevokedAt, (X509RevocationReason?)Told(certificate.RevocationReason));
        return issuer.SignList(builder, now.ToUnixTimeMilliseconds(), now, now + Validity);
    }

    // "Unspecified" is left out (RFC 5280 §5.3.1).
    private static int? Told(int? reason) => reason is 0 ? null : reason;

    private static bool IsBy(LeafIssuer issuer, IssuedCertificate certificate)
    {
        using var leaf = X509Certificate2.CreateFromPem(certificate.ChainPem);
        return leaf.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier is { } key && Convert.ToHexStringLower(key.Span) == issuer.KeyId;
    }

    private sealed record Entry(byte[] Der, DateTimeOffset MadeAt);
}
