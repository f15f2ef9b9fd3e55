using LocalHttps.Identity;

namespace LocalHttps.Host.Discovery;

/// <summary>Which endpoints of a trusted device are looked at where more are announced than is reasonable: those that proved the pinned key stay,
/// the others take turns, so that no flood of announcements keeps the device itself out. Guarded by the directory's lock.</summary>
internal sealed class EndpointChoice
{
    // A guest who relays to the device proves the key too, for as long as it relays; it must not fill every place with that.
    private const int MaximumKept = DeviceTable.MaximumEndpoints / 2;

    private readonly Dictionary<EndpointKey, long> waitingSince = [];
    private readonly Dictionary<EndpointKey, (string Spki, string Address)> proved = [];
    private readonly HashSet<EndpointKey> tried = [];
    private (string Spki, string Address, int Port)? lastProof;
    private long turn;

    /// <summary>Whether an announced endpoint was never tried.</summary>
    public bool HasUntried => tried.Count < waitingSince.Count;

    /// <summary>Chooses among the announced endpoints.</summary>
    /// <param name="announced">All of them, first heard first.</param>
    /// <param name="pinned">The pinned key.</param>
    /// <param name="staying">Those looked at until now, where they need not take turns because the device is proved; else none.</param>
    public IReadOnlyList<AnnouncedEndpoint> Choose(IReadOnlyList<AnnouncedEndpoint> announced, string pinned, IReadOnlySet<EndpointKey> staying)
    {
        Forget(announced);
        if (announced.Count <= DeviceTable.MaximumEndpoints)
        {
            return announced;
        }
        var queue = announced.Select(endpoint => (Endpoint: endpoint, Key: EndpointKey.Of(endpoint)))
            .OrderByDescending(item => staying.Contains(item.Key)).ThenBy(item => waitingSince[item.Key]).ToArray();
        var kept = queue.Where(item => HasProved(item.Key, pinned) || IsWhereItWas(item.Endpoint, pinned))
            .OrderByDescending(item => HasProved(item.Key, pinned)).Take(MaximumKept).ToArray();
        return [.. kept.Concat(queue.Except(kept)).Take(DeviceTable.MaximumEndpoints).Select(item => item.Endpoint)];
    }

    /// <summary>Takes what a check of an endpoint showed: it waits for its next turn behind the others.</summary>
    public void Tried(EndpointKey endpoint, IReadOnlyList<EndpointObservation> observations, string pinned)
    {
        waitingSince[endpoint] = ++turn;
        tried.Add(endpoint);
        if (observations.FirstOrDefault(one => one.Certificate?.SpkiSha256 == pinned)?.Connected is { } proof)
        {
            proved[endpoint] = (pinned, proof.Address);
            lastProof = (pinned, proof.Address, proof.Port);
        }
    }

    /// <summary>The address that last proved the pinned key for an endpoint, else for the device under whatever instance; other certificates,
    /// which anybody can serve, do not count.</summary>
    public string? ProvedAddress(EndpointKey endpoint, string pinned) =>
        HasProved(endpoint, pinned) ? proved[endpoint].Address : lastProof is { } last && last.Spki == pinned && last.Port == endpoint.Port ? last.Address : null;

    private bool HasProved(EndpointKey endpoint, string pinned) => proved.TryGetValue(endpoint, out var proof) && proof.Spki == pinned;

    // Outlives the announcement: a device that comes back in the middle of a flood does not stand at the end of the queue.
    private bool IsWhereItWas(AnnouncedEndpoint endpoint, string pinned) => lastProof is { } last && last.Spki == pinned && last.Port == endpoint.Port
        && endpoint.Addresses.Any(at => Unscoped($"{at.Address}") == Unscoped(last.Address));

    private static string Unscoped(string address) => address.Split('%')[0];

    private void Forget(IReadOnlyList<AnnouncedEndpoint> announced)
    {
        var present = announced.Select(EndpointKey.Of).ToHashSet();
        foreach (var gone in waitingSince.Keys.Where(key => !present.Contains(key)).ToArray())
        {
            waitingSince.Remove(gone);
            proved.Remove(gone);
            tried.Remove(gone);
        }
        foreach (var key in present)
        {
            waitingSince.TryAdd(key, turn);
        }
    }
}
