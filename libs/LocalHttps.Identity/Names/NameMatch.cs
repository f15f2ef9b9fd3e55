using System.Text;

namespace LocalHttps.Identity;

/// <summary>How a certificate's names cover a public name.</summary>
public enum NameMatchKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Only by a left-most wildcard.</summary>
    Wildcard,

    /// <summary>The name itself is there.</summary>
    Exact,
}

/// <summary>Matches a public name against the dNSName entries of a SAN (RFC 9525 §6.3). The subject's common name counts for nothing.</summary>
public static class NameMatch
{
    /// <summary>Matches <paramref name="cname"/>, lower-case A-labels, against the names as served.</summary>
    public static NameMatchKind Match(string cname, IReadOnlyList<string> dnsNames)
    {
        var best = NameMatchKind.None;
        foreach (var name in dnsNames)
        {
            if (Ascii.EqualsIgnoreCase(name, cname))
                return NameMatchKind.Exact;
            if (CoversByWildcard(name, cname))
                best = NameMatchKind.Wildcard;
        }
        return best;
    }

    /// <summary>Whether the SAN holds more than one name, equal ones counted once.</summary>
    public static bool HasSeveralNames(IReadOnlyList<string> dnsNames) =>
        dnsNames.Skip(1).Any(name => !Ascii.EqualsIgnoreCase(name, dnsNames[0]));

    // RFC 9525 §6.3: the wildcard is the whole left-most label and stands for exactly one label; §7.1 leaves public suffixes to us.
    private static bool CoversByWildcard(string pattern, string cname)
    {
        if (!pattern.StartsWith("*.", StringComparison.Ordinal))
            return false;
        var parent = pattern[2..];
        var dot = cname.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && Ascii.EqualsIgnoreCase(parent, cname.AsSpan(dot + 1))
            && !PublicSuffixes.IsPublicSuffix(cname[(dot + 1)..]);
    }
}
