using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using LocalHttps.Acme;
using LocalHttps.Star.Configuration;

namespace LocalHttps.Star.Web;

/// <summary>How often somebody may come.</summary>
internal sealed class RequestGate(RequestLimits limits) : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly PartitionedRateLimiter<string> requests = Limiter(limits.PerAddress, Minute);
    private readonly PartitionedRateLimiter<string> newAccounts = Limiter(limits.NewAccounts, Hour);
    private readonly PartitionedRateLimiter<string> signed = Limiter(limits.PerAccount, Minute);
    private readonly PartitionedRateLimiter<string> newOrders = Limiter(limits.NewOrders, Hour);

    /// <exception cref="AcmeException">rateLimited</exception>
    public void EnterAddress(string address) => Enter(requests, address, "This address asks too often.");

    /// <exception cref="AcmeException">rateLimited</exception>
    public void EnterNewAccount(string address) => Enter(newAccounts, address, "Too many accounts were made from this address.");

    /// <exception cref="AcmeException">rateLimited</exception>
    public void EnterAccount(string id) => Enter(signed, id, "This account asks too often.");

    /// <exception cref="AcmeException">rateLimited</exception>
    public void EnterNewOrder(string accountId) => Enter(newOrders, accountId, "This account made too many orders.");

    /// <summary>Whom a request comes from; of IPv6 the first half, as whoever has one address has all of them.</summary>
    public static string AddressOf(HttpContext context) => Network(context.Connection.RemoteIpAddress);

    /// <summary>See <see cref="AddressOf"/>.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null)
            return "";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> octets = stackalloc byte[16];
        _ = address.TryWriteBytes(octets, out _);
        octets[8..].Clear();
        return new IPAddress(octets).ToString();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        requests.Dispose();
        newAccounts.Dispose();
        signed.Dispose();
        newOrders.Dispose();
    }

    private static void Enter(PartitionedRateLimiter<string> limiter, string key, string refusal)
    {
        using var lease = limiter.AttemptAcquire(key);
        if (!lease.IsAcquired)
            throw Problems.RateLimited(refusal, lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Minute);
    }

    private static PartitionedRateLimiter<string> Limiter(int limit, TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(key => limit == 0
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(key, _ => Bucket(limit, window)), StringComparer.Ordinal);

    private static TokenBucketRateLimiterOptions Bucket(int limit, TimeSpan window)
    {
        var each = window / limit;
        var second = TimeSpan.FromSeconds(1);
        return new()
        {
            TokenLimit = limit,
            ReplenishmentPeriod = each > second ? each : second,
            TokensPerPeriod = Math.Max(1, (int)(second / each)),
            QueueLimit = 0,
        };
    }
}
