using System.Net;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class ServiceInstanceTests
{
    private static readonly ServiceInstance Printer = new()
    {
        Name = DnsName.Parse("_https._tcp.local").Prepend("Büro. 2"u8),
        ServiceType = DnsName.Parse("_https._tcp.local"),
        Locations = [],
        Texts = [],
        Addresses = [],
        Aliases = [],
        FirstSeen = EngineHarness.Origin,
        LastSeen = EngineHarness.Origin,
        Expires = EngineHarness.Origin,
    };

    [TestMethod]
    public void InstanceName_DotSpaceAndUmlaut_ReadsAsItWasAnnounced() => Assert.AreEqual("Büro. 2", Printer.InstanceName);

    [TestMethod]
    public void InstanceName_NoUtf8_HasReplacementCharacters() =>
        Assert.AreEqual("a\uFFFD", (Printer with { Name = Printer.ServiceType.Prepend([(byte)'a', 0xFF]) }).InstanceName);

    [TestMethod]
    public void EndPoints_TwoHosts_EachHasItsOwnAddressesOnce()
    {
        var instance = Printer with
        {
            Locations = [new ServiceLocation(DnsName.Parse("a.local"), 1), new ServiceLocation(DnsName.Parse("b.local"), 2)],
            Addresses = [At("10.0.0.1", "A.local", 2), At("10.0.0.1", "a.local", 3), At("10.0.0.2", "b.local", 2)],
        };
        CollectionAssert.AreEqual(new[] { "10.0.0.1:1", "10.0.0.2:2" }, EndPoints(instance));
    }

    [TestMethod]
    public void EndPoints_AliasesInACircle_AreFollowedOnce()
    {
        var instance = Printer with
        {
            Locations = [new ServiceLocation(DnsName.Parse("a.local"), 443)],
            Aliases = [Alias("b.local", "c.local"), Alias("a.local", "b.local"), Alias("c.local", "a.local"), Alias("x.local", "y.local")],
            Addresses = [At("10.0.0.3", "c.local", 2), At("10.0.0.4", "y.local", 2)],
        };
        CollectionAssert.AreEqual(new[] { "10.0.0.3:443" }, EndPoints(instance));
    }

    [TestMethod]
    public void EndPoints_NoAddressYet_IsEmpty() =>
        Assert.IsEmpty(EndPoints(Printer with { Locations = [new ServiceLocation(DnsName.Parse("a.local"), 443)] }));

    private static string[] EndPoints(ServiceInstance instance) => [.. instance.EndPoints.Select(at => at.ToString())];

    private static DiscoveredAddress At(string address, string host, int index) => new(IPAddress.Parse(address), index, DnsName.Parse(host));

    private static AliasRecord Alias(string owner, string target) => new(DnsName.Parse(owner), DnsName.Parse(target));
}
