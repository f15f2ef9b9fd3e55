using System.Net;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Tests.Verification;

[TestClass]
public sealed class ConnectRulesTests
{
    private const int Ethernet = 2;
    private const int Wireless = 3;
    private const int Loopback = 1;
    private const int Tunnel = 4;

    private static readonly MdnsInterface[] Links =
    [
        Link(Ethernet, "192.168.1.10/24", "2001:db8:1::10/64", "fe80::10/64"),
        Link(Wireless, "10.0.0.10/31", "169.254.7.7/16", "fe80::11/64"),
        Link(Tunnel, "100.64.0.1/32", "172.16.0.1/0"),
    ];

    private static readonly IPAddress[] Own = [.. Links.SelectMany(link => link.Addresses).Select(at => at.Address), IPAddress.Parse("192.168.1.77")];

    [TestMethod]
    [DataRow("192.168.1.63", Ethernet)]
    [DataRow("::ffff:192.168.1.63", Ethernet)]
    [DataRow("2001:db8:1::63", Ethernet)]
    [DataRow("fe80::63", Ethernet)]
    [DataRow("fe80::63%2", Ethernet)]
    [DataRow("fe80::63", Wireless)]
    [DataRow("10.0.0.11", Wireless)]
    [DataRow("169.254.3.4", Wireless)]
    public void IsAllowed_OnTheLinkThatAnnouncedIt(string address, int link) => Assert.IsTrue(Rules().IsAllowed(Heard(address, link)));

    [TestMethod]
    [DataRow("192.168.1.63", Wireless)] // another link's
    [DataRow("192.168.1.63", 0)]
    [DataRow("192.168.1.63", 99)]
    [DataRow("192.168.2.63", Ethernet)] // off-link
    [DataRow("8.8.8.8", Ethernet)]
    [DataRow("2001:db8:2::63", Ethernet)]
    [DataRow("fe80::63", 99)]
    [DataRow("192.168.1.10", Ethernet)] // this machine
    [DataRow("::ffff:192.168.1.10", Ethernet)]
    [DataRow("192.168.1.77", Ethernet)]
    [DataRow("2001:db8:1::10", Ethernet)]
    [DataRow("fe80::10", Ethernet)]
    [DataRow("fe80::11", Ethernet)]
    [DataRow("fe80::11", Wireless)]
    [DataRow("192.168.1.0", Ethernet)] // network and broadcast
    [DataRow("192.168.1.255", Ethernet)]
    [DataRow("255.255.255.255", Ethernet)]
    [DataRow("127.0.0.1", Ethernet)]
    [DataRow("127.8.9.1", Ethernet)]
    [DataRow("::1", Ethernet)]
    [DataRow("::ffff:127.0.0.1", Ethernet)]
    [DataRow("0.0.0.0", Ethernet)]
    [DataRow("::", Ethernet)]
    [DataRow("::ffff:0.0.0.0", Ethernet)]
    [DataRow("224.0.0.251", Ethernet)]
    [DataRow("ff02::fb", Ethernet)]
    [DataRow("169.254.169.254", Wireless)] // metadata, although on-link
    [DataRow("169.254.170.2", Wireless)]
    [DataRow("::ffff:169.254.169.254", Wireless)]
    [DataRow("100.64.0.2", Tunnel)] // no link behind a /32, none behind a /0
    [DataRow("8.8.8.8", Tunnel)]
    public void IsAllowed_Never(string address, int link) => Assert.IsFalse(Rules().IsAllowed(Heard(address, link)));

    [TestMethod]
    [DataRow("10.7.0.1", true)]
    [DataRow("::ffff:10.7.0.1", true)]
    [DataRow("fd12::1", true)]
    [DataRow("127.0.0.1", false)]
    [DataRow("::1", false)]
    [DataRow("192.168.1.10", false)]
    [DataRow("239.1.1.1", false)]
    [DataRow("169.254.169.254", false)]
    [DataRow("169.254.170.2", false)]
    [DataRow("100.100.100.200", false)]
    [DataRow("168.63.129.16", false)]
    [DataRow("192.0.0.192", false)]
    [DataRow("fd00:ec2::254", false)]
    [DataRow("64:ff9b::a9fe:a9fe", false)] // 169.254.169.254 by NAT64
    [DataRow("64:ff9b::7f00:1", false)]
    [DataRow("2002:a9fe:a9fe::1", false)]
    [DataRow("::169.254.169.254", false)]
    [DataRow("64:ff9b::a07:1", true)]
    public void IsAllowed_EverySubnetConfigured_StillNeverTheForbidden(string address, bool allowed) =>
        Assert.AreEqual(allowed, Rules("0.0.0.0/0", "::/0").IsAllowed(Heard(address, 0)));

    [TestMethod]
    [DataRow("127.0.0.1", true)]
    [DataRow("127.3.2.1", true)]
    [DataRow("::1", true)]
    [DataRow("::ffff:127.0.0.1", false)]
    [DataRow("192.168.1.63", false)]
    [DataRow("169.254.169.254", false)]
    public void IsAllowed_HeardOnLoopback_LoopbackOnly(string address, bool allowed)
    {
        var rules = new ConnectRules([new(Loopback, "lo", true, [new(IPAddress.Loopback, 8), new(IPAddress.IPv6Loopback, 128)])], [IPAddress.Loopback], []);
        Assert.AreEqual(allowed, rules.IsAllowed(Heard(address, Loopback)));
    }

    [TestMethod]
    public void TargetsOf_ManyAddresses_TakesTurnsBetweenFamilies()
    {
        var endpoint = Endpoint(443, "192.168.1.1", "192.168.1.2", "::ffff:192.168.1.1", "fe80::1", "2001:db8:1::1", "8.8.8.8", "192.168.1.3", "192.168.1.4", "192.168.1.5");
        CollectionAssert.AreEqual(
            new[] { "[2001:db8:1::1]:443", "192.168.1.1:443", "[fe80::1%2]:443", "192.168.1.2:443", "192.168.1.3:443", "192.168.1.4:443", "192.168.1.5:443" },
            Rules().TargetsOf(endpoint).Select(target => target.ToString()).ToArray());
    }

    [TestMethod]
    public void TargetsOf_PortZero_IsNone() => Assert.IsEmpty(Rules().TargetsOf(Endpoint(0, "192.168.1.1")));

    private static ConnectRules Rules(params string[] subnets) => new(Links, Own, [.. subnets.Select(IPNetwork.Parse)]);

    private static MdnsInterface Link(int index, params string[] addresses) => new(index, $"net{index}", false,
        [.. addresses.Select(text => text.Split('/')).Select(parts => new InterfaceAddress(IPAddress.Parse(parts[0]), int.Parse(parts[1])))]);

    private static DiscoveredAddress Heard(string address, int link) => new(IPAddress.Parse(address), link, DnsName.Parse("lamp.local"));

    private static AnnouncedEndpoint Endpoint(ushort port, params string[] addresses) =>
        new(DnsName.Parse("Lamp._https._tcp.local"), DnsName.Parse("lamp.local"), port, [.. addresses.Select(address => Heard(address, Ethernet))], []);
}
