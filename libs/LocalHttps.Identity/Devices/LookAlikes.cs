using LocalHttps.Mdns;

namespace LocalHttps.Identity;

/// <summary>Finds devices whose DeviceNames a person could take for another's.</summary>
public static class LookAlikes
{
    /// <summary>The look-alike finding of each device that has one, by device key.</summary>
    /// <remarks>A stranger never makes a trusted device suspicious; two trusted devices of one name are for the person to rename.</remarks>
    /// <param name="devices">The devices announced now.</param>
    /// <param name="trusted">The trusted devices, announced or not: each is known by the name the person gave it.</param>
    public static IReadOnlyDictionary<string, Finding> Find(IReadOnlyCollection<AssembledDevice> devices, IReadOnlyCollection<TrustEntry> trusted)
    {
        var trustedBySkeleton = trusted.ToLookup(entry => NameSkeleton.Of(entry.Name), StringComparer.Ordinal);
        var trustedNames = trusted.DistinctBy(entry => entry.Cname, StringComparer.Ordinal).ToDictionary(entry => entry.Cname, entry => entry.Name, StringComparer.Ordinal);
        Seen[] seen = [.. devices.Select(device => Seen.Of(device, trustedNames))];
        var strangers = seen.Where(one => !one.IsTrusted)
            .SelectMany(one => one.Skeletons.Select(skeleton => (Skeleton: skeleton, One: one)))
            .ToLookup(pair => pair.Skeleton, pair => pair.One, StringComparer.Ordinal);
        var findings = new Dictionary<string, Finding>(StringComparer.Ordinal);
        foreach (var one in seen)
        {
            if (FindTrusted(one, trustedBySkeleton) is { } entry)
                findings[one.Device.Key] = Findings.Of(FindingCodes.LooksLikeTrusted, "name", entry.Name);
            else if (!one.IsTrusted && FindOther(one, strangers) is { } other)
                findings[one.Device.Key] = Findings.Of(FindingCodes.LooksLikeOther, "name", other.Device.AdvertisedName);
        }
        return findings;
    }

    private static TrustEntry? FindTrusted(Seen one, ILookup<string, TrustEntry> trustedBySkeleton) => one.Skeletons
        .SelectMany(skeleton => trustedBySkeleton[skeleton])
        .OrderBy(entry => entry.Cname, StringComparer.Ordinal)
        .FirstOrDefault(entry => entry.Cname != one.Device.Cname);

    private static Seen? FindOther(Seen one, ILookup<string, Seen> strangers) => one.Skeletons
        .SelectMany(skeleton => strangers[skeleton])
        .OrderBy(other => other.Device.Key, StringComparer.Ordinal)
        .FirstOrDefault(other => other.Device.Key != one.Device.Key && !IsOtherServiceOf(one.Device, other.Device));

    // One box announces its name once for each service type. The row without a public name can never be chosen, so it confuses nobody.
    private static bool IsOtherServiceOf(AssembledDevice one, AssembledDevice other) =>
        (one.Cname is null || other.Cname is null) && HostsOf(one).Overlaps(HostsOf(other));

    private static HashSet<DnsName> HostsOf(AssembledDevice device) => [.. device.Endpoints.Select(endpoint => endpoint.Host)];

    private sealed record Seen(AssembledDevice Device, bool IsTrusted, IReadOnlyList<string> Skeletons)
    {
        public static Seen Of(AssembledDevice device, Dictionary<string, string> trustedNames)
        {
            string? own = null;
            var isTrusted = device.Cname is not null && trustedNames.TryGetValue(device.Cname, out own);
            var names = isTrusted ? [own!] : device.AdvertisedNames;
            return new Seen(device, isTrusted, [.. names.Select(NameSkeleton.Of).Distinct(StringComparer.Ordinal)]);
        }
    }
}
