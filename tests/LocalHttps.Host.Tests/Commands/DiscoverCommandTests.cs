using System.Text.Json;
using LocalHttps.Host.Commands;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Identity;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Commands;

[TestClass]
public sealed class DiscoverCommandTests : IDisposable
{
    private readonly CommandRun run = new();
    private FakeDevices network = new();

    public DiscoverCommandTests() => run.Services = run.Services with { OpenDevices = (_, _) => network };

    public void Dispose() => run.Dispose();

    [TestMethod]
    public async Task Discover_DevicesOfEveryKind_AreShownAligned()
    {
        var mine = FakeDevices.Device("Küche", "13ab-device.example.com", "verified", FakeDevices.Finding(FindingCodes.Confirmed, ("since", "2026-10-01T08:30:00Z")));
        network.Devices.Add(FakeDevices.Device("プリンタ \u202Egpj.exe\u001b[2J", "p.example.com", "unconfirmed", FakeDevices.Finding(FindingCodes.NotConfirmed)));
        network.Devices.Add(FakeDevices.Device("مطبخ", null, "untrusted", FakeDevices.Finding(FindingCodes.NoPublicName)));
        network.Devices.Add(FakeDevices.Device(
            "Cam",
            "cam.example.com",
            "mismatch",
            FakeDevices.Finding(FindingCodes.NameNotInCertificate, ("cname", "cam.example.com"), ("names", "evil\u001b]0;x"))));
        network.Devices.Add(FakeDevices.Device("New", "new.example.com", "splendid", FakeDevices.Finding("later")));
        network.Devices.Add(mine with
        {
            Trusted = TrustEntries.Named("13ab-device.example.com").ToView(),
            Verdict = mine.Verdict with { Address = "fe80::1%2", Port = 8443, Notes = [FakeDevices.Finding(FindingCodes.LabRoot, ("root", "Lab"))] },
        });

        Assert.AreEqual(ExitCodes.Ok, await run.Run("discover"));
        Assert.AreEqual(
            """
            STATE          DEVICE                 PUBLIC NAME              ADDRESS
            ✔ verified     Küche                  13ab-device.example.com  [fe80::1%2]:8443
            ✘ mismatch     Cam                    cam.example.com          192.168.1.63:443
                           The certificate is not for cam.example.com but for evil�]0;x.
            – splendid     New                    new.example.com          192.168.1.63:443
                           Not verified for a reason this version does not know (later).
            – untrusted    ⁨مطبخ⁩                   –                        192.168.1.63:443
                           The device announces no public name, so there is nothing to check a certificate against.
            ○ unconfirmed  プリンタ �gpj.exe�[2J  p.example.com            192.168.1.63:443
                           Every check passed, but you have not confirmed this device.

            Some certificates stand on a root that was added by hand, not on the system's: Lab.

            If an unconfirmed one is yours: localhttps trust confirm NAME

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.AreEqual("Searching on eth0, wlan0 …\n", run.Error);
        Assert.IsTrue(network.IsDisposed);
    }

    [TestMethod]
    public async Task Discover_OwnDeviceUntrusted_IsMarkedAsBad()
    {
        var stranger = FakeDevices.Device("Cam", "cam.example.com", "untrusted", FakeDevices.Finding(FindingCodes.SelfSigned));
        network.Devices.Add(stranger);
        network.Devices.Add(stranger with { Key = "nas", Cname = "nas.example.com", DeviceName = "NAS", Trusted = TrustEntries.Named("nas.example.com").ToView() });
        Assert.AreEqual(ExitCodes.Ok, await run.Run("discover"));
        Assert.Contains("✘ untrusted  NAS ", run.Output);
        Assert.Contains("– untrusted  Cam ", run.Output);
        Assert.DoesNotContain("trust confirm", run.Output);
    }

    [TestMethod]
    public async Task Discover_Json_IsOneDocumentWithoutControlCharacters()
    {
        network.Devices.Add(FakeDevices.Device("Küche\u202E\u001b🖨", "a.example.com", "unconfirmed", FakeDevices.Finding(FindingCodes.NotConfirmed)));
        Assert.AreEqual(ExitCodes.Ok, await run.Run("discover", "--json"));
        using var document = JsonDocument.Parse(run.Output);
        var device = document.RootElement.GetProperty("devices")[0];
        Assert.AreEqual("Küche\u202E\u001b🖨", device.GetProperty("deviceName").GetString());
        Assert.AreEqual("a.example.com", device.GetProperty("cname").GetString());
        Assert.AreEqual("192.168.1.63", device.GetProperty("addresses")[0].GetString());
        Assert.AreEqual(443, device.GetProperty("port").GetInt32());
        Assert.AreEqual("unconfirmed", device.GetProperty("verdict").GetProperty("state").GetString());
        Assert.AreEqual("not-confirmed", device.GetProperty("verdict").GetProperty("reasons")[0].GetProperty("code").GetString());
        Assert.Contains("\"deviceName\": \"Küche\\u202E\\u001B", run.Output);
    }

    [TestMethod]
    public async Task Discover_NothingFound_SaysWhatToLookAt()
    {
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("discover"));
        Assert.AreEqual("", run.Output);
        Assert.EndsWith("No device announces itself here. Is it on, and on the same network as this computer? To check this computer: localhttps doctor\n", run.Error);
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("discover", "--json"));
        Assert.AreEqual("{\n  \"devices\": []\n}\n", run.Output);
    }

    [TestMethod]
    public async Task Discover_NoNetwork_IsTheComputersMatter()
    {
        network = new FakeDevices { Interfaces = [] };
        Assert.AreEqual(ExitCodes.Environment, await run.Run("discover"));
        Assert.StartsWith("localhttps: There is no network to search: no interface is up that can multicast.\nConnect to the network of the devices, or name an interface", run.Error);
        Assert.IsTrue(network.IsDisposed);
    }

    [TestMethod]
    public async Task Discover_TimeRunsOut_ShowsWhatThereIsAndSaysSo()
    {
        var time = new FakeTimeProvider();
        network = new FakeDevices { NeverSettles = true };
        network.Devices.Add(FakeDevices.Device("A", "a.example.com", "stale", FakeDevices.Finding(FindingCodes.NotCheckedYet)));
        run.Services = run.Services with { Time = time };
        var running = run.Run("discover", "--timeout", "3");
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Yield();
        }
        Assert.AreEqual(ExitCodes.Ok, await running);
        Assert.Contains("– stale  A ", run.Output);
        Assert.EndsWith("Stopped after 3 s; there may be more. To wait longer: --timeout 6\n", run.Error);
    }

    [TestMethod]
    public async Task Discover_Watch_TellsOnlyWhatAPersonCanSee()
    {
        run.Services = run.Services with { Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 16, 14, 5, TimeSpan.Zero)) };
        var device = FakeDevices.Device("A", "a.example.com", "unconfirmed", FakeDevices.Finding(FindingCodes.NotConfirmed));
        var pending = device with { Checking = true, Verdict = device.Verdict with { State = "stale", CheckedAt = null } };
        var red = device with { Verdict = device.Verdict with { State = "mismatch", Reasons = [FakeDevices.Finding(FindingCodes.PinnedKeyNotProved)] } };
        network.Changes.AddRange(
        [
            new(DeviceChange.Added, pending),
            new(DeviceChange.Updated, device),
            new(DeviceChange.Updated, device with { Verdict = device.Verdict with { CheckedAt = FakeDevices.At.AddSeconds(15) } }),
            new(DeviceChange.Updated, red),
            new(DeviceChange.Removed, red),
        ]);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("discover", "--watch"));
        Assert.AreEqual(
            """
            16:14:05 UTC  new      ○ unconfirmed  A  a.example.com  192.168.1.63:443
                                   Every check passed, but you have not confirmed this device.
            16:14:05 UTC  changed  ✘ mismatch  A  a.example.com  192.168.1.63:443
                                   What answers does not have the key of the device you confirmed.
            16:14:05 UTC  gone     ✘ mismatch  A  a.example.com  192.168.1.63:443

            """.ReplaceLineEndings("\n"),
            run.Output);
    }

    [TestMethod]
    public async Task Discover_NothingOfTheChosenTypes_NamesThem()
    {
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("discover", "--type", "_ipp._tcp", "--type", "_http._tcp"));
        Assert.Contains("No device announces itself here as _ipp._tcp or _http._tcp. Is it on,", run.Error);
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("verify", "Lamp", "--type", "_ipp._tcp"));
        Assert.Contains("No device announces itself here as _ipp._tcp. To see", run.Error);
    }

    [TestMethod]
    public async Task Discover_WatchJson_IsADocumentALine()
    {
        var device = FakeDevices.Device("A\n", "a.example.com", "unconfirmed");
        network.Changes.AddRange([new(DeviceChange.Added, device), new DeviceChangeEvent(DeviceChange.Removed, device)]);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("discover", "--watch", "--json"));
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.HasCount(2, lines);
        Assert.AreEqual("removed", JsonDocument.Parse(lines[1]).RootElement.GetProperty("change").GetString());
    }

    [TestMethod]
    public async Task Discover_WatchInterrupted_EndsCleanly()
    {
        network = new FakeDevices { WatchIsEndless = true };
        using var interrupt = new CancellationTokenSource();
        var running = run.Run(interrupt.Token, "discover", "--watch");
        await interrupt.CancelAsync();
        Assert.AreEqual(ExitCodes.Ok, await running);
        Assert.IsTrue(network.IsDisposed);
    }

    [TestMethod]
    public async Task Discover_Interrupted_HasTheShellsExitCode()
    {
        network = new FakeDevices { NeverSettles = true };
        using var interrupt = new CancellationTokenSource();
        var running = run.Run(interrupt.Token, "discover");
        await interrupt.CancelAsync();
        Assert.AreEqual(ExitCodes.Interrupted, await running);
    }

    [TestMethod]
    public async Task Discover_Options_OverrideAndAddToTheConfiguration()
    {
        using var root = Certificates.Make("One", authority: true);
        using var other = Certificates.Make("Two", authority: true);
        run.Write(".config/localhttps/one.pem", root.ExportCertificatePem());
        var two = run.Write("two.pem", other.ExportCertificatePem());
        run.Write(".config/localhttps/config.json", """{"trustRoots":["one.pem"],"interfaces":["eth9"],"serviceTypes":["_ipps._tcp"],"timeoutSeconds":9}""");
        const string loopback = "lo";
        run.Services = run.Services with { Interfaces = () => ["eth9", loopback] };
        Host.Configuration.HostSettings? given = null;
        run.Services = run.Services with { OpenDevices = (settings, _) => Keep(out given, settings) };
        await run.Run("discover", "--trust-root", two, "--interface", loopback, "--type", "_HTTPS._tcp", "--timeout", "4");
        Assert.HasCount(2, given!.LabRoots);
        CollectionAssert.AreEqual(new[] { loopback }, given.InterfaceNames.ToList());
        CollectionAssert.AreEqual(new[] { "_https._tcp" }, given.ServiceTypes.ToList());
        Assert.AreEqual(TimeSpan.FromSeconds(4), given.Timeout);
        await run.Run("discover");
        CollectionAssert.AreEqual(new[] { "eth9" }, given.InterfaceNames.ToList());
        Assert.AreEqual(TimeSpan.FromSeconds(9), given.Timeout);
    }

    [TestMethod]
    [DataRow("--interface nope0", ExitCodes.Usage, "--interface: There is no network interface \"nope0\" on this computer.\nThere are: ")]
    [DataRow("--trust-root /nope.pem", ExitCodes.Usage, "--trust-root: There is no file /nope.pem.\nWrite the path of the root's certificate, in PEM or DER form.\n")]
    [DataRow("--type https", ExitCodes.Usage, "--type: \"https\" is not a service type. Write one such as \"_https._tcp\".")]
    [DataRow("--timeout 0", ExitCodes.Usage, "--timeout: Write a whole number of seconds from 1 to 600.")]
    [DataRow("--timeout soon", ExitCodes.Usage, "--timeout: Write a whole number of seconds from 1 to 600.")]
    public async Task Discover_BadOption_IsRefusedWithWhatToWrite(string option, int code, string expected)
    {
        Assert.AreEqual(code, await run.Run(["discover", .. option.Split(' ')]));
        Assert.StartsWith("localhttps: ", run.Error);
        Assert.Contains(expected, run.Error);
    }

    [TestMethod]
    [DataRow("wlan7", ExitCodes.Environment, "localhttps: ~/.config/localhttps/config.json, line 2, interfaces: There is no network interface \"wlan7\" on this computer.\nThere are: eth0, lo.\n")]
    [DataRow("eth0\", \"wlan7", ExitCodes.Ok, "Note: ~/.config/localhttps/config.json, line 2, interfaces: There is no network interface \"wlan7\" on this computer.\nSearching on eth0, wlan0 …\n")]
    public async Task Discover_ConfiguredInterfaceIsNotThere_IsNamedWithItsPlace(string names, int code, string expected)
    {
        run.Services = run.Services with { Interfaces = () => ["eth0", "lo"] };
        network.Devices.Add(FakeDevices.Device("Lamp", "a.example.com", "unconfirmed"));
        run.Write(".config/localhttps/config.json", $"{{\n  \"interfaces\": [\"{names}\"]\n}}");
        Assert.AreEqual(code, await run.Run("discover"));
        Assert.AreEqual(expected, run.Error);
    }

    [TestMethod]
    public async Task Discover_UnknownRoots_NamesTheWayOnce()
    {
        network.Devices.Add(FakeDevices.Device("One", "a.example.com", "untrusted", FakeDevices.Finding(FindingCodes.UnknownRoot, ("issuer", "My CA"))));
        network.Devices.Add(FakeDevices.Device("Two", "b.example.com", "untrusted", FakeDevices.Finding(FindingCodes.UnknownRoot, ("issuer", "My CA"))));
        await run.Run("discover");
        Assert.EndsWith("trust: My CA.\n\nIf such a root is your own authority's: --trust-root FILE, or for good and for the browsers trustRoots in the configuration.\n", run.Output);
        Assert.HasCount(2, run.Output.Split("If such a root"));
        await run.Run("verify", "b.example.com");
        Assert.Contains("trust: My CA.\n    If such a root is your own authority's: --trust-root FILE", run.Output);
    }

    [TestMethod]
    public async Task Discover_ChosenInterfaceIsDown_IsNamedWithItsPlace()
    {
        run.Services = run.Services with { Interfaces = () => ["eth0", "lo"] };
        network = new FakeDevices { Interfaces = [] };
        Assert.AreEqual(ExitCodes.Environment, await run.Run("discover", "--interface", "eth0"));
        Assert.StartsWith("localhttps: There is no network to search: --interface chooses \"eth0\", and none of these is up with an address.\n", run.Error);
    }

    [TestMethod]
    public async Task Discover_BrokenConfiguration_NamesTheLine()
    {
        run.Write(".config/localhttps/config.json", "{\n  \"timeoutSeconds\": 99\n}");
        Assert.AreEqual(ExitCodes.Environment, await run.Run("discover"));
        Assert.AreEqual("localhttps: ~/.config/localhttps/config.json, line 2, timeoutSeconds: Write a whole number from 1 to 60.\nTo check it once it is mended: localhttps doctor\n", run.Error);
    }

    [TestMethod]
    public async Task Discover_DamagedTrustStore_IsRefusedBeforeAnythingIsSearched()
    {
        using var own = new CommandRun();
        own.Write(".local/share/localhttps/trust.json", "{");
        Assert.AreEqual(ExitCodes.Environment, await own.Run("discover"));
        Assert.AreEqual("", own.Output);
        Assert.StartsWith("localhttps: The trust store ~/.local/share/localhttps/trust.json is damaged; it was left as it is.\n", own.Error);
    }

    [TestMethod]
    public async Task Discover_Defect_IsToldWithoutAStackTrace()
    {
        run.Services = run.Services with { OpenDevices = (_, _) => throw new InvalidOperationException("odd") };
        Assert.AreEqual(ExitCodes.Defect, await run.Run("discover"));
        Assert.AreEqual("localhttps: This is a defect of localhttps: InvalidOperationException: odd\nPlease report this message with the command you gave.\n", run.Error);
    }

    private FakeDevices Keep(out Host.Configuration.HostSettings? given, Host.Configuration.HostSettings settings)
    {
        given = settings;
        return network;
    }
}
