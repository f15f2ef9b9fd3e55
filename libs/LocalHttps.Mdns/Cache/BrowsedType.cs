namespace LocalHttps.Mdns;

/// <summary>A service type that is browsed for.</summary>
/// <param name="Name">The owner of its PTR records.</param>
/// <param name="Parent">What its instances are named under: the same but for a subtype (RFC 6763 §7.1).</param>
internal sealed record BrowsedType(DnsName Name, DnsName Parent)
{
    private static readonly DnsName Subtype = DnsName.Parse("_sub");

    /// <summary>Reads a type as options give it, without the domain.</summary>
    /// <exception cref="FormatException">It is not a service type.</exception>
    public static BrowsedType Parse(string type)
    {
        var labels = DnsName.Parse(type).Labels.Select(label => label.ToArray()).ToList();
        if (labels.Count is not (2 or 4) || (labels.Count == 4 && !NameBytes.Equal(labels[1], Subtype.FirstLabel)))
        {
            throw new FormatException($"'{type}' is not a service type such as _https._tcp.");
        }
        labels.Add(DnsName.Local.FirstLabel.ToArray());
        return new BrowsedType(DnsName.FromLabels(labels), DnsName.FromLabels(labels.TakeLast(3)));
    }
}
