using LocalHttps.Acme;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Orders;

/// <summary>What the upstream offers, asked at most once in five minutes; while it cannot be asked, what it last said.</summary>
internal sealed class UpstreamOffers(IUpstream upstream, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim asking = new(1, 1);
    private volatile Held? held;

    /// <exception cref="AcmeException">It could not be asked yet.</exception>
    public async Task<UpstreamOffer> GetAsync(CancellationToken cancellation)
    {
        if (held is { } known && clock.GetUtcNow() < known.Until)
            return known.Offer;
        await asking.WaitAsync(cancellation);
        try
        {
            if (held is { } other && clock.GetUtcNow() < other.Until)
                return other.Offer;
            var offer = await upstream.DescribeAsync(cancellation);
            held = new(offer, clock.GetUtcNow() + Fresh);
            return offer;
        }
        catch (UpstreamException problem)
        {
            if (held is not { } last)
                throw Problems.Unavailable("The CA behind this server cannot be reached at the moment.", problem.RetryAfter ?? Pause);
            held = last with { Until = clock.GetUtcNow() + Pause };
            return last.Offer;
        }
        finally
        {
            asking.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => asking.Dispose();

    /// <summary>The same, or null where it could not be asked yet: the directory then says nothing of renewal.</summary>
    public async Task<UpstreamOffer?> TryGetAsync(CancellationToken cancellation)
    {
        try
        {
            return await GetAsync(cancellation);
        }
        catch (AcmeException)
        {
            return null;
        }
    }

    private sealed record Held(UpstreamOffer Offer, DateTimeOffset Until);
}
