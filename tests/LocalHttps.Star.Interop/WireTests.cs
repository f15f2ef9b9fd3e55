using System.Net;
using LocalHttps.Acme;
using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>One instance as STAR CA behind another as proxy; the wire between device and proxy and between proxy and CA is held against files.</summary>
[TestClass]
public sealed class WireTests
{
    private const string CaZone = "lan.test";
    private const string Zone = $"home.{CaZone}";
    private const int Inside = 14001;

    private static bool IsToBeWritten => Environment.GetEnvironmentVariable("LOCALHTTPS_WRITE_VECTORS") is not null;

    [TestMethod]
    public async Task Delegation_OverAStarCa_LooksAsRecorded()
    {
        var folder = StarLab.NewFolder("wire");
        await using var knot = await KnotServer.StartAsync(Path.Combine(folder, "knot"), Zone, LabDnsServer.ZoneFile(Zone, "ns A 127.0.0.1"), parent: "test");
        await using var ca = await Server.StartAsync(Path.Combine(folder, "ca"), $"ca.{CaZone}", new(StringComparer.Ordinal)
        {
            ["zone"] = CaZone,
            ["dns"] = $"{StarLab.Loopback.NextAddress()}:53",
            ["ordinary-zone"] = Zone,
            ["resolver"] = knot.EndPoint.ToString(),
            ["min-lifetime"] = "10s",
        });
        var enrolment = Path.Combine(folder, "enrolment");
        var account = await ca.Star.AddAccountAsync();
        await File.WriteAllTextAsync(enrolment, $"{account.KeyId}.{account.MacKey}\n");
        File.SetUnixFileMode(enrolment, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using var proxy = await Server.StartAsync(Path.Combine(folder, "proxy"), $"ido.{Zone}", new(StringComparer.Ordinal)
        {
            ["zone"] = Zone,
            ["dns-update"] = knot.EndPoint.ToString(),
            ["dns-update-key"] = knot.KeyFile,
            ["upstream"] = "star",
            ["upstream-directory"] = $"https://ca.{CaZone}:{Server.Port}/directory",
            ["upstream-root"] = ca.RootFile,
            ["upstream-enrolment"] = enrolment,
        });

        await RunAsync(folder, ca, proxy, "star", isFirst: true, RunSeriesAsync);
        await RunAsync(folder, ca, proxy, "plain", isFirst: false, RunPlainAsync);
    }

    private static async Task RunAsync(string folder, Server ca, Server proxy, string name, bool isFirst, Func<Ndc, Task> flow)
    {
        // The proxy may make itself known to the CA before anybody orders: that belongs to the first flow.
        var (there, behind) = (proxy.Front.Exchanges.Count, isFirst ? 0 : ca.Front.Exchanges.Count);
        var (cname, binding, _) = await proxy.Star.AddDeviceAsync("IoTD-1000A");
        using var device = new Ndc(new Uri($"https://ido.{Zone}:{Server.Port}/directory"), () => Ndc.Connect(Trusted(folder, ca, proxy)), cname, binding);

        await flow(device);

        Compare($"{name}-ndc", proxy.Front.Exchanges.Skip(there));
        Compare($"{name}-ca", ca.Front.Exchanges.Skip(behind));
    }

    // RFC 9115 §2.3.2, RFC 8739 §3.1.2.
    private static async Task RunSeriesAsync(Ndc device)
    {
        var order = await device.EnrolAsync(TimeSpan.FromSeconds(60), TimeSpan.FromDays(1));
        Assert.AreEqual($"ca.{CaZone}", order.Value.StarCertificate!.Host);
        var certificate = await device.Client.FetchAsync(order.Value.StarCertificate, CancellationToken.None);
        CollectionAssert.AreEqual((string[])[device.Name], Pem.Names(certificate.ChainPem));
        await device.Client.CancelAsync(order.Url, CancellationToken.None);
        // The proxy tells the CA in its own time.
        await Poll.UntilAsync(async () => await IsCanceledAsync(device, order.Value.StarCertificate), "the CA has heard of it", Ndc.Limit);
    }

    // RFC 9115 §2.3.3.
    private static async Task RunPlainAsync(Ndc device)
    {
        await device.RegisterAsync();
        var wanted = new OrderRequest { Identifiers = [new(AcmeIdentifier.Dns, device.Name)], Delegation = (await device.DelegationAsync()).OriginalString, AllowCertificateGet = true };
        var order = await device.Client.NewOrderAsync(wanted, CancellationToken.None);
        await device.Client.FinalizeAsync(order, device.Csr(), CancellationToken.None);
        order = await device.Client.WaitForOrderAsync(order.Url, ["processing"], Ndc.Limit, CancellationToken.None);
        Assert.AreEqual($"ca.{CaZone}", order.Value.Certificate!.Host);
        var certificate = await device.Client.FetchAsync(order.Value.Certificate, CancellationToken.None);
        CollectionAssert.AreEqual((string[])[device.Name], Pem.Names(certificate.ChainPem));
        await device.Client.RevokeAsync(certificate.Chain[0], 4, certificateKey: null, CancellationToken.None);
    }

    private static async Task<bool> IsCanceledAsync(Ndc device, Uri url)
    {
        try
        {
            _ = await device.Client.FetchAsync(url, CancellationToken.None);
            return false;
        }
        catch (AcmeClientException problem) when (problem.Is("autoRenewalCanceled"))
        {
            return true;
        }
    }

    private static string Trusted(string folder, params Server[] servers)
    {
        var file = Path.Combine(folder, "roots.pem");
        File.WriteAllText(file, string.Join('\n', servers.Select(server => File.ReadAllText(server.RootFile))));
        return file;
    }

    private static void Compare(string name, IEnumerable<Exchange> exchanges)
    {
        var file = Path.Combine(StarLab.Root, "tests", "vectors", "star", $"{name}.json");
        var seen = new WireMask().Write(exchanges);
        if (IsToBeWritten)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, seen);
            return;
        }
        var own = Path.Combine(StarLab.Loopback.Folder, $"{name}.json");
        File.WriteAllText(own, seen);
        var told = $"The wire has changed: compare {own} with {file}; where it is meant so, run this test once with LOCALHTTPS_WRITE_VECTORS=1.";
        foreach (var (line, expected, got) in File.ReadLines(file).Zip(seen.Split('\n')).Select((pair, index) => (index + 1, pair.First, pair.Second)))
            Assert.AreEqual(expected, got, $"Line {line}. {told}");
        Assert.HasCount(File.ReadAllText(file).Split('\n').Length, seen.Split('\n'), told);
    }

    /// <summary>An instance with TLS ended in front of it.</summary>
    private sealed record Server(StarProcess Star, RecordingFront Front, string RootFile) : IAsyncDisposable
    {
        public const int Port = 14000;

        public static async Task<Server> StartAsync(string folder, string host, Dictionary<string, string> settings)
        {
            Directory.CreateDirectory(folder);
            settings["plain-http"] = "";
            settings["limit-address"] = "0";
            var (outside, inside) = (StarLab.Loopback.NextAddress(), StarLab.Loopback.NextAddress());
            StarLab.Loopback.AddHost(host, outside);
            var rootFile = PebbleTests.ServerCertificate(folder, host);
            var target = new IPEndPoint(IPAddress.Parse(inside), Inside);
            var star = new StarProcess(StarLab.Program, folder, new Uri($"https://{host}:{Port}"), target, settings);
            await star.StartAsync();
            return new(star, await RecordingFront.StartAsync(new IPEndPoint(IPAddress.Parse(outside), Port), folder, target), rootFile);
        }

        public async ValueTask DisposeAsync()
        {
            await Front.DisposeAsync();
            await Star.DisposeAsync();
        }
    }
}
