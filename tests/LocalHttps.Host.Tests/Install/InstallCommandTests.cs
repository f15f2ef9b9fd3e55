using LocalHttps.Host.Commands;
using LocalHttps.Host.Configuration;
using LocalHttps.Host.Interop;
using LocalHttps.Host.Tests.Support;

namespace LocalHttps.Host.Tests.Install;

[TestClass]
public sealed class InstallCommandTests : IDisposable
{
    private const string Chromium = ".config/chromium/NativeMessagingHosts/org.localhttps.host.json";
    private const string Firefox = ".mozilla/native-messaging-hosts/org.localhttps.host.json";

    private readonly CommandRun run = new();

    public void Dispose() => run.Dispose();

    [TestMethod]
    public async Task Install_AllInUse_WritesTheirManifestsOnly()
    {
        Directory.CreateDirectory(run.At(".config/chromium"));
        Directory.CreateDirectory(run.At(".mozilla/firefox"));
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install"));
        Assert.AreEqual(
            """
            DONE     BROWSER   FILE
            written  Chromium  ~/.config/chromium/NativeMessagingHosts/org.localhttps.host.json
            written  Firefox   ~/.mozilla/native-messaging-hosts/org.localhttps.host.json
            10 known browsers are not used by this user. For one of them: localhttps install --browser NAME (names: localhttps install --help)

            Keep this program where it is, and run install again when you move it. To check everything: localhttps doctor

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.AreEqual(
            $$"""
            {
              "name": "org.localhttps.host",
              "description": "LocalHttps: finds and checks HTTPS devices of the local network",
              "path": "{{run.Executable}}",
              "type": "stdio",
              "allowed_origins": [
                "chrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/"
              ]
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(run.At(Chromium)));
        Assert.Contains("\"allowed_extensions\": [\n    \"extension@localhttps.org\"\n  ]", File.ReadAllText(run.At(Firefox)));
        Assert.IsFalse(Directory.Exists(run.At(".config/vivaldi")));
        CollectionAssert.AreEqual(new[] { run.At(Chromium) }, Directory.GetFiles(Path.GetDirectoryName(run.At(Chromium))!));
    }

    [TestMethod]
    public async Task Install_Twice_ChangesNothing()
    {
        await run.Run("install", "--browser", "firefox");
        File.SetLastWriteTimeUtc(run.At(Firefox), DateTime.UnixEpoch);
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--browser", "firefox"));
        Assert.Contains("unchanged  Firefox", run.Output);
        Assert.AreEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(run.At(Firefox)));
    }

    [TestMethod]
    public async Task Install_ProgramMoved_RenewsAndSaysWhatWas()
    {
        await run.Run("install", "--browser", "firefox");
        File.WriteAllText(run.At(Firefox), File.ReadAllText(run.At(Firefox)).Replace(run.Executable, "/old/localhttps", StringComparison.Ordinal));
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--browser", "firefox"));
        Assert.Contains("renewed  Firefox", run.Output);
        Assert.Contains("It was a manifest for /old/localhttps.", run.Output);
        Assert.Contains(run.Executable, File.ReadAllText(run.At(Firefox)));
    }

    [TestMethod]
    public async Task Install_DryRun_ShowsAndWritesNothing()
    {
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--browser", "brave", "--dry-run"));
        Assert.Contains("WOULD BE  BROWSER  FILE\nwritten   Brave ", run.Output);
        Assert.Contains("\"path\": \"DIR/bin/localhttps\"", run.Output);
        Assert.IsEmpty(Directory.GetFileSystemEntries(run.Home));
    }

