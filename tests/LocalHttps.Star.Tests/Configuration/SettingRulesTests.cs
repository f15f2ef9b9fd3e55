using System.Net;
using LocalHttps.Star.Commands;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Tests.Fakes;

namespace LocalHttps.Star.Tests.Configuration;

[TestClass]
public sealed class SettingRulesTests
{
    private static readonly Dictionary<string, string> Good = new(StringComparer.Ordinal)
    {
        ["data"] = "/var/lib/x",
        ["zone"] = "Home.Test.",
        ["url"] = "https://star.home.test:14000",
        ["dns"] = "127.0.0.1:15353",
    };

    [TestMethod]
    public void Settings_OfFlags_AreRead()
    {
        var settings = Read([]);

        Assert.AreEqual(("home.test", "hosts.home.test"), (settings.Zone, settings.Validation.OrdinaryZone));
        Assert.AreEqual(IPEndPoint.Parse("127.0.0.1:14000"), settings.Listen);
        var dns = (DnsSettings.Embedded)settings.Dns;
        CollectionAssert.AreEqual(new[] { "star.home.test" }, dns.NameServers.ToArray());
        CollectionAssert.AreEqual(new[] { IPAddress.Loopback }, dns.ServiceAddresses.ToArray());
        Assert.IsTrue(settings.ExternalAccountRequired);
    }

    [TestMethod]
    public void Mistakes_InAllPlaces_AreToldTogether()
    {
        var texts = new SettingTexts();
        texts.AddFlag("zone", "a b");
        texts.AddEnvironment(new Dictionary<string, string>(StringComparer.Ordinal) { ["LOCALHTTPS_STAR_URL"] = "http://x", ["LOCALHTTPS_STAR_SPEED"] = "9", ["PATH"] = "/bin" });
        using var scratch = new Scratch();
        texts.AddFile(scratch.Write("config.json", """{"listen":"nowhere","colour":"red","min-lifetime":[1]}"""));

        var faults = Assert.ThrowsExactly<ConfigurationException>(() => SettingRules.Read(texts)).Faults;

        foreach (var start in (string[])["--zone:", "LOCALHTTPS_STAR_URL:", "LOCALHTTPS_STAR_SPEED:", "listen in ", "colour in ", "min-lifetime in ", "--data:", "--dns:"])
            Assert.HasCount(1, faults.Where(fault => fault.StartsWith(start, StringComparison.Ordinal)), start + "\n" + string.Join('\n', faults));
    }

    [TestMethod]
    public void Setting_InSeveralPlaces_IsTakenFromTheNearest()
    {
        using var scratch = new Scratch();
        var file = scratch.Write("config.json", """{"zone":"file.test","url":"https://star.file.test","data":"state","limit-account":7,"eab-required":false,"name-servers":["ns1.home.test","ns2.home.test"]}""");
        var texts = new SettingTexts();
        texts.AddFlag("zone", "flag.test");
        texts.AddEnvironment(new Dictionary<string, string>(StringComparer.Ordinal) { ["LOCALHTTPS_STAR_ZONE"] = "variable.test", ["LOCALHTTPS_STAR_URL"] = "https://star.flag.test", ["LOCALHTTPS_STAR_DNS"] = "127.0.0.1:53" });
        texts.AddFile(file);

        var settings = SettingRules.Read(texts);

        Assert.AreEqual(("flag.test", "star.flag.test"), (settings.Zone, settings.Url.Host));
        // A path in a file is relative to the file.
        Assert.AreEqual(scratch.At("state"), settings.Data);
        Assert.AreEqual((7, false), (settings.Limits.PerAccount, settings.ExternalAccountRequired));
        Assert.HasCount(2, ((DnsSettings.Embedded)settings.Dns).NameServers);
    }

