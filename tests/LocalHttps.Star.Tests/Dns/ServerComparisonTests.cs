using LocalHttps.Lab;
using LocalHttps.Star.Domain;
using static LocalHttps.Star.Tests.Dns.TestZone;

namespace LocalHttps.Star.Tests.Dns;

/// <summary>The same questions to Knot, BIND and the embedded server, all with the same records.</summary>
[TestClass]
public sealed class ServerComparisonTests
{
    private const string Device = "13ab-7c34-23be-device.home.test";
    private static readonly string Long = new('x', 300);
    private static readonly ZoneRecord[] Records =
    [
        Record(Device, ZoneRecordType.A, "192.168.1.20"),
        Record(Device, ZoneRecordType.A, "10.0.0.20"),
        Record(Device, ZoneRecordType.Aaaa, "fd00::20"),
        Record(Device, ZoneRecordType.Caa, "0 issue \"ca.example; accounturi=https://ca.example/acme/account/1; validationmethods=dns-01\""),
        Record(Device, ZoneRecordType.Caa, "128 issuewild \";\""),
        Record($"_acme-challenge.{Device}", ZoneRecordType.Txt, "LPsIwTo7o8BoG0-vjCyGQGBWSVIPxI-i_X336eUOQZo"),
        Record($"_acme-challenge.{Device}", ZoneRecordType.Txt, "second"),
        Record("long.home.test", ZoneRecordType.Txt, Star.Dns.ZoneText.Quote(Long)),
        Record("quote.home.test", ZoneRecordType.Txt, Star.Dns.ZoneText.Quote("a \"quoted\" back\\slash; semicolon")),
        Record("a.deep.ent.home.test", ZoneRecordType.A, "192.168.1.30", 300),
        .. Enumerable.Range(0, 30).Select(i => Record("many.home.test", ZoneRecordType.Txt, $"{i:00}-{new string('y', 60)}")),
    ];

    private static TestZone embedded = null!;
    private static KnotServer knot = null!;
    private static BindServer bind = null!;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        var lines = Records.Select(record => $"{record.Name}. {(int)record.Ttl.TotalSeconds} {record.Type.ToString().ToUpperInvariant()} {record.Value}").Append("ns A 192.168.1.2");
        var file = LabDnsServer.ZoneFile(Apex, lines);
        var folder = Directory.CreateTempSubdirectory("star-dns-").FullName;
        embedded = await new TestZone().StartAsync(Records);
        knot = await KnotServer.StartAsync(Path.Combine(folder, "knot"), Apex, file);
        bind = await BindServer.StartAsync(Path.Combine(folder, "bind"), Apex, file);
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        await embedded.DisposeAsync();
        await knot.DisposeAsync();
        await bind.DisposeAsync();
    }

    [TestMethod]
    [DataRow("home.test SOA")]
    [DataRow("home.test NS")]
    [DataRow("home.test A")]
    [DataRow("home.test DS")]
    [DataRow("home.test DNSKEY")]
    [DataRow("ns.home.test A")]
    [DataRow($"{Device} A")]
    [DataRow($"{Device} A +tcp")]
    [DataRow($"{Device} A +noedns")]
    [DataRow($"{Device} A +dnssec")]
    [DataRow($"{Device} A +bufsize=100")]
    [DataRow($"{Device} A +cdflag +adflag")]
    [DataRow($"{Device} A +rdflag")]
    [DataRow($"{Device} A +padding=128")]
    [DataRow("13AB-7c34-23BE-DeViCe.HOME.test A")]
    [DataRow($"{Device} AAAA")]
    [DataRow($"{Device} CAA")]
    [DataRow($"{Device} TXT")]
    [DataRow($"{Device} MX")]
    [DataRow($"{Device} SOA")]
    [DataRow($"{Device} NS")]
    [DataRow($"{Device} CNAME")]
    [DataRow($"{Device} TYPE65280")]
    [DataRow($"{Device} HTTPS")]
    [DataRow($"_acme-challenge.{Device} TXT")]
    [DataRow($"_acme-challenge.{Device} A")]
    [DataRow($"x._acme-challenge.{Device} TXT")]
    [DataRow($"nothing.{Device} A")]
    [DataRow("nothing.home.test A")]
    [DataRow("nothing.home.test SOA +tcp")]
    [DataRow("*.home.test A")]
    [DataRow("ent.home.test A")]
    [DataRow("deep.ent.home.test TXT")]
    [DataRow("b.deep.ent.home.test A")]
    [DataRow("a.deep.ent.home.test A")]
    [DataRow("long.home.test TXT")]
    [DataRow("quote.home.test TXT")]
    [DataRow("many.home.test TXT +ignore")]
    [DataRow("many.home.test TXT +ignore +noedns")]
    [DataRow("many.home.test TXT +tcp")]
    [DataRow("many.home.test TXT")]
    [DataRow("""a\.deep.ent.home.test A""")]
    [DataRow("""\200\001.home.test A""")]
    [DataRow("example.org A")]
    [DataRow("xhome.test A")]
    [DataRow("test SOA")]
    [DataRow(". NS")]
    [DataRow("home.test A +edns=1")]
    [DataRow("home.test A -y hmac-sha256:unknown:WomQJ9aRjIfU1yARLjPOY8jUpWbVtpQc3Kl+jVj4Ji8=")]
    public async Task Question_ToAllThree_GetsTheSameAnswer(string question)
    {
        string[] arguments = [.. question.Split(' ')];
        var ours = DigOutput.Essence(await embedded.DigAsync(arguments));
        var knots = DigOutput.Essence(await knot.DigAsync(arguments));
        var binds = DigOutput.Essence(await bind.DigAsync(arguments));
        Assert.AreEqual($"{knots}\n{binds}", $"{ours}\n{ours}");
        Assert.DoesNotStartWith(" ", ours);
    }
}
