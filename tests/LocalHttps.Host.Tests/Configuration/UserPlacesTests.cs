using LocalHttps.Host.Configuration;

namespace LocalHttps.Host.Tests.Configuration;

[TestClass]
public sealed class UserPlacesTests
{
    [TestMethod]
    [DataRow("", "/home/a/.config/localhttps/config.json", "/home/a/.local/share/localhttps/trust.json")]
    [DataRow("XDG_CONFIG_HOME=/c;XDG_DATA_HOME=/d", "/c/localhttps/config.json", "/d/localhttps/trust.json")]
    [DataRow("XDG_CONFIG_HOME=c;XDG_DATA_HOME=", "/home/a/.config/localhttps/config.json", "/home/a/.local/share/localhttps/trust.json")]
    [DataRow("HOME=/h", "/h/.config/localhttps/config.json", "/h/.local/share/localhttps/trust.json")]
    public void From_Linux_FollowsTheBaseDirectories(string variables, string configuration, string trust) =>
        AssertPlaces(HostPlatform.Linux, variables, configuration, trust);

    [TestMethod]
    public void From_MacOS_UsesApplicationSupport() => AssertPlaces(
        HostPlatform.MacOS,
        "",
        "/home/a/Library/Application Support/LocalHttps/config.json",
        "/home/a/Library/Application Support/LocalHttps/trust.json");

    [TestMethod]
    public void From_Windows_UsesTheRoamingAndTheLocalFolder() => AssertPlaces(
        HostPlatform.Windows,
        "APPDATA=/roaming;LOCALAPPDATA=/local",
        "/roaming/LocalHttps/config.json",
        "/local/LocalHttps/trust.json");

    private static void AssertPlaces(HostPlatform platform, string variables, string configuration, string trust)
    {
        var values = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var places = UserPlaces.From(platform, values.GetValueOrDefault, "/home/a");
        Assert.AreEqual(configuration, places.ConfigurationFile);
        Assert.AreEqual(trust, places.TrustStoreFile);
    }
}
