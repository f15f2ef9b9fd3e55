using System.Text;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>All that is known of one device. Guarded by the directory's lock.</summary>
internal sealed class DeviceRow(string key)
{
    private readonly Dictionary<EndpointKey, (long Round, IReadOnlyList<EndpointObservation> Observations)> observed = [];
    private string announcement = "";

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

    /// <summary>Whether there is something to connect to under a name.</summary>
    public bool CanCheck => Device is { Cname: not null, Problem: null, Endpoints.Count: > 0 };

    /// <summary>Whether every endpoint was observed at least once, or nothing is to observe.</summary>
    public bool IsChecked => !CanCheck || Device!.Endpoints.All(endpoint => observed.ContainsKey(EndpointKey.Of(endpoint)));

    /// <summary>Takes what is announced and trusted now.</summary>
    /// <returns>Whether the announcement says something new about where the device is.</returns>
    public bool Update(AssembledDevice? device, TrustEntry? trust, Finding? lookAlike)
    {
        (Device, Trust, LookAlike) = (device, trust, lookAlike);
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
        }
    }

    /// <summary>Where a certificate was last served for this endpoint.</summary>
    public ConnectedEndpoint? LastAnswered(AnnouncedEndpoint endpoint) =>
        observed.GetValueOrDefault(EndpointKey.Of(endpoint)).Observations?.FirstOrDefault(one => one.Outcome == ObservationOutcome.Answered)?.Connected;

    /// <summary>What the verdict stands on.</summary>
    public DeviceFacts Facts() => new()
    {
        Device = Device,
        LookAlike = LookAlike,
        Observations = [.. (Device?.Endpoints ?? []).SelectMany(endpoint =>
            observed.TryGetValue(EndpointKey.Of(endpoint), out var known) ? known.Observations : [NotChecked(endpoint)])],
    };

    public static EndpointObservation NotChecked(AnnouncedEndpoint endpoint) =>
        new() { Endpoint = endpoint, Outcome = ObservationOutcome.NotChecked };

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
