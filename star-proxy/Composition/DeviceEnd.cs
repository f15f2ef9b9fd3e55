using LocalHttps.Star.Configuration;
using LocalHttps.Star.Devices;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalHttps.Star.Composition;

/// <summary>Ends a device beside a running service. May be done again where it failed half-way.</summary>
internal static class DeviceEnd
{
    /// <returns>The orders that were ended.</returns>
    /// <exception cref="ZoneException">The zone did not take it; orders and account are ended.</exception>
    /// <exception cref="UpstreamException">The CA could not be told to revoke; orders and account are ended.</exception>
    public static async Task<IReadOnlyList<Order>> ApplyAsync(StarSettings settings, IStore store, Device device, TimeProvider clock, CancellationToken cancellation)
    {
        var (ended, orders) = await new DeviceRegister(store, clock).TerminateAsync(device.Id, cancellation);
        var opener = new PartsOpener(settings, NullLoggerFactory.Instance, clock);
        await using (opener)
        {
            await new DeviceAddresses(opener.OpenZoneToChange(store)).WithdrawAsync(ended, cancellation);
            // RFC 9115 §2.3.6.2: a plain certificate ends by revocation.
            if (await ListPlainAsync(store, device, clock.GetUtcNow(), cancellation) is { Count: > 0 } certificates)
                await RevokeAsync(await opener.OpenUpstreamAsync(store, opener.OpenZoneToChange(store), cancellation), store, certificates, clock, cancellation);
        }
        return orders;
    }

    private static Task<List<IssuedCertificate>> ListPlainAsync(IStore store, Device device, DateTimeOffset now, CancellationToken cancellation) => store.ReadAsync(
        async reader =>
        {
            var found = new List<IssuedCertificate>();
            string? after = null;
            do
            {
                var page = await reader.ListOrdersAsync(accountId: null, device.Id, after, 100);
                foreach (var order in page.Where(order => order.AutoRenewal is null && order.ValidAt is not null))
                {
                    if (await reader.FindLatestCertificateAsync(order.Id) is { RevokedAt: null } certificate && certificate.NotAfter > now)
                        found.Add(certificate);
                }
                after = page.Count == 100 ? page[^1].Id : null;
            }
            while (after is not null);
            return found;
        },
        cancellation);

    private static async Task RevokeAsync(IUpstream upstream, IStore store, IEnumerable<IssuedCertificate> certificates, TimeProvider clock, CancellationToken cancellation)
    {
        // RFC 5280 §5.3.1: cessationOfOperation.
        const int reason = 5;
        foreach (var certificate in certificates)
        {
            await upstream.RevokeAsync(certificate, reason, cancellation);
            await store.ChangeAsync(
                async writer =>
                {
                    if (await writer.FindCertificateAsync(certificate.Fingerprint) is { RevokedAt: null } found)
                        await writer.SaveCertificateAsync(found with { RevokedAt = clock.GetUtcNow(), RevocationReason = reason });
                    return true;
                },
                cancellation);
        }
    }
}