    [TestMethod]
    [DataRow("{\"name\":\"org.localhttps.host\",\"description\":\"d\",\"path\":\"/opt/other\",\"type\":\"stdio\",\"allowed_extensions\":[\"a@b\"]}", "There is a manifest for /opt/other")]
    [DataRow("not json", "There is a file that is no manifest of this program: It is not a manifest in JSON (line 1).")]
    public async Task Install_ForeignManifest_IsLeftUnlessReplacementIsAskedFor(string foreign, string expected)
    {
        run.Write(Firefox, foreign);
        Assert.AreEqual(ExitCodes.Environment, await run.Run("install", "--browser", "firefox"));
        Assert.Contains("refused  Firefox", run.Output);
        Assert.Contains(expected, run.Output);
        Assert.Contains("Add --replace if that is what you want.", run.Output);
        Assert.AreEqual(foreign, File.ReadAllText(run.At(Firefox)));

        Assert.AreEqual(ExitCodes.Environment, await run.Run("uninstall", "--browser", "firefox"));
        Assert.AreEqual(foreign, File.ReadAllText(run.At(Firefox)));

        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--browser", "firefox", "--replace"));
        Assert.Contains("replaced  Firefox", run.Output);
    }

    [TestMethod]
    public async Task Install_LinkInPlaceOfTheManifest_IsRefused()
    {
        var target = run.Write("elsewhere.json", "keep");
        Directory.CreateDirectory(Path.GetDirectoryName(run.At(Firefox))!);
        File.CreateSymbolicLink(run.At(Firefox), target);
        Assert.AreEqual(ExitCodes.Environment, await run.Run("install", "--browser", "firefox"));
        Assert.Contains("There is a link to ~/elsewhere.json", run.Output);
        Assert.AreEqual("keep", File.ReadAllText(target));
    }

    [TestMethod]
    public async Task Install_NoBrowserUsed_SaysHowToNameOne()
    {
        Assert.AreEqual(ExitCodes.NothingFound, await run.Run("install"));
        Assert.StartsWith("localhttps: This user has used none of the browsers that are known here.\nStart your browser once, or name it: localhttps install --browser chrome (", run.Error);
    }

    [TestMethod]
    [DataRow("HNHBEFCFGAPKJGIGNHDPLGIMGDBMBKCI")]
    [DataRow("hnhbefcfgapkjgignhdplgimgdbmbkci/")]
    [DataRow("*")]
    [DataRow("")]
    [DataRow("a b@c")]
    public async Task Install_MalformedExtensionId_IsRefusedBeforeAnythingIsWritten(string id)
    {
        Assert.AreEqual(ExitCodes.Usage, await run.Run("install", "--browser", "chromium", "--extension-id", id));
        Assert.Contains("is not the id of an extension", run.Error);
        Assert.IsEmpty(Directory.GetFileSystemEntries(run.Home));
    }

    [TestMethod]
    public async Task Install_OtherExtension_GoesToItsFamilyAndAsksForTheConfiguration()
    {
        const string id = "abcdefghijklmnopabcdefghijklmnop";
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--browser", "chromium", "--extension-id", id, "--extension-id", "me@example.org"));
        var text = File.ReadAllText(run.At(Chromium));
        Assert.Contains($"\"chrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/\",\n    \"chrome-extension://{id}/\"\n", text);
        Assert.DoesNotContain("me@example.org", text);
        Assert.AreEqual(
            "This program serves other extensions only when its configuration names them. Add to ~/.config/localhttps/config.json:\n"
            + $"  \"extensionIds\": [\"{id}\", \"me@example.org\"]\n",
            run.Error);
    }

