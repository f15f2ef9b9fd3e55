namespace LocalHttps.Mdns;

/// <summary>Where an instance's records give a public name, so that the alias of its host can be asked for.</summary>
internal static class PublicNames
{
    /// <summary><c>&lt;first label&gt;.local</c> of the public name, for an SRV target that is one; null where it is not.</summary>
    public static DnsName? AliasOf(DnsName target) =>
        !target.IsUnder(DnsName.Local) && target.FirstLabel.Length + 1 < target.Wire.Length ? DnsName.Local.Prepend(target.FirstLabel) : null;

    /// <summary>The same for TXT <c>cn=</c>. Whether the name is a good one is for others to judge; here it must have two labels or more.</summary>
    public static DnsName? AliasOf(TxtStrings text)
    {
        if (text.Find("cn") is not { } value || !TryParse(value, out var name))
        {
            return null;
        }
        return AliasOf(name);
    }

    private static bool TryParse(ReadOnlySpan<byte> value, out DnsName name)
    {
        name = DnsName.Local;
        var labels = new List<byte[]>();
        foreach (var range in value.TrimEnd((byte)'.').Split((byte)'.'))
        {
            labels.Add(value[range].ToArray());
        }
        if (value.Length >= DnsName.MaximumLength || labels.Exists(label => label.Length is 0 or > DnsName.MaximumLabelLength))
        {
            return false;
        }
        name = DnsName.FromLabels(labels);
        return true;
    }
}
