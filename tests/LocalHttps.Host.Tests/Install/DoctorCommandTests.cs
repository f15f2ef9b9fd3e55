using System.Text.Json;
using LocalHttps.Host.Commands;
using LocalHttps.Host.Install;
using LocalHttps.Host.Tests.Support;

namespace LocalHttps.Host.Tests.Install;

[TestClass]
[OSCondition(OperatingSystems.Linux)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DoctorCommandTests : IDisposable
{
    private const string Trusted = "{\"type\":\"trusted\",\"id\":2,\"entries\":[]}";
    private const string Welcome = "{\"type\":\"welcome\",\"id\":1,\"version\":\"0.1.0\",\"protocol\":1,\"capabilities\":[]}";

    // Notes how it was started, answers hello, and ends with its input.
    private static readonly string Good = $"""
        #!/bin/sh
        printf '%s\n' "$PWD" "$@" > "$0.seen"
        {Print(Welcome)}
        {Print(Trusted)}
        cat > /dev/null
        """;

    private readonly CommandRun run = new();

    public void Dispose() => run.Dispose();

    [TestMethod]
    public async Task Doctor_RegisteredHostAnswers_PassesAndWasStartedAsTheBrowserDoes()
    {
        var firefox = Register("firefox", Good);
        var chromium = Register("chromium", Good);
        var checks = await Checks();
        foreach (var browser in new[] { "firefox", "chromium" })
        {
            CollectionAssert.AreEqual(
                new[] { "manifest: Pass", "program: Pass", "launch: Pass" },
                checks.Where(check => check.Browser == browser).Select(check => $"{check.Id}: {check.Status}").ToList());
        }
        Assert.AreEqual(
            $"{Path.GetDirectoryName(firefox)}\n{run.At(".mozilla/native-messaging-hosts/org.localhttps.host.json")}\nextension@localhttps.org\n",
            await File.ReadAllTextAsync(firefox + ".seen"));
        Assert.AreEqual($"{Path.GetDirectoryName(chromium)}\nchrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/\n", await File.ReadAllTextAsync(chromium + ".seen"));
    }

    [TestMethod]
    [DynamicData(nameof(Misbehaviours))]
    public async Task Doctor_HostMisbehaves_SaysHow(string body, string expected)
    {
        Register("firefox", $"#!/bin/sh\necho boom >&2\n{body}\ncat > /dev/null\n");
        var check = (await Checks()).Single(check => check is { Browser: "firefox", Id: "launch" });
        Assert.AreEqual(CheckStatus.Fail, check.Status);
        Assert.Contains(expected, check.Text);
        Assert.IsNotNull(check.Remedy);
    }

    public static IEnumerable<(string Script, string Expected)> Misbehaviours =>
    [
        ("head -c 4 > /dev/null; exit 3", "It ended without an answer. It said: boom"),
        ("printf 'Hello, world, this is no frame'", "It wrote something that is not a native messaging frame; a browser would close the connection."),
        (Print("{}"), "Its answer is not a message of this protocol."),
        (Print("{\"type\":\"done\",\"id\":1}"), "It answered something else than a welcome."),
        (Print("{\"type\":\"error\",\"id\":1,\"code\":\"host-too-old\",\"message\":\"Too old.\",\"parameters\":{}}"), "It refused: Too old. (host-too-old)"),
        ($"{Print(Welcome)}; {Print(Trusted)}; cat > /dev/null; printf 'x'", "It wrote more than the answer, which makes browsers close the connection."),
        ("head -c 30 > /dev/null; " + Print(Welcome) + "; exit", "it greets, but answers requests with an error: It ended after its greeting."),
        (Print(Welcome) + "; " + Print("{}"), "it greets, but answers requests with an error: Its second answer is not a message of this protocol."),
        (
            Print(Welcome) + "; " + Print("{\"type\":\"error\",\"id\":2,\"code\":\"invalid-configuration\",\"message\":\"Line 2.\",\"parameters\":{}}"),
            "it greets, but answers requests with an error: Line 2. (invalid-configuration)"),
    ];

    [TestMethod]
    public async Task Hello_HostIsSilent_IsGivenUpInBoundedTime()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var hello = HostLaunch.HelloAsync("/bin/sleep", ["60"], time, CancellationToken.None);
        time.Advance(HostLaunch.Limit);
        Assert.AreEqual("It did not answer within 5 seconds.", (await hello).Problem);
    }

    [TestMethod]
    public async Task Hello_ProgramOfAnotherKind_IsTold()
    {
        var result = await HostLaunch.HelloAsync(run.Write("text", "text"), [], TimeProvider.System, CancellationToken.None);
        Assert.StartsWith("It cannot be started: ", result.Problem);
    }

    [TestMethod]
    public async Task Doctor_OtherVersionAnswers_Warns()
    {
        Register("firefox", Good.Replace("0.1.0", "0.0.9", StringComparison.Ordinal));
        var check = (await Checks()).Single(check => check is { Browser: "firefox", Id: "launch" });
        Assert.AreEqual(CheckStatus.Warn, check.Status);
        Assert.AreEqual("It answers, but is version 0.0.9; this is 0.1.0.", check.Text);
    }

    [TestMethod]
    public async Task Doctor_NothingRegistered_FailsWithTheCommandToRun()
    {
        Directory.CreateDirectory(run.At(".mozilla/firefox"));
        Assert.AreEqual(ExitCodes.Environment, await run.Run("doctor"));
        Assert.Contains("WARN  Firefox is used here, but this program is not registered with it.\n      Run: localhttps install --browser firefox\n", run.Output);
        Assert.Contains("FAIL  No browser of this user knows this program.\n      Run: localhttps install\n", run.Output);
        Assert.Contains("SKIP  11 known browsers are not used by this user. To list them: localhttps doctor --all\n", run.Output);
        await run.Run("doctor", "--all");
        Assert.Contains("SKIP  Not used by this user: chrome, ", run.Output);
    }

    [TestMethod]
    public async Task Doctor_ProgramGone_SaysSo()
    {
        File.Delete(Register("firefox", Good));
        var check = (await Checks()).Single(check => check is { Browser: "firefox", Id: "program" });
        Assert.AreEqual(CheckStatus.Fail, check.Status);
        Assert.EndsWith("which is not there.", check.Text);
    }

    [TestMethod]
    public async Task Doctor_ProgramMayNotBeStarted_SaysHowToMendIt()
    {
        var program = Register("firefox", Good);
        File.SetUnixFileMode(program, UnixFileMode.UserRead);
        var check = (await Checks()).Single(check => check is { Browser: "firefox", Id: "program" });
        Assert.AreEqual(CheckStatus.Fail, check.Status);
        Assert.AreEqual($"Run: chmod u+x '{program}'", check.Remedy);
    }

    [TestMethod]
    [DataRow("{", "It is not a manifest in JSON (line 1).")]
    [DataRow("{\"name\":\"other\",\"description\":\"d\",\"type\":\"stdio\",\"path\":\"/x\",\"allowed_origins\":[]}", "Its name is \"other\", not \"org.localhttps.host\".")]
    [DataRow("{\"name\":\"org.localhttps.host\",\"description\":\"d\",\"type\":\"pipe\",\"path\":\"/x\",\"allowed_origins\":[]}", "Its type is not \"stdio\".")]
    [DataRow("{\"name\":\"org.localhttps.host\",\"description\":\"d\",\"type\":\"stdio\",\"allowed_origins\":[]}", "It names no program (path).")]
    [DataRow("{\"name\":\"org.localhttps.host\",\"description\":\"d\",\"type\":\"stdio\",\"path\":\"/x\",\"allowed_extensions\":[\"a@b\"]}", "It allows no extension (allowed_origins).")]
    [DataRow("{\"name\":\"org.localhttps.host\",\"description\":\"d\",\"type\":\"stdio\",\"path\":\"/x\",\"allowed_origins\":[\"chrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/\",\"chrome-extension://x/\"]}", "\"chrome-extension://x/\" is not the origin of an extension, so Chromium refuses the whole file.")]
    public async Task Doctor_ManifestTheBrowserRefuses_SaysWhy(string manifest, string expected)
    {
        run.Write(".config/chromium/NativeMessagingHosts/org.localhttps.host.json", manifest);
        var check = (await Checks()).Single(check => check.Browser == "chromium");
        Assert.AreEqual(CheckStatus.Fail, check.Status);
        Assert.EndsWith(expected, check.Text);
        Assert.AreEqual("Run: localhttps install --browser chromium --replace", check.Remedy);
    }

    [TestMethod]
    public async Task Doctor_BrokenConfigurationAndTrustStore_FailWithPlaceAndRemedy()
    {
        run.Write(".config/localhttps/config.json", "{\n\"interface\": []}");
        run.Write(".local/share/localhttps/trust.json", "{\"version\":2}");
        Assert.AreEqual(ExitCodes.Environment, await run.Run("doctor"));
        Assert.Contains("FAIL  ~/.config/localhttps/config.json, line 2, interface: There is no such key. Write \"interfaces\" instead.\n", run.Output);
        Assert.Contains("FAIL  The trust store ~/.local/share/localhttps/trust.json was written by a newer version; it was left as it is.\n      Use the newer version", run.Output);
    }

    [TestMethod]
    public async Task Doctor_ConfigurationIsALinkToNothing_Fails()
    {
        File.CreateSymbolicLink(run.Write(".config/localhttps/other", "")[..^"other".Length] + "config.json", "/nowhere/config.json");
        var check = (await Checks()).Single(check => check.Id == "configuration");
        Assert.AreEqual(CheckStatus.Fail, check.Status);
        Assert.EndsWith("It is a link to /nowhere/config.json, where nothing is. Put the file there, or remove the link.", check.Text);
    }

    [TestMethod]
    [DataRow("snap/bin/chromium")]
    [DataRow("var/lib/snapd/snap/bin/chromium")]
    [DataRow("home/snap/chromium/current")]
    public void SnapChromium_Present_IsTold(string file)
    {
        using var root = new TemporaryFolder();
        var places = LocalHttps.Host.Configuration.UserPlaces.From(LocalHttps.Host.Configuration.HostPlatform.Linux, _ => null, root.At("home"));
        Assert.IsNull(ComputerChecks.SnapChromium(places, root.Path));
        root.Write(file, "");
        var check = ComputerChecks.SnapChromium(places, root.Path)!;
        Assert.AreEqual(CheckStatus.Warn, check.Status);
        Assert.StartsWith("Chromium from Snap is here (", check.Text);
    }

    [TestMethod]
    public async Task Doctor_UserOfChromiumFromSnap_IsWarned()
    {
        Directory.CreateDirectory(run.At("snap/chromium"));
        Assert.AreEqual(CheckStatus.Warn, (await Checks()).Single(check => check.Id == "snap").Status);
    }

    [TestMethod]
    public async Task Doctor_ExpiredRoot_Warns()
    {
        using var root = Certificates.Make("Old lab", authority: true);
        run.Write(".config/localhttps/root.pem", root.ExportCertificatePem());
        run.Write(".config/localhttps/config.json", "{\"trustRoots\": [\"root.pem\"]}");
        run.Services = run.Services with { Time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero)) };
        var check = (await Checks()).Single(check => check.Id == "configuration");
        Assert.AreEqual(CheckStatus.Warn, check.Status);
        Assert.EndsWith("the root CN=Old lab has expired.", check.Text);
    }

    [TestMethod]
    [DataRow("", "", "eth0,lo", CheckStatus.Fail, "There is no network to search: no interface is up that can multicast.")]
    [DataRow("wlan7", "", "lo", CheckStatus.Fail, "/c, line 2, interfaces: There is no network interface \"wlan7\" on this computer.")]
    [DataRow("eth0", "", "eth0,lo", CheckStatus.Fail, "There is no network to search: /c, line 2, interfaces chooses \"eth0\", and none of these is up with an address.")]
    [DataRow("eth0,wlan7", "eth0", "eth0,lo", CheckStatus.Warn, "/c, line 2, interfaces: There is no network interface \"wlan7\" on this computer. Devices are searched on eth0.")]
    [DataRow("", "eth0", "eth0,lo", CheckStatus.Pass, "Devices are searched on eth0.")]
    public void Interfaces_Present_AreJudged(string wanted, string searched, string present, CheckStatus status, string text)
    {
        string[] Words(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var check = ComputerChecks.Interfaces(new() { InterfaceNames = Words(wanted), InterfacesSetBy = "/c, line 2, interfaces" }, Words(searched), Words(present));
        Assert.AreEqual((status, text), (check.Status, check.Text));
    }

    private static string Print(string message) => $"printf '\\{Convert.ToString(message.Length, 8)}\\0\\0\\0%s' '{message}'";

    private string Register(string browser, string script)
    {
        var manifest = browser == "firefox" ? ".mozilla/native-messaging-hosts" : ".config/chromium/NativeMessagingHosts";
        var program = run.Write($"programs {browser}/localhttps", script.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var family = browser == "firefox" ? BrowserFamily.Firefox : BrowserFamily.Chromium;
        var id = browser == "firefox" ? "extension@localhttps.org" : "hnhbefcfgapkjgignhdplgimgdbmbkci";
        run.Write($"{manifest}/org.localhttps.host.json", new HostManifest { Executable = program, Family = family, ExtensionIds = [id] }.Format());
        return program;
    }

    private async Task<IReadOnlyList<Check>> Checks()
    {
        await run.Run("doctor", "--json");
        return JsonSerializer.Deserialize(run.Output.Replace("~", run.Home, StringComparison.Ordinal), CommandJson.Indented.DoctorReport)!.Checks;
    }
}
