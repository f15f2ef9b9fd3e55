using System.Text;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>All that is known of one device. Guarded by the directory's lock.</summary>
internal sealed class DeviceRow(string key)
{
    private readonly Dictionary<EndpointKey, (long Round, IReadOnlyList<EndpointObservation> Observations)> observed = [];
    private readonly EndpointChoice choice = new();
    private string announcement = "";
    private bool leavesOutEndpoints;
    private bool wasChecked;

    public string Key { get; } = key;

    /// <summary>What is announced; null for a trusted device that is not.</summary>
    public AssembledDevice? Device { get; private set; }

    /// <summary>The trust entry; null for a device nobody confirmed.</summary>
    public TrustEntry? Trust { get; private set; }

    public Finding? LookAlike { get; private set; }

    /// <summary>Checks somebody waits for, or that the person sees running.</summary>
    public int ShownRounds { get; set; }

    /// <summary>Whether a check of the schedule runs.</summary>
    public bool IsRoundRunning { get; set; }

    /// <summary>When the schedule checks it next, by the directory's clock; null where there is nothing to check.</summary>
    public TimeSpan? NextCheck { get; set; }

    /// <summary>When the schedule checked it last.</summary>
    public TimeSpan? LastCheck { get; set; }

    /// <summary>What watchers know of it.</summary>
    public PublishedView? Published { get; set; }

    /// <summary>Counts checks, by which addresses take turns.</summary>
    public int Rounds { get; set; }

    /// <summary>Whether the latest check left out addresses of a trusted device because they were too many.</summary>
    public bool LeavesOutAddresses { get; set; }

    /// <summary>Whether a trusted device is to be chosen other endpoints of, because those looked at do not prove it and others wait.</summary>
    public bool WantsOthers => HasUntried && IsChecked && !IsRoundRunning && ShownRounds == 0;

    /// <summary>Whether endpoints of a trusted device wait that were never tried, and none of those looked at proves it.</summary>
    public bool HasUntried => leavesOutEndpoints && choice.HasUntried && Trust is not null && !IsProved;

    /// <summary>Whether there is something to connect to under a name.</summary>
    public bool CanCheck => Device is { Cname: not null, Problem: null, Endpoints.Count: > 0 };

    /// <summary>Whether every endpoint was observed at least once, or nothing is to observe.</summary>
    public bool IsChecked => !CanCheck || Device!.Endpoints.All(endpoint => observed.ContainsKey(EndpointKey.Of(endpoint)));

    /// <summary>Whether nobody needs to wait for its check: it was checked, be it that others of its endpoints take their turn now.</summary>
    public bool IsSettled => (IsChecked && !HasFirstAddress) || (leavesOutEndpoints && wasChecked);

    /// <summary>Takes what is announced and trusted now.</summary>
    /// <returns>Whether the announcement says something new about where the device is.</returns>
    public bool Update(AssembledDevice? device, TrustEntry? trust, Finding? lookAlike)
    {
        wasChecked |= CanCheck && IsChecked;
        (Trust, LookAlike) = (trust, lookAlike);
        Device = device = device is null ? null : device with { Endpoints = Choose(device) };
        var text = Describe(device);
        if (text == announcement)
        {
            return false;
        }
        announcement = text;
        var present = device?.Endpoints.Select(EndpointKey.Of).ToHashSet() ?? [];
        foreach (var gone in observed.Keys.Where(endpoint => !present.Contains(endpoint)).ToArray())
        {
            observed.Remove(gone);
        }
        return true;
    }

    /// <summary>Takes what a round showed of an endpoint, unless a later round has shown more already.</summary>
    public void Observe(AnnouncedEndpoint endpoint, long round, IReadOnlyList<EndpointObservation> observations)
    {
        var at = EndpointKey.Of(endpoint);
        if (!observed.TryGetValue(at, out var last) || last.Round <= round)
        {
            observed[at] = (round, observations);
            if (Trust is not null)
            {
                choice.Tried(at, observations, Trust.SpkiSha256);
            }
        }
    }

    /// <summary>The address to try first: of a trusted device the one that proved the pinned key, of another the one that answered last.</summary>
    public string? BestAddress(AnnouncedEndpoint endpoint) => Trust is null
        ? LastAnswered(endpoint)?.Address
        : choice.ProvedAddress(EndpointKey.Of(endpoint), Trust.SpkiSha256);

