using LocalHttps.Host.Configuration;
using LocalHttps.Host.Install;

namespace LocalHttps.Host.Tests.Install;

[TestClass]
public sealed class BrowserCatalogTests
{
    [TestMethod]
    [DataRow("chrome", "/h/.config/google-chrome/NativeMessagingHosts")]
    [DataRow("chromium", "/h/.config/chromium/NativeMessagingHosts")]
    [DataRow("edge", "/h/.config/microsoft-edge/NativeMessagingHosts")]
    [DataRow("vivaldi", "/h/.config/vivaldi/NativeMessagingHosts")]
    [DataRow("brave", "/h/.config/BraveSoftware/Brave-Browser/NativeMessagingHosts")]
    [DataRow("firefox", "/h/.mozilla/native-messaging-hosts")]
    [DataRow("librewolf", "/h/.librewolf/native-messaging-hosts")]
    [DataRow("firefox-flatpak", "/h/.var/app/org.mozilla.firefox/.mozilla/native-messaging-hosts")]
    [DataRow("chrome-flatpak", "/h/.var/app/com.google.Chrome/config/google-chrome/NativeMessagingHosts")]
    public void For_Linux_KnowsTheFolders(string id, string folder) => Assert.AreEqual(folder, Find(HostPlatform.Linux, id).ManifestFolder);

    [TestMethod]
    [DataRow("chrome", "Google/Chrome")]
    [DataRow("edge", "Microsoft Edge")]
    [DataRow("brave", "BraveSoftware/Brave-Browser")]
    [DataRow("firefox", "Mozilla")]
    [DataRow("librewolf", "LibreWolf")]
    public void For_MacOS_KnowsTheFolders(string id, string vendor) =>
        Assert.AreEqual($"/h/Library/Application Support/{vendor}/NativeMessagingHosts", Find(HostPlatform.MacOS, id).ManifestFolder);

    [TestMethod]
    [DataRow("chrome", @"Software\Google\Chrome\NativeMessagingHosts\org.localhttps.host")]
    [DataRow("firefox", @"Software\Mozilla\NativeMessagingHosts\org.localhttps.host")]
    public void For_Windows_KnowsTheKeys(string id, string key) => Assert.AreEqual(key, Find(HostPlatform.Windows, id).RegistryKey);

    [TestMethod]
    public void For_EachPlatform_NamesEachBrowserAndManifestOnce()
    {
        foreach (var platform in Enum.GetValues<HostPlatform>())
        {
            var browsers = BrowserCatalog.For(UserPlaces.From(platform, _ => null, "/h"));
            Assert.HasCount(browsers.Count, browsers.Select(browser => browser.Id).Distinct());
            Assert.HasCount(browsers.Count, browsers.Select(browser => browser.ManifestPath).Distinct());
        }
    }

    [TestMethod]
    public void For_LinuxWithOtherBase_FollowsIt() => Assert.AreEqual(
        "/x/chromium/NativeMessagingHosts",
        BrowserCatalog.For(UserPlaces.From(HostPlatform.Linux, name => name == "XDG_CONFIG_HOME" ? "/x" : null, "/h")).Single(browser => browser.Id == "chromium").ManifestFolder);

    private static Browser Find(HostPlatform platform, string id) => BrowserCatalog.For(UserPlaces.From(platform, _ => null, "/h")).Single(browser => browser.Id == id);
}
