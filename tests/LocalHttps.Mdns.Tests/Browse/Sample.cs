using System.Net;
using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>Records of one device.</summary>
internal static class Sample
{
    public static readonly SampleService Service = new()
    {
        Name = "Kaffee \"☕\".机 \u202e",
        Host = "device.local",
        Addresses = [IPAddress.Parse("192.168.1.20"), IPAddress.Parse("fe80::20")],
        Text = ["path=/"],
    };

    public static readonly DnsName Type = DnsName.Parse("_https._tcp.local");

    public static DnsName Instance => Service.InstanceName;

    public static DnsRecord[] All => [.. Service.Records];

    public static PointerRecord Pointer => new(Type, Instance);

    public static ServiceRecord Location => new(Instance, DnsName.Parse("device.local"), 443);

    public static TextRecord Text => new(Instance, new TxtStrings(["path=/"u8.ToArray()]));

    public static AddressRecord V4 => Address("device.local", "192.168.1.20");

    public static AddressRecord Address(string host, string address) => new(DnsName.Parse(host), IPAddress.Parse(address));

    public static CanonicalNameRecord Alias(string owner, string target) => new(DnsName.Parse(owner), DnsName.Parse(target));

    public static DnsRecord[] Goodbye(params DnsRecord[] records) => [.. records.Select(record => record with { TimeToLive = 0 })];
}
