using System.Net;

namespace LocalHttps.Mdns;

/// <summary>What is remembered of the senders heard lately. Beyond a number of them, newcomers share a few places.</summary>
/// <param name="most">Senders with a place of their own.</param>
/// <param name="make">Makes what is remembered of a new one.</param>
/// <param name="isIdle">Whether nothing would be lost by forgetting it.</param>
internal sealed class SenderTable<T>(int most, Func<T> make, Func<T, TimeSpan, bool> isIdle)
    where T : class
{
    private const int Shared = 64;
    private readonly Dictionary<IPAddress, T> own = [];
    private readonly T?[] shared = new T?[Shared];
    private TimeSpan cleaned;

    /// <summary>Senders with a place of their own.</summary>
    public int Count => own.Count;

    /// <summary>What is remembered of a sender.</summary>
    public T Find(IPAddress address, TimeSpan now) => own.TryGetValue(address, out var known) ? known : Place(address, now);

    /// <summary>The one with the highest number above zero; null when there is none.</summary>
    public T? Biggest(Func<T, int> number)
    {
        var (biggest, highest) = (default(T), 0);
        foreach (var sender in own.Values)
        {
            (biggest, highest) = number(sender) > highest ? (sender, number(sender)) : (biggest, highest);
        }
        foreach (var sender in shared)
        {
            (biggest, highest) = sender is not null && number(sender) > highest ? (sender, number(sender)) : (biggest, highest);
        }
        return biggest;
    }

    private T Place(IPAddress address, TimeSpan now)
    {
        if (own.Count >= most && now - cleaned >= TimeSpan.FromSeconds(1))
        {
            cleaned = now;
            foreach (var (idle, _) in own.Where(at => isIdle(at.Value, now)).ToList())
            {
                own.Remove(idle);
            }
        }
        if (own.Count < most)
        {
            return own[address] = make();
        }
        return shared[(uint)address.GetHashCode() % Shared] ??= make();
    }
}
