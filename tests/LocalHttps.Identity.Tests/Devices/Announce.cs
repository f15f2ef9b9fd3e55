using System.Net;
using System.Text;
using LocalHttps.Mdns;

namespace LocalHttps.Identity.Tests;

/// <summary>Announcements as the browser would report them.</summary>
internal static class Announce
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An instance with an SRV record to <paramref name="host"/> and TXT strings.</summary>
    public static ServiceInstance Instance(string label, string host = "lamp.local", params string[] texts) => new()
    {
        Name = DnsName.FromLabels([Encoding.UTF8.GetBytes(label), .. Type("_https._tcp.local")]),
        ServiceType = DnsName.Parse("_https._tcp.local"),
        Locations = [new ServiceLocation(DnsName.Parse(host), 443)],
        Texts = texts.Length == 0 ? [] : [new TxtStrings([.. texts.Select(Encoding.UTF8.GetBytes)])],
        Addresses = [new DiscoveredAddress(IPAddress.Parse("192.0.2.1"), 2, DnsName.Parse(host))],
        Aliases = [],
        FirstSeen = Start,
        LastSeen = Start.AddSeconds(5),
        Expires = Start.AddMinutes(60),
    };

    public static ServiceInstance OfType(this ServiceInstance instance, string type) => instance with
    {
        Name = DnsName.FromLabels([instance.Name.Labels[0].ToArray(), .. Type(type + ".local")]),
        ServiceType = DnsName.Parse(type + ".local"),
    };

    public static ServiceInstance WithAlias(this ServiceInstance instance, string owner, string target) =>
        instance with { Aliases = [.. instance.Aliases, new AliasRecord(DnsName.Parse(owner), DnsName.Parse(target))] };

    public static ServiceInstance WithAddress(this ServiceInstance instance, string address, int index, string host) =>
        instance with { Addresses = [.. instance.Addresses, new DiscoveredAddress(IPAddress.Parse(address), index, DnsName.Parse(host))] };

    public static TrustEntry Trust(string cname, string name = "Mine") => new()
    {
        Cname = cname,
        Name = name,
        SpkiSha256 = new string('a', 64),
        Method = TrustMethod.Confirmed,
        Since = Start,
        Accepted = [],
    };

    private static IEnumerable<byte[]> Type(string type) => type.Split('.').Select(Encoding.UTF8.GetBytes);
}