    /// <summary>Whether an endpoint answered the last check.</summary>
    public bool HasAnswered(AnnouncedEndpoint endpoint) => LastAnswered(endpoint) is not null;

    /// <summary>What the verdict stands on.</summary>
    public DeviceFacts Facts() => new()
    {
        Device = Device,
        LookAlike = LookAlike,
        IsPartial = Trust is not null && (leavesOutEndpoints || LeavesOutAddresses || HasNewAddresses),
        Observations = [.. (Device?.Endpoints ?? []).SelectMany(endpoint =>
            observed.TryGetValue(EndpointKey.Of(endpoint), out var known) ? known.Observations : [NotChecked(endpoint)])],
    };

    public static EndpointObservation NotChecked(AnnouncedEndpoint endpoint) =>
        new() { Endpoint = endpoint, Outcome = ObservationOutcome.NotChecked };

    /// <summary>Whether one of the endpoints looked at proved the pinned key.</summary>
    public bool IsProved => Trust is not null && (Device?.Endpoints.Any(endpoint =>
        observed.TryGetValue(EndpointKey.Of(endpoint), out var known)
        && known.Observations.Any(one => one.Certificate?.SpkiSha256 == Trust.SpkiSha256)) ?? false);

    /// <summary>Whether addresses were announced since an endpoint was checked, which that check did not try.</summary>
    private bool HasNewAddresses => Device?.Endpoints.Any(endpoint =>
        observed.TryGetValue(EndpointKey.Of(endpoint), out var known) && known.Observations.Any(one => IsWider(endpoint, one.Endpoint))) ?? false;

    /// <summary>Whether an endpoint that had no address when it was looked at has one now: the check that counts is still to come.</summary>
    private bool HasFirstAddress => CanCheck && Device!.Endpoints.Any(endpoint => endpoint.Addresses.Count > 0
        && observed.TryGetValue(EndpointKey.Of(endpoint), out var known) && known.Observations.All(one => one.Endpoint.Addresses.Count == 0));

    private static bool IsWider(AnnouncedEndpoint now, AnnouncedEndpoint before) => !ReferenceEquals(now, before)
        && now.Addresses.Select(Place).Except(before.Addresses.Select(Place)).Any();

    private static (System.Net.IPAddress Address, int Interface) Place(DiscoveredAddress address) => (address.Address, address.InterfaceIndex);

    private IReadOnlyList<AnnouncedEndpoint> Choose(AssembledDevice device)
    {
        leavesOutEndpoints = device.Endpoints.Count > DeviceTable.MaximumEndpoints;
        if (Trust is not null)
        {
            return choice.Choose(device.Endpoints, Trust.SpkiSha256, IsProved ? observed.Keys.ToHashSet() : []);
        }
        // Those that answered before stay, so that a flood of announcements does not displace the device itself.
        return leavesOutEndpoints
            ? [.. device.Endpoints.OrderByDescending(HasAnswered).Take(DeviceTable.MaximumEndpoints)]
            : device.Endpoints;
    }

    private ConnectedEndpoint? LastAnswered(AnnouncedEndpoint endpoint) =>
        observed.GetValueOrDefault(EndpointKey.Of(endpoint)).Observations?.FirstOrDefault(one => one.Outcome == ObservationOutcome.Answered)?.Connected;

    private static string Describe(AssembledDevice? device)
    {
        var text = new StringBuilder();
        foreach (var endpoint in device?.Endpoints ?? [])
        {
            text.Append(endpoint.Instance).Append('|').Append(endpoint.Host).Append('|').Append(endpoint.Port).Append('|')
                .AppendJoin(',', endpoint.Addresses.Select(address => $"{address.Address}@{address.InterfaceIndex}")).Append('|')
                .AppendJoin(',', endpoint.ContradictingNames).Append('\n');
        }
        return text.ToString();
    }
}

/// <summary>What makes an endpoint the same one in two announcements.</summary>
internal sealed record EndpointKey(DnsName Instance, DnsName Host, ushort Port)
{
    public static EndpointKey Of(AnnouncedEndpoint endpoint) => new(endpoint.Instance, endpoint.Host, endpoint.Port);
}
