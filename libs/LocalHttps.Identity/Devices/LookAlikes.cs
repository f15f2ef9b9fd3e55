namespace LocalHttps.Identity;

/// <summary>Finds devices whose DeviceNames a person could take for another's. Linear in the devices: anybody can announce a thousand of one name.</summary>
public static class LookAlikes
{
    /// <summary>The look-alike finding of each device that has one, by device key.</summary>
    /// <remarks>
    /// A stranger is compared with the names the person gave and with those the trusted devices announce: a rename must not open the way for a twin.
    /// A trusted device is compared with other trusted ones only, and by the names the person gave: anything else a guest could announce.
    /// </remarks>
    /// <param name="devices">The devices announced now.</param>
    /// <param name="trusted">The trusted devices, announced or not: each is known by the name the person gave it.</param>
    public static IReadOnlyDictionary<string, Finding> Find(IReadOnlyCollection<AssembledDevice> devices, IReadOnlyCollection<TrustEntry> trusted)
    {
        var entries = BySkeleton(trusted);
        var trustedNames = trusted.DistinctBy(entry => entry.Cname, StringComparer.Ordinal).ToDictionary(entry => entry.Cname, entry => entry.Name, StringComparer.Ordinal);
        Seen[] seen = [.. devices.OrderBy(device => device.Key, StringComparer.Ordinal).Select(device => Seen.Of(device, trustedNames))];
        var announced = BySkeleton(seen.Where(one => one.IsTrusted), trustedNames);
        var strangers = new StrangersByName(seen.Where(one => !one.IsTrusted));
        var findings = new Dictionary<string, Finding>(StringComparer.Ordinal);
        foreach (var one in seen)
        {
            var finding = FindTrusted(one.Device.Key, [.. one.Skeletons, .. one.Bases], entries)
                ?? (one.IsTrusted ? null : FindAnnounced(one, announced) ?? FindStranger(one, strangers));
            if (finding is not null)
                findings[one.Device.Key] = finding;
        }
        return findings;
    }

    /// <summary>The look-alike finding of a trusted device, announced or not; null where its name is like no other's.</summary>
    /// <param name="entry">The device, under the name the person gave it.</param>
    /// <param name="trusted">All trusted devices.</param>
    public static Finding? OfTrusted(TrustEntry entry, IReadOnlyCollection<TrustEntry> trusted) =>
        FindTrusted(entry.Cname, [NameSkeleton.Of(entry.Name)], BySkeleton(trusted));

    private static ILookup<string, TrustEntry> BySkeleton(IReadOnlyCollection<TrustEntry> trusted) => trusted
        .OrderBy(entry => entry.Cname, StringComparer.Ordinal)
        .ToLookup(entry => NameSkeleton.Of(entry.Name), StringComparer.Ordinal);

    private static ILookup<string, Announced> BySkeleton(IEnumerable<Seen> trusted, Dictionary<string, string> trustedNames) => trusted
        .SelectMany(one => one.Device.AdvertisedNames.Select(name => new Announced(name, trustedNames[one.Device.Cname!])))
        .ToLookup(announced => NameSkeleton.Of(announced.Name), StringComparer.Ordinal);

    private static Finding? FindAnnounced(Seen stranger, ILookup<string, Announced> bySkeleton) =>
        stranger.Skeletons.Concat(stranger.Bases).Select(skeleton => bySkeleton[skeleton].FirstOrDefault()).OfType<Announced>().FirstOrDefault() is { } like
            ? Findings.Of(FindingCodes.LooksLikeTrusted, "name", like.Given, "announced", like.Name)
            : null;

    private static Finding? FindStranger(Seen stranger, StrangersByName strangers) =>
        strangers.FindOther(stranger) is { } other ? Findings.Of(FindingCodes.LooksLikeOther, "name", other.AdvertisedName) : null;

    private static Finding? FindTrusted(string key, IReadOnlyList<string> skeletons, ILookup<string, TrustEntry> bySkeleton) => skeletons
        .Select(skeleton => bySkeleton[skeleton].FirstOrDefault(entry => entry.Cname != key))
        .OfType<TrustEntry>()
        .MinBy(entry => entry.Cname, StringComparer.Ordinal) is { } like
            ? Findings.Of(FindingCodes.LooksLikeTrusted, "name", like.Name)
            : null;

    /// <summary>A name that a trusted device announces, with the one the person gave it.</summary>
    private sealed record Announced(string Name, string Given);
}

/// <summary>A device with the skeletons of the names it is seen under.</summary>
/// <param name="Device">The device.</param>
/// <param name="IsTrusted">Whether the person trusts it.</param>
/// <param name="Skeletons">Of its names.</param>
/// <param name="Bases">Of a stranger's names without the number of a twin: to a person "Lamp #2" is the lamp. Strangers are not compared by it, nor are
/// the names the person gave: who has two numbers them.</param>
internal sealed record Seen(AssembledDevice Device, bool IsTrusted, IReadOnlyList<string> Skeletons, IReadOnlyList<string> Bases)
{
    public static Seen Of(AssembledDevice device, Dictionary<string, string> trustedNames)
    {
        string? own = null;
        var isTrusted = device.Cname is not null && trustedNames.TryGetValue(device.Cname, out own);
        var names = isTrusted ? [own!] : device.AdvertisedNames;
        IEnumerable<string> bases = isTrusted ? [] : names.Select(TwinName.Base).OfType<string>();
        return new Seen(device, isTrusted, Of(names), Of(bases));
    }

    private static IReadOnlyList<string> Of(IEnumerable<string> names) => [.. names.Select(NameSkeleton.Of).Distinct(StringComparer.Ordinal)];
}
