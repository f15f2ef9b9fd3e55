using System.Net;
using LocalHttps.Host.Discovery;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Tests.Discovery;

[TestClass]
public sealed class DeviceRowTests
{
    private static readonly DnsName Instance = DnsName.Parse("Lamp._https._tcp.local");
    private static readonly DnsName Host = DnsName.Parse("lamp.local");

    [TestMethod]
    public void IsSettled_AddressComesAfterTheFirstLook_WaitsForTheLookAtIt()
    {
        var row = new DeviceRow("lamp.example.com");
        Announce(row);
        Look(row, 1);
        Assert.IsTrue(row.IsSettled, "there is nothing to wait for");

        Announce(row, "192.168.1.9");
        Assert.IsFalse(row.IsSettled, "what was seen is that there was no address");

        Look(row, 2);
        Assert.IsTrue(row.IsSettled);
    }

    private static void Announce(DeviceRow row, params string[] addresses) => row.Update(
        new AssembledDevice
        {
            Key = "lamp.example.com",
            Cname = "lamp.example.com",
            AdvertisedName = "Lamp",
            AdvertisedNames = ["Lamp"],
            Kind = "",
            Endpoints = [new AnnouncedEndpoint(Instance, Host, 443, [.. addresses.Select(text => new DiscoveredAddress(IPAddress.Parse(text), 1, Host))], [])],
            Problem = null,
            LastSeen = DateTimeOffset.UnixEpoch,
            Expires = DateTimeOffset.UnixEpoch,
        },
        trust: null,
        lookAlike: null);

    private static void Look(DeviceRow row, long round)
    {
        var endpoint = row.Device!.Endpoints[0];
        row.Observe(endpoint, round, [DeviceRow.NotChecked(endpoint)]);
    }
}
