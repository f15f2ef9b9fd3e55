using System.Text.Json;
using LocalHttps.Host.Commands;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Identity;

namespace LocalHttps.Host.Tests.Commands;

[TestClass]
public sealed class VerifyCommandTests : IDisposable
{
    private readonly CommandRun run = new();
    private readonly FakeDevices network = new();

    public VerifyCommandTests() => run.Services = run.Services with { OpenDevices = (_, _) => network };

    public void Dispose() => run.Dispose();

    [TestMethod]
    public async Task Verify_VerifiedDevice_ShowsTheEvidence()
    {
        network.Devices.Add(FakeDevices.Device("Küche", "a.example.com", "verified", FakeDevices.Finding(FindingCodes.Confirmed, ("since", "2026-10-01T08:30:00Z"))));
        Assert.AreEqual(ExitCodes.Ok, await run.Run("verify", "A.example.com."));
        Assert.AreEqual(
            """
            ✔ verified  Küche
              You confirmed this device on 2026-10-01.
              Public name     a.example.com
              Address         192.168.1.63:443
              Announced at    192.168.1.63
              Certificate     from 2026-11-23 04:14 UTC to 2026-11-26 04:14 UTC, issued by Lab CA Ü
              Its names       a.example.com
              Vouched for by  this system's root Root X
              Key (SPKI)      aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
              Leaf            bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
              Checked         2026-11-23 16:14 UTC, counts until 2026-11-23 16:16 UTC

            """.ReplaceLineEndings("\n"),
            run.Output);
        CollectionAssert.AreEqual(new[] { "a.example.com" }, network.Verified);
    }