    [TestMethod]
    [DataRow("url", "https://star.home.test/path")]
    [DataRow("url", "https://127.0.0.1:14000")]
    [DataRow("url", "https://star.home.test.")]
    [DataRow("url", "https://user@star.home.test")]
    [DataRow("url", "https://star.elsewhere.test")]
    [DataRow("listen", "127.0.0.1")]
    [DataRow("listen", "::1")]
    [DataRow("zone", "home")]
    [DataRow("zone", "co.uk")]
    [DataRow("ordinary-zone", "home.test")]
    [DataRow("ordinary-zone", "other.test")]
    [DataRow("ordinary-zone", "13ab-7c34-23be-device.home.test")]
    [DataRow("ordinary-zone", "a.13ab-7c34-23be-device.home.test")]
    [DataRow("upstream", "letsencrypt")]
    [DataRow("upstream", "acme")]
    [DataRow("upstream-directory", "https://ca.test/directory")]
    [DataRow("dns-update", "127.0.0.1:53")]
    [DataRow("tls-cert", "/nowhere.pem")]
    [DataRow("min-lifetime", "100d")]
    [DataRow("min-lifetime", "1 hour")]
    [DataRow("max-duration", "0")]
    [DataRow("default-lifetime", "99999999999999999999d")]
    [DataRow("limit-account", "-1")]
    [DataRow("limit-body", "1")]
    [DataRow("eab-required", "maybe")]
    [DataRow("http-port", "70000")]
    [DataRow("service-addresses", "10.0.0.1,x")]
    [DataRow("database", "/nowhere.txt")]
    public void Setting_Wrong_IsNamedWithWhatToDo(string name, string text)
    {
        var faults = Assert.ThrowsExactly<ConfigurationException>(() => Read(new() { [name] = text })).Faults;

        Assert.IsTrue(faults.Any(fault => fault.StartsWith($"--{name}", StringComparison.Ordinal) || fault.StartsWith("--upstream-directory", StringComparison.Ordinal) || fault.StartsWith("--dns", StringComparison.Ordinal)), string.Join('\n', faults));
    }

    [TestMethod]
    public void DefaultLifetime_NotNamed_IsWithinTheLongest()
    {
        Assert.AreEqual(TimeSpan.FromDays(1), Read(new() { ["max-lifetime"] = "1d" }).Bounds.DefaultLifetime);
        Assert.AreEqual(TimeSpan.FromDays(7), Read([]).Bounds.DefaultLifetime);
    }

    [TestMethod]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow(null)]
    public void File_ThatCannotBeRead_IsAllThatIsTold(string? text)
    {
        using var scratch = new Scratch();
        var texts = new SettingTexts();
        texts.AddFile(text is null ? scratch.At("none.json") : scratch.Write("config.json", text));

        var faults = Assert.ThrowsExactly<ConfigurationException>(() => SettingRules.Read(texts)).Faults;

        Assert.HasCount(1, faults, string.Join('\n', faults));
    }

    [TestMethod]
    [DataRow("dns-update", "dns")]
    [DataRow("dns", "dns-update")]
    [DataRow("upstream", "upstream-root")]
    [DataRow("tls-cert", "plain-http")]
    public void Setting_ThatServeLastRanWith_YieldsToTheOtherWay(string named, string moot)
    {
        using var scratch = new Scratch();
        var before = new SettingTexts();
        before.AddFlag(moot, "x");
        before.AddFlag("zone", "home.test");
        ServedSettings.Save(scratch.Root, before);
        var texts = new SettingTexts();
        texts.AddFlag(named, "y");

        ServedSettings.AddTo(texts, scratch.Root);

        CollectionAssert.AreEquivalent(new[] { named, "zone" }, texts.All.Keys.ToArray());
    }

    [TestMethod]
    public void PlainHttp_BesideLoopback_IsRefused()
    {
        var faults = Assert.ThrowsExactly<ConfigurationException>(() => Read(new() { ["plain-http"] = "true", ["listen"] = "0.0.0.0:80" })).Faults;

        Assert.HasCount(1, faults);
        Assert.IsTrue(Read(new() { ["plain-http"] = "true" }).PlainHttp);
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("[]")]
    [DataRow("{\"zone\":\"a.test\",\"zone\":\"b.test\"}")]
    [DataRow("{\"zone\":\"\\ud800\"}")]
    public void File_NoSettings_IsNamed(string text)
    {
        using var scratch = new Scratch();
        var texts = new SettingTexts();
        texts.AddFile(scratch.Write("config.json", text));

        Assert.HasCount(1, texts.Faults);
        Assert.Contains("config.json", texts.Faults[0]);
    }

    [TestMethod]
    public void Readme_TableOfSettings_IsTheCatalog()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "star-readme.md"));

        foreach (var setting in SettingCatalog.All)
            Assert.Contains($"| `{setting.Name}` | {setting.Value?.Replace("|", "\\|", StringComparison.Ordinal) ?? ""} | {setting.Help} |", readme);
    }

    private static StarSettings Read(Dictionary<string, string> more)
    {
        var texts = new SettingTexts();
        foreach (var (name, text) in more.Concat(Good.Where(pair => !more.ContainsKey(pair.Key))))
            texts.AddFlag(name, text);
        return SettingRules.Read(texts);
    }
}
