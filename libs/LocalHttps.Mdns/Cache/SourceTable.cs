using System.Net;

namespace LocalHttps.Mdns;

/// <summary>The senders heard lately. Beyond a number of them, newcomers share a few places.</summary>
internal sealed class SourceTable(CacheLimits limits)
{
    private const int Shared = 64;
    private readonly Dictionary<IPAddress, Source> own = [];
    private readonly Source?[] shared = new Source?[Shared];
    private TimeSpan cleaned;

    /// <summary>Senders with a place of their own.</summary>
    public int Count => own.Count;

    /// <summary>The sender with its bucket filled by the time that passed.</summary>
    public Source Find(IPAddress address, TimeSpan now)
    {
        if (!own.TryGetValue(address, out var source))
        {
            source = Place(address, now);
        }
        source.Refill(now, limits.SourceRate);
        return source;
    }

    /// <summary>The sender that holds most of what may be evicted; null when nobody holds anything.</summary>
    public Source? Biggest()
    {
        Source? biggest = null;
        foreach (var source in own.Values)
        {
            biggest = source.Held > (biggest?.Held ?? 0) ? source : biggest;
        }
        foreach (var source in shared)
        {
            biggest = source?.Held > (biggest?.Held ?? 0) ? source : biggest;
        }
        return biggest;
    }

    private Source Place(IPAddress address, TimeSpan now)
    {
        if (own.Count >= limits.Sources && now - cleaned >= TimeSpan.FromSeconds(1))
        {
            cleaned = now;
            foreach (var (idle, _) in own.Where(at => at.Value.IsIdle(now, limits.SourceRate)).ToList())
            {
                own.Remove(idle);
            }
        }
        if (own.Count < limits.Sources)
        {
            return own[address] = new Source(limits.SourceBurst);
        }
        return shared[(uint)address.GetHashCode() % Shared] ??= new Source(limits.SourceBurst);
    }
}
