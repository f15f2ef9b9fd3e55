using System.Net;
using System.Text;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class RegistrationTests
{
    private static readonly ServiceRegistration Good = new("Printer", "_https._tcp", 443);

    public static IEnumerable<object[]> Wrong =>
    [
        ["empty name", Good with { Name = "" }],
        ["long name", Good with { Name = new string('é', 32) }],
        ["control character", Good with { Name = "a\u0007b" }],
        ["half a surrogate pair", Good with { Name = "a\ud800" }],
        ["no name", Good with { Name = null! }],
        ["no text", Good with { Text = null! }],
        ["no subtype", Good with { Subtypes = [null!] }],
        ["type without protocol", Good with { ServiceType = "_https" }],
        ["type of another protocol", Good with { ServiceType = "_https._sctp" }],
        ["type without underscore", Good with { ServiceType = "https._tcp" }],
        ["type with domain", Good with { ServiceType = "_https._tcp.local" }],
        ["long type", Good with { ServiceType = "_abcdefghijklmnop._tcp" }],
        ["port", Good with { Port = 65536 }],
        ["negative port", Good with { Port = -1 }],
        ["subtype", Good with { Subtypes = [""] }],
        ["many subtypes", Good with { Subtypes = [.. Enumerable.Range(0, 33).Select(number => $"_s{number}")] }],
        ["host", Good with { HostLabel = "a.b" }],
        ["host with hyphen", Good with { HostLabel = "-a" }],
        ["no address", Good with { Addresses = [] }],
        ["null address", Good with { Addresses = [null!] }],
        .. ((string[])["0.0.0.0", "0.1.2.3", "224.0.0.251", "255.255.255.255", "::", "ff02::fb", "::ffff:0.0.0.0", "::ffff:239.1.2.3"])
            .Select(address => (object[])[address, Good with { Addresses = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse(address)] }]),
        ["single label", Good with { PublicName = "device" }],
        ["name under .local", Good with { PublicName = "device.local" }],
        ["address as name", Good with { PublicName = "192.168.1.1" }],
        ["no IDN", Good with { PublicName = "ü..example.com" }],
        ["space in name", Good with { PublicName = "a b.example.com" }],
        ["host is the alias", Good with { HostLabel = "device", PublicName = "device.example.com" }],
        ["long string", Good with { Text = new TxtStrings([Encoding.ASCII.GetBytes("k=" + new string('x', 254))]) }],
        ["much text", Good with { Text = new TxtStrings([.. Enumerable.Range(0, 5).Select(number => Encoding.ASCII.GetBytes($"{number}=" + new string('x', 250)))]) }],
        ["no key", Good with { Text = new TxtStrings(["=x"u8.ToArray()]) }],
        ["key beyond ASCII", Good with { Text = new TxtStrings(["é=x"u8.ToArray()]) }],
    ];

    [TestMethod]
    [DynamicData(nameof(Wrong))]
    public void Add_OutOfLimits_IsRefused(string kind, ServiceRegistration registration) =>
        Assert.ThrowsExactly<FormatException>(() => new PublishHarness().Publish(registration), kind);

    [TestMethod]
    [DataRow("_https._tcp.local", "x", "'_https._tcp.local'")]
    [DataRow("_https._tcp", "", "'note' has 256 bytes")]
    public void Add_OutOfLimits_SaysWhatIsWrong(string type, string text, string expected)
    {
        var registration = Good with { ServiceType = type, Text = TxtStrings.FromText("note=" + text.PadLeft(251, 'x')) };
        Assert.Contains(expected, Assert.ThrowsExactly<FormatException>(() => new PublishHarness().Publish(registration)).Message);
    }

    [TestMethod]
    public void Add_UnspecifiedAddress_IsRefusedInWords() => Assert.Contains(
        "'0.0.0.0' is not the address of a host",
        Assert.ThrowsExactly<FormatException>(() => new PublishHarness().Publish(Good with { Addresses = [IPAddress.Any] })).Message);

    [TestMethod]
    [DataRow(true, "10.0.0.1 127.0.0.1 ::1")]
    [DataRow(false, "10.0.0.1")]
    public void Add_LoopbackAddress_IsAnnouncedOnLoopbackOnly(bool isLoopback, string expected)
    {
        var engine = new PublishHarness(1, LocalHttps.TestKit.FakeMulticastTransport.Interface(1) with { IsLoopback = isLoopback });
        engine.Publish(Good with { Addresses = [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback, IPAddress.IPv6Loopback] });
        engine.Advance(5);
        var announced = engine.Responses.SelectMany(sent => sent.Answers).OfType<AddressRecord>().Select(record => $"{record.Address}").Distinct().Order(StringComparer.Ordinal);
        Assert.AreEqual(expected, string.Join(' ', announced));
    }

    [TestMethod]
    public void Add_TypeInCapitals_IsPublished() => new PublishHarness().Publish(Good with { ServiceType = "_HTTPS._TCP" });

    [TestMethod]
    public void Add_AtTheLimits_IsPublished()
    {
        var engine = new PublishHarness();
        engine.Publish(new ServiceRegistration(new string('é', 31) + "x", "_abcdefghijklmno._udp", 0)
        {
            HostLabel = new string('h', 63),
            PublicName = $"{new string('p', 63)}.example.com",
            Text = new TxtStrings([[.. "k="u8, .. new byte[253]]]),
            Addresses = [.. Enumerable.Range(1, 40).Select(number => IPAddress.Parse($"10.0.0.{number}"))],
        });
        engine.Advance(5);
        Assert.HasCount(ServiceRegistration.MaximumAddresses, engine.Responses.SelectMany(sent => sent.Answers).OfType<AddressRecord>().Distinct().ToList());
    }

    [TestMethod]
    public void Add_AThousandAndOne_IsRefused()
    {
        var engine = new PublishHarness();
        engine.SetInterfaces();
        for (var number = 0; number < PublishEngine.MaximumServices; number++)
        {
            engine.Publish(Good with { Name = $"{number}", HostLabel = "host" });
        }
        Assert.ThrowsExactly<InvalidOperationException>(() => engine.Publish(Good));
    }

    [TestMethod]
    [DataRow("Name", 2, "Name (2)")]
    [DataRow("Name (2)", 2, "Name (3)")]
    [DataRow("Name (9)", 3, "Name (11)")]
    [DataRow("Report (2026)", 2, "Report (2026) (2)")]
    [DataRow("(2)", 2, "(2) (2)")]
    public void Instance_NextAttempt_Counts(string name, int attempt, string expected) => Assert.AreEqual(expected, NameChoice.Instance(name, attempt));

    [TestMethod]
    public void Instance_NoRoomForTheNumber_CutsAtACharacter()
    {
        var next = NameChoice.Instance(string.Concat(Enumerable.Repeat("☕", 21)), 2);
        Assert.AreEqual(string.Concat(Enumerable.Repeat("☕", 19)) + " (2)", next);
    }

    [TestMethod]
    [DataRow("host", 2, "host-2")]
    [DataRow("host-2", 2, "host-3")]
    [DataRow("13ab-7c34", 2, "13ab-7c34-2")]
    public void Host_NextAttempt_Counts(string label, int attempt, string expected) => Assert.AreEqual(expected, NameChoice.Host(label, attempt));

    [TestMethod]
    [DataRow("Office printer", "office-printer")]
    [DataRow("  Küche №1!", "k-che-1")]
    [DataRow("機", "device")]
    public void HostOf_AnyName_IsAHostLabel(string name, string expected) => Assert.AreEqual(expected, NameChoice.HostOf(name));
}
