using LocalHttps.Acme;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream.Remote;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalHttps.Star.Tests.Upstream;

[TestClass]
public sealed class RemoteCaOpenerTests : IDisposable
{
    private static readonly UpstreamServer Server = new() { Directory = new Uri("https://ca.test/directory") };
    private readonly Scratch scratch = new();

    [TestMethod]
    public void Settings_Good_MakeTheUpstreamTheyName()
    {
        var enrolled = Server with { EnrolmentFile = scratch.Write("enrolment", $"kid.with.dots.{StrictBase64Url.Encode(new byte[32])}\n") };

        using var acme = Open(new UpstreamSettings.Acme(enrolled));
        using var star = Open(new UpstreamSettings.Star(Server));

        Assert.IsInstanceOfType<AcmeCa>(acme);
        Assert.IsInstanceOfType<StarCa>(star);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("kid")]
    [DataRow("kid.")]
    [DataRow("kid.AAAA")]
    [DataRow("kid.****************************")]
    [DataRow("two lines.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nmore")]
    public void Enrolment_OfAnotherForm_IsRefusedByName(string text) =>
        Refused("upstream-enrolment", Server with { EnrolmentFile = scratch.Write("enrolment", text) });

    [TestMethod]
    public void Enrolment_Missing_IsRefusedByName() => Refused("upstream-enrolment", Server with { EnrolmentFile = scratch.At("none") });

    [TestMethod]
    [DataRow("")]
    [DataRow("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void Root_ThatIsNone_IsRefusedByName(string text) => Refused("upstream-root", Server with { RootFile = scratch.Write("root.pem", text) });

    public void Dispose() => scratch.Dispose();

    private static void Refused(string setting, UpstreamServer server) =>
        Assert.StartsWith($"{setting}: ", Assert.ThrowsExactly<ConfigurationException>(() => Open(new UpstreamSettings.Acme(server))).Faults.Single());

    private static RemoteCa Open(UpstreamSettings settings) => RemoteCaOpener.Open(
        settings, new AutoRenewalCapability { MinLifetime = 1, MaxDuration = 2 }, new MemoryStore(), new MemoryZone(), TimeProvider.System, NullLoggerFactory.Instance);
}
