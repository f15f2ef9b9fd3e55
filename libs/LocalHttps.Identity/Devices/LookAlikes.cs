namespace LocalHttps.Identity;

/// <summary>Finds devices whose DeviceNames a person could take for another's. Linear in the devices: anybody can announce a thousand of one name.</summary>
public static class LookAlikes
{
    /// <summary>The look-alike finding of each device that has one, by device key.</summary>
    /// <remarks>A stranger never makes a trusted device suspicious; two trusted devices of one name are for the person to rename.</remarks>
    /// <param name="devices">The devices announced now.</param>
    /// <param name="trusted">The trusted devices, announced or not: each is known by the name the person gave it.</param>
    public static IReadOnlyDictionary<string, Finding> Find(IReadOnlyCollection<AssembledDevice> devices, IReadOnlyCollection<TrustEntry> trusted)
    {
        var entries = BySkeleton(trusted);
        var trustedNames = trusted.DistinctBy(entry => entry.Cname, StringComparer.Ordinal).ToDictionary(entry => entry.Cname, entry => entry.Name, StringComparer.Ordinal);
        Seen[] seen = [.. devices.OrderBy(device => device.Key, StringComparer.Ordinal).Select(device => Seen.Of(device, trustedNames))];
        var strangers = new StrangersByName(seen.Where(one => !one.IsTrusted));
        var findings = new Dictionary<string, Finding>(StringComparer.Ordinal);
        foreach (var one in seen)
        {
            if (FindTrusted(one.Device.Key, one.Skeletons, entries) is { } finding)
                findings[one.Device.Key] = finding;
            else if (!one.IsTrusted && strangers.FindOther(one) is { } other)
                findings[one.Device.Key] = Findings.Of(FindingCodes.LooksLikeOther, "name", other.AdvertisedName);
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

    private static Finding? FindTrusted(string key, IReadOnlyList<string> skeletons, ILookup<string, TrustEntry> bySkeleton) => skeletons
        .Select(skeleton => bySkeleton[skeleton].FirstOrDefault(entry => entry.Cname != key))
        .OfType<TrustEntry>()
        .MinBy(entry => entry.Cname, StringComparer.Ordinal) is { } like
            ? Findings.Of(FindingCodes.LooksLikeTrusted, "name", like.Name)
            : null;
}

/// <summary>A device with the skeletons of the names it is seen under.</summary>
internal sealed record Seen(AssembledDevice Device, bool IsTrusted, IReadOnlyList<string> Skeletons)
{
    public static Seen Of(AssembledDevice device, Dictionary<string, string> trustedNames)
    {
        string? own = null;
        var isTrusted = device.Cname is not null && trustedNames.TryGetValue(device.Cname, out own);
        var names = isTrusted ? [own!] : device.AdvertisedNames;
        return new Seen(device, isTrusted, [.. names.Select(NameSkeleton.Of).Distinct(StringComparer.Ordinal)]);
    }
}