    [TestMethod]
    public async Task Install_ConfiguredExtension_IsAllowedWithoutAWord()
    {
        run.Write(".config/localhttps/config.json", "{\"extensionIds\": [\"me@example.org\"]}");
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--browser", "firefox"));
        Assert.Contains("\"extension@localhttps.org\",\n    \"me@example.org\"\n", File.ReadAllText(run.At(Firefox)));
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    public async Task Install_CustomFolder_TakesTheFormOfTheNamedBrowser()
    {
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--path", run.At("profile/NativeMessagingHosts")));
        Assert.Contains("allowed_origins", File.ReadAllText(run.At("profile/NativeMessagingHosts/org.localhttps.host.json")));
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--path", run.At("fox"), "--browser", "librewolf"));
        Assert.Contains("allowed_extensions", File.ReadAllText(run.At("fox/org.localhttps.host.json")));
        Assert.AreEqual(ExitCodes.Ok, await run.Run("uninstall", "--path", run.At("fox"), "--browser", "librewolf"));
        Assert.IsFalse(File.Exists(run.At("fox/org.localhttps.host.json")));
    }

    [TestMethod]
    public async Task Install_Flatpak_TellsWhatMoreItNeeds()
    {
        await run.Run("install", "--browser", "firefox-flatpak");
        Assert.Contains("Run: flatpak override --user --filesystem='DIR/bin:ro' org.mozilla.firefox, then start the browser again.", run.Output);
    }

    [TestMethod]
    public async Task Install_BySudo_SaysForWhomItIs()
    {
        run.Services = run.Services with { InvokedBy = "mia" };
        await run.Run("install", "--browser", "firefox");
        Assert.AreEqual("This registers for the superuser only. For mia, run it again without sudo.\n", run.Error);
    }

    [TestMethod]
    public async Task Install_NotTheProgramItself_IsRefused()
    {
        run.Services = run.Services with { Executable = "/usr/bin/dotnet" };
        Assert.AreEqual(ExitCodes.Environment, await run.Run("install", "--browser", "firefox"));
        Assert.Contains("this runs from /usr/bin/dotnet", run.Error);
    }

    [TestMethod]
    public async Task Install_FolderCannotBeMade_SaysSo()
    {
        run.Write(".mozilla", "a file");
        Assert.AreEqual(ExitCodes.Environment, await run.Run("install", "--browser", "firefox"));
        Assert.Contains("Check that you may read and write there.", run.Error);
    }

    [TestMethod]
    public async Task Uninstall_Everything_LeavesConfigurationAndTrust()
    {
        await run.Run("install", "--browser", "firefox");
        await run.Run("install", "--browser", "vivaldi");
        var trust = run.Write(".local/share/localhttps/trust.json", "x");
        Assert.AreEqual(ExitCodes.Ok, await run.Run("uninstall"));
        Assert.AreEqual(
            """
            DONE     BROWSER  FILE
            removed  Vivaldi  ~/.config/vivaldi/NativeMessagingHosts/org.localhttps.host.json
            removed  Firefox  ~/.mozilla/native-messaging-hosts/org.localhttps.host.json

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.IsTrue(File.Exists(trust));
        Assert.AreEqual(ExitCodes.Ok, await run.Run("uninstall"));
        Assert.AreEqual("This program is registered with no browser of this user: there is nothing to remove.\n", run.Output);
    }

    [TestMethod]
    public async Task Install_OnWindows_WritesTheRegistryKeyToo()
    {
        var registry = new FakeRegistry();
        var places = UserPlaces.From(HostPlatform.Windows, name => name == "LOCALAPPDATA" ? run.At("Local") : name == "APPDATA" ? run.At("Roaming") : null, run.Home);
        run.Services = run.Services with { Places = places, Registry = registry };
        Assert.AreEqual(ExitCodes.Ok, await run.Run("install", "--browser", "edge"));
        var (key, value) = registry.Values.Single();
        Assert.AreEqual(@"Software\Microsoft\Edge\NativeMessagingHosts\org.localhttps.host", key);
        Assert.AreEqual(run.At("Local", "LocalHttps", "org.localhttps.host.edge.json"), value);
        Assert.IsTrue(File.Exists(value));

        await run.Run("install", "--browser", "edge");
        Assert.Contains("unchanged", run.Output);
        registry.Values.Clear();
        await run.Run("install", "--browser", "edge");
        Assert.Contains("renewed", run.Output);

        await run.Run("uninstall");
        Assert.IsEmpty(registry.Values);
        Assert.IsFalse(File.Exists(value));
    }

    private sealed class FakeRegistry : IRegistry
    {
        public Dictionary<string, string> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

        public string? Read(string key) => Values.GetValueOrDefault(key);

        public void Write(string key, string value) => Values[key] = value;

        public void Delete(string key) => Values.Remove(key);
    }
}
