using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.Identity;

/// <summary>The public names one announcement gives, from all three sources.</summary>
/// <param name="Names">The valid ones, each once, sorted.</param>
/// <param name="Invalid">What stands in a source and is no public name, fit to show.</param>
internal sealed record NameSources(IReadOnlyList<string> Names, IReadOnlyList<string> Invalid)
{
    /// <summary>Links of a CNAME chain that are followed.</summary>
    public const int MaximumChain = 8;

    private static readonly DnsName Local = DnsName.Parse("local");

    /// <summary>Collects the names of an instance: SRV targets, CNAME targets, TXT <c>cn=</c>.</summary>
    public static NameSources Of(ServiceInstance instance)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var invalid = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var location in instance.Locations)
            AddTarget(location.Host, names, invalid);
        foreach (var text in instance.Texts)
            AddText(text, names, invalid);
        if (instance.Aliases.Count > 0)
        {
            var owners = instance.Locations.Select(location => location.Host).Concat(names.Select(AliasOf));
            foreach (var target in owners.ToArray().SelectMany(owner => Chain(owner, instance.Aliases)))
                AddTarget(target, names, invalid);
        }
        return new NameSources([.. names], [.. invalid]);
    }

    /// <summary>The targets reached from <paramref name="owner"/>, at most <see cref="MaximumChain"/> links away, each once.</summary>
    public static IEnumerable<DnsName> Chain(DnsName owner, IReadOnlyList<AliasRecord> aliases)
    {
        var visited = new HashSet<DnsName> { owner };
        var front = new List<DnsName> { owner };
        for (var depth = 0; depth < MaximumChain && front.Count > 0; depth++)
        {
            var targets = aliases.Where(alias => front.Contains(alias.Owner)).Select(alias => alias.Target).ToArray();
            front = [.. targets.Where(visited.Add)];
            foreach (var target in front)
                yield return target;
        }
    }

    private static DnsName AliasOf(string cname) => DnsName.Parse(cname[..cname.IndexOf('.', StringComparison.Ordinal)] + ".local");

    private static void AddTarget(DnsName target, SortedSet<string> names, SortedSet<string> invalid)
    {
        if (target.IsUnder(Local) || target.Equals(Local))
            return;
        if (PublicName.TryFrom(target, out var name))
            _ = names.Add(name);
        else
            _ = invalid.Add(SafeText.Parameter(target.ToString()));
    }

    private static void AddText(TxtStrings text, SortedSet<string> names, SortedSet<string> invalid)
    {
        if (text.Find("cn") is not { Length: > 0 } value)
            return;
        if (SafeText.TryDecodeUtf8(value, out var decoded) && PublicName.TryParse(decoded, out var name))
            _ = names.Add(name);
        else
            _ = invalid.Add(SafeText.Parameter(Encoding.UTF8.GetString(value)));
    }
}
