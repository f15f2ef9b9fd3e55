using System.Net;
using LocalHttps.Acme;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using static LocalHttps.Star.Tests.Dns.TestZone;

namespace LocalHttps.Star.Tests.Dns;

[TestClass]
public sealed class DeviceAddressesTests
{
    private static readonly Device Device = new()
    {
        Id = "device",
        Cname = "13ab-7c34-23be-device.home.test",
        DeviceName = "IoTD-1000A",
        Template = new CsrTemplate { KeyTypes = [], Extensions = new CsrExtensions { SubjectAltName = new CsrSubjectAltName() } },
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    public required TestContext TestContext { get; set; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    [DataRow("10.0.0.1")]
    [DataRow("172.16.0.1")]
    [DataRow("172.31.255.254")]
    [DataRow("192.168.178.20")]
    [DataRow("fd12:3456:789a::1")]
    [DataRow("FD12:3456:789A:0:0:0:0:1")]
    public void Address_OfALocalNetwork_IsTaken(string text) => Assert.HasCount(1, DeviceAddresses.Parse([text, text]));

    [TestMethod]
    [DataRow("127.0.0.1")]
    [DataRow("0.0.0.0")]
    [DataRow("8.8.8.8")]
    [DataRow("172.15.0.1")]
    [DataRow("172.32.0.1")]
    [DataRow("192.169.0.1")]
    [DataRow("169.254.1.1")]
    [DataRow("169.254.169.254")]
    [DataRow("100.64.0.1")]
    [DataRow("224.0.0.251")]
    [DataRow("255.255.255.255")]
    [DataRow("::1")]
    [DataRow("::")]
    [DataRow("::ffff:192.168.1.1")]
    [DataRow("fe80::1")]
    [DataRow("fe80::1%1")]
    [DataRow("fd00::1%1")]
    [DataRow("fd00:ec2::254")]
    [DataRow("2001:db8::1")]
    [DataRow("ff02::fb")]
    [DataRow("64:ff9b::a00:1")]
    [DataRow("10.1")]
    [DataRow("0x0a000001")]
    [DataRow("010.0.0.1")]
    [DataRow(" 10.0.0.1")]
    [DataRow("10.0.0.1:80")]
    [DataRow("example.org")]
    [DataRow("")]
    public void Address_OfAnyOtherKind_IsRefused(string text) =>
        Assert.AreEqual(Problems.Prefix + "malformed", Assert.ThrowsExactly<AcmeException>(() => DeviceAddresses.Parse([text])).Problem.Type);

    [TestMethod]
    public void Addresses_BeyondEight_AreRefused()
    {
        Assert.HasCount(8, DeviceAddresses.Parse([.. Enumerable.Range(1, 8).Select(i => $"10.0.0.{i}")]));
        Assert.ThrowsExactly<AcmeException>(() => DeviceAddresses.Parse([.. Enumerable.Range(1, 9).Select(i => $"10.0.0.{i}")]));
    }

    [TestMethod]
    public async Task Device_PublishedAndWithdrawn_IsInDnsAndGone()
    {
        await using var zone = await new TestZone().StartAsync();
        var addresses = new DeviceAddresses(zone.Zone);
        await addresses.PublishAsync(Device, [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1")], Stop);
        await zone.Zone.AddAsync(new ZoneRecord(Device.Cname, ZoneRecordType.Caa, ZoneText.Caa(0, "issuewild", ";"), DeviceAddresses.Ttl, Device.Id), Stop);
        await zone.Zone.AddAsync(Record($"_acme-challenge.{Device.Cname}", ZoneRecordType.Txt, "digest"), Stop);
        Assert.AreEqual("10.0.0.1\n", await zone.DigAsync(Device.Cname, "A", "+short"));
        Assert.AreEqual("fd00::1\n", await zone.DigAsync(Device.Cname, "AAAA", "+short"));
        Assert.IsTrue(zone.Store.Records.Where(record => record.Name == Device.Cname).All(record => record.DeviceId == Device.Id && record.Ttl == DeviceAddresses.Ttl));

        await addresses.PublishAsync(Device, [IPAddress.Parse("10.0.0.2")], Stop);
        Assert.AreEqual("10.0.0.2\n", await zone.DigAsync(Device.Cname, "A", "+short"));
        Assert.AreEqual("", await zone.DigAsync(Device.Cname, "AAAA", "+short"));
        await addresses.WithdrawAsync(Device, Stop);
        Assert.IsEmpty(zone.Store.Records);
    }
}