    [TestMethod]
    [DataRow("unconfirmed")]
    [DataRow("mismatch")]
    [DataRow("splendid")]
    public async Task Verify_AnyOtherState_IsNotVerified(string state)
    {
        network.Devices.Add(FakeDevices.Device("Küche", "a.example.com", state, FakeDevices.Finding(FindingCodes.NotConfirmed)));
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("verify", "küche", "--json"));
        Assert.AreEqual(state, JsonDocument.Parse(run.Output).RootElement.GetProperty("device").GetProperty("verdict").GetProperty("state").GetString());
    }

    [TestMethod]
    public async Task Verify_Unconfirmed_SaysHowToConfirm()
    {
        network.Devices.Add(FakeDevices.Device("Küche", "a.example.com", "unconfirmed", FakeDevices.Finding(FindingCodes.NotConfirmed)));
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("verify", "küche"));
        Assert.StartsWith("○ unconfirmed  Küche\n  Every check passed, but you have not confirmed this device.\n", run.Output);
        Assert.EndsWith("\n\nIf it is yours: localhttps trust confirm a.example.com\n", run.Output);
    }

    [TestMethod]
    public async Task Verify_AddressComesAfterTheName_WaitsForIt()
    {
        await using var slow = new FakeDevices { NeverSettles = true };
        run.Services = run.Services with { OpenDevices = (_, _) => slow };
        var device = FakeDevices.Device("Küche", "a.example.com", "verified", FakeDevices.Finding(FindingCodes.Confirmed, ("since", "2026-10-01T08:30:00Z")));
        slow.Devices.Add(device with { Addresses = [] });
        var looks = 0;
        slow.Looked = () => slow.Devices[0] = ++looks > 2 ? device : slow.Devices[0];
        Assert.AreEqual(ExitCodes.Ok, await run.Run("verify", "a.example.com", "--json"));
        Assert.IsGreaterThan(2, looks);
        Assert.AreEqual(1, JsonDocument.Parse(run.Output).RootElement.GetProperty("device").GetProperty("addresses").GetArrayLength());
    }

    [TestMethod]
    public async Task Verify_AGuestAnnouncesTheTrustedNameFirst_WaitsForTheDevice()
    {
        await using var slow = new FakeDevices { NeverSettles = true };
        run.Services = run.Services with { OpenDevices = (_, _) => slow };
        var device = FakeDevices.Device("Küche", "a.example.com", "verified", FakeDevices.Finding(FindingCodes.Confirmed, ("since", "2026-10-01T08:30:00Z")));
        device = device with { Trusted = TrustEntries.Named("a.example.com", "Küche").ToView() };
        slow.Devices.Add(device with { Verdict = device.Verdict with { State = "unreachable", Reasons = [FakeDevices.Finding(FindingCodes.Refused)] } });
        var looks = 0;
        slow.Looked = () => slow.Devices[0] = ++looks > 2 ? device : slow.Devices[0];
        Assert.AreEqual(ExitCodes.Ok, await run.Run("verify", "a.example.com", "--json"));
        Assert.IsGreaterThan(2, looks);
    }

    [TestMethod]
    public async Task Verify_TrustedDeviceIsOff_EndsWhenTheNetworkHasAnswered()
    {
        var device = FakeDevices.Device("Küche", "a.example.com", "unreachable", FakeDevices.Finding(FindingCodes.Refused));
        network.Devices.Add(device with { Trusted = TrustEntries.Named("a.example.com", "Küche").ToView() });
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("verify", "a.example.com"));
        CollectionAssert.AreEqual(new[] { "a.example.com" }, network.Verified);
    }

    [TestMethod]
    public async Task Verify_NameOfSeveral_ListsThem()
    {
        network.Devices.Add(FakeDevices.Device("Kamera", "a.example.com", "unconfirmed"));
        network.Devices.Add(FakeDevices.Device("Kamera", "b.example.com", "unconfirmed"));
        Assert.AreEqual(ExitCodes.Usage, await run.Run("verify", "Kamera"));
        Assert.EndsWith(
            "localhttps: 2 devices are called \"Kamera\".\nWrite the public name of the one you mean:\n  a.example.com  192.168.1.63:443\n  b.example.com  192.168.1.63:443\n",
            run.Error);
        Assert.IsEmpty(network.Verified);
    }

    [TestMethod]
    public async Task Verify_PublicNameAsADeviceName_DoesNotMislead()
    {
        // A stranger calls itself by the public name of another device.
        network.Devices.Add(FakeDevices.Device("a.example.com", "evil.example.net", "unconfirmed"));
        network.Devices.Add(FakeDevices.Device("Kamera", "a.example.com", "unconfirmed"));
        await run.Run("verify", "a.example.com");
        CollectionAssert.AreEqual(new[] { "a.example.com" }, network.Verified);
    }

    [TestMethod]
    public async Task Verify_WhatAStrangerAnnouncesAsMyDevice_IsNotMyDevice()
    {
        // Anybody may announce "Printer" with the public name of a device that is trusted as "NAS".
        var mine = FakeDevices.Device("NAS", "nas-1.example.com", "verified", FakeDevices.Finding(FindingCodes.Confirmed, ("since", "2026-10-01T08:30:00Z")));
        network.Devices.Add(mine with { AdvertisedName = "Printer", Trusted = TrustEntries.Named("nas-1.example.com", "NAS").ToView() });
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("verify", "Printer"));
        Assert.EndsWith(
            "localhttps: No device is called \"Printer\" here; a device of yours that you call otherwise is announced under that name.\nYou call it \"NAS\": localhttps verify NAS\n",
            run.Error);

        network.Devices.Add(FakeDevices.Device("Printer", "p.example.com", "unconfirmed"));
        Assert.AreEqual(ExitCodes.Usage, await run.Run("verify", "Printer"));
        Assert.EndsWith(
            "2 devices are called or announced as \"Printer\".\nWrite the public name of the one you mean:\n  p.example.com  192.168.1.63:443\n  nas-1.example.com  192.168.1.63:443  you call it \"NAS\"\n",
            run.Error);
        Assert.IsEmpty(network.Verified);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("verify", "nas"));
        CollectionAssert.AreEqual(new[] { "nas-1.example.com" }, network.Verified);
    }

    [TestMethod]
    [DataRow("a.example.com")]
    [DataRow("Printer")]
    public async Task Verify_GuestAnnouncesMyDeviceUnderAnotherName_DoesNotHideWhatIMean(string wanted)
    {
        var mine = FakeDevices.Device("NAS", "a.example.com", "verified", FakeDevices.Finding(FindingCodes.Confirmed)) with { Trusted = TrustEntries.Named("a.example.com", "NAS").ToView() };
        network.Devices.Add(mine with { AdvertisedName = wanted });
        network.Devices.Add(mine with { Key = "p", Cname = "p.example.com", DeviceName = "Printer" });
        Assert.AreEqual(ExitCodes.Ok, await run.Run("verify", wanted));
        CollectionAssert.AreEqual(new[] { wanted == "Printer" ? "p" : "a.example.com" }, network.Verified);
    }

    [TestMethod]
    [DataRow("Heiz ung", "\"Heiz ung\"")]
    [DataRow("$(reboot)", "a.example.com")]
    [DataRow("-x", "a.example.com")]
    public async Task Verify_SuggestedName_IsSafeInAShell(string given, string written)
    {
        var mine = FakeDevices.Device(given, "a.example.com", "verified", FakeDevices.Finding(FindingCodes.Confirmed)) with { Trusted = TrustEntries.Named("a.example.com", given).ToView() };
        network.Devices.Add(mine with { AdvertisedName = "IoTD-1000A" });
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("verify", "IoTD-1000A"));
        Assert.EndsWith($": localhttps verify {written}\n", run.Error);
    }

    [TestMethod]
    public async Task Verify_Refused_SaysWhatToDoAboutEachReason()
    {
        network.Devices.Add(FakeDevices.Device("Küche", "a.example.com", "expired", FakeDevices.Finding(FindingCodes.CertificateExpired, ("notAfter", "2026-10-01T08:30:00Z")), FakeDevices.Finding(FindingCodes.ClockMayBeWrong)));
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("verify", "küche"));
        Assert.Contains(
            "  The certificate ended on 2026-10-01 08:30 UTC.\n    Do not sign in until it is renewed. See that the device reaches the internet, then check again.\n"
            + "  The clock of this computer may be wrong.\n    Set the clock, then check again.\n",
            run.Output);
    }

    [TestMethod]
    public async Task Verify_WithOptions_SuggestsCommandsWithThem()
    {
        network.Devices.Add(FakeDevices.Device("Küche", "a.example.com", "unconfirmed", FakeDevices.Finding(FindingCodes.NotConfirmed)));
        run.Services = run.Services with { Interfaces = () => ["lo"] };
        Assert.AreEqual(ExitCodes.NotVerified, await run.Run("verify", "küche", "--interface", "lo", "--type", "_https._tcp"));
        Assert.EndsWith("\n\nIf it is yours: localhttps trust confirm a.example.com --interface lo --type _https._tcp\n", run.Output);
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("verify", "x", "--interface", "lo"));
        Assert.EndsWith("To see them: localhttps discover --interface lo\n", run.Error);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("discover", "--interface", "lo"));
        Assert.EndsWith("If an unconfirmed one is yours: localhttps trust confirm NAME --interface lo\n", run.Output);
    }

    [TestMethod]
    public async Task Verify_UnknownName_NamesThoseThatAreThere()
    {
        network.Devices.Add(FakeDevices.Device("Kamera", "a.example.com", "unconfirmed"));
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("verify", "Camera"));
        Assert.EndsWith("localhttps: No device \"Camera\" was found on eth0, wlan0.\nThere are: \"Kamera\". To see them: localhttps discover\n", run.Error);
    }

    [TestMethod]
    public async Task Verify_CannotGoOn_WritesOneErrorDocument()
    {
        network.Devices.Add(FakeDevices.Device("Kamera", "a.example.com", "unconfirmed"));
        network.Devices.Add(FakeDevices.Device("Kamera", "b.example.com", "unconfirmed"));
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("verify", "nosuch", "--json"));
        Assert.AreEqual(
            """{"error":{"code":"not-found","message":"No device \"nosuch\" was found on eth0, wlan0.","remedy":"There are: \"Kamera\", \"Kamera\". To see them: localhttps discover"}}""" + "\n",
            run.Output.Replace("\\u0022", "\\\"", StringComparison.Ordinal));
        Assert.AreEqual(ExitCodes.Usage, await run.Run("verify", "kamera", "--json"));
        Assert.AreEqual("ambiguous-name", Code());
        Assert.AreEqual(ExitCodes.Usage, await run.Run("verify", "--json"));
        Assert.AreEqual("usage", Code());
        run.Write(".config/localhttps/config.json", "{");
        Assert.AreEqual(ExitCodes.Environment, await run.Run("verify", "kamera", "--json"));
        Assert.AreEqual("invalid-configuration", Code());
        Assert.AreEqual(ExitCodes.Environment, await run.Run("discover", "--watch", "--json"));
        Assert.AreEqual("invalid-configuration", Code());
        run.Write(".local/share/localhttps/trust.json", "{");
        Assert.AreEqual(ExitCodes.Environment, await run.Run("trust", "list", "--json"));
        Assert.AreEqual("trust-store-corrupt", Code());

        string Code() => JsonDocument.Parse(run.Output).RootElement.GetProperty("error").GetProperty("code").GetString()!;
    }

    [TestMethod]
    public async Task Verify_Interrupted_WritesAnErrorDocument()
    {
        await using var slow = new FakeDevices { NeverSettles = true };
        run.Services = run.Services with { OpenDevices = (_, _) => slow };
        Assert.AreEqual(ExitCodes.Interrupted, await run.Run(new CancellationToken(canceled: true), "verify", "x", "--json"));
        Assert.AreEqual("""{"error":{"code":"interrupted","message":"The command was interrupted.","remedy":null}}""" + "\n", run.Output);
    }

    [TestMethod]
    public async Task Verify_OwnDeviceNotAnnounced_SaysSo()
    {
        var device = FakeDevices.Device("Kamera", "a.example.com", "stale", FakeDevices.Finding(FindingCodes.NotAnnounced));
        network.Devices.Add(device with { LastSeen = null });
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("verify", "a.example.com"));
        Assert.EndsWith("localhttps: Your device \"Kamera\" is not announced on eth0, wlan0 now.\nSwitch it on and connect this computer to its network.\n", run.Error);
    }
}
