using System.Text;

namespace LocalHttps.Mdns;

/// <summary>A service type that is browsed for.</summary>
/// <param name="Name">The owner of its PTR records.</param>
/// <param name="Parent">What its instances are named under: the same but for a subtype (RFC 6763 §7.1).</param>
internal sealed record BrowsedType(DnsName Name, DnsName Parent)
{
    /// <summary>Reads a type as options give it, without the domain.</summary>
    /// <exception cref="FormatException">It is not a service type.</exception>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static BrowsedType Parse(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var labels = Split(type);
        // A service's name may break the rules of RFC 6335 §5.1: browsing finds what there is.
        if (labels.Count is not (2 or 4)
            || labels[^2][0] != '_'
            || !(Ascii.EqualsIgnoreCase(labels[^1], "_tcp"u8) || Ascii.EqualsIgnoreCase(labels[^1], "_udp"u8))
            || (labels.Count == 4 && !Ascii.EqualsIgnoreCase(labels[1], "_sub"u8)))
        {
            throw Refusal(type);
        }
        labels.Add(DnsName.Local.FirstLabel.ToArray());
        return new BrowsedType(DnsName.FromLabels(labels), DnsName.FromLabels(labels.TakeLast(3)));
    }

    private static List<byte[]> Split(string type)
    {
        try
        {
            return [.. DnsName.Parse(type).Labels.Select(label => label.ToArray())];
        }
        catch (FormatException problem)
        {
            throw Refusal(type, problem);
        }
    }

    private static FormatException Refusal(string type, FormatException? problem = null) =>
        new($"'{type}' is not a service type such as _https._tcp or _printer._sub._http._tcp: without the domain, with _tcp or _udp (RFC 6763 §7).", problem);
}
