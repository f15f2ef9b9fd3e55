using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Commands;

/// <summary>Holds back that a trusted device is not announced until the network has answered: before that, nobody can say that it is away.</summary>
/// <param name="settled">Done when the network has answered.</param>
internal sealed class FirstSearch(Task settled)
{
    private readonly Dictionary<string, DeviceChangeEvent> held = new(StringComparer.Ordinal);
    private bool isOver;

    /// <summary>Waits for the next change or the end of the search.</summary>
    /// <returns>Whether the search has ended, what it held back was not told yet, and no change is there.</returns>
    public async Task<bool> IsOverBeforeAsync(Task next)
    {
        if (!isOver)
        {
            await Task.WhenAny(next, settled);
        }
        return !isOver && !next.IsCompleted;
    }

    /// <summary>Takes a change.</summary>
    /// <returns>What is to be told now.</returns>
    public IReadOnlyList<DeviceChangeEvent> Take(DeviceChangeEvent change)
    {
        var isNew = held.Remove(change.Device.Key);
        if (!isOver && change is { Change: not DeviceChange.Removed, Device: { Trusted: not null, LastSeen: null } })
        {
            held[change.Device.Key] = isNew ? change with { Change = DeviceChange.Added } : change;
            return [];
        }
        return !isNew ? [change] : change.Change == DeviceChange.Removed ? [] : [change with { Change = DeviceChange.Added }];
    }

    /// <summary>The search has ended: what was held back is so.</summary>
    public IReadOnlyList<DeviceChangeEvent> End()
    {
        isOver = true;
        DeviceChangeEvent[] told = [.. held.Values.OrderBy(change => change.Device.Key, StringComparer.Ordinal)];
        held.Clear();
        return told;
    }
}
