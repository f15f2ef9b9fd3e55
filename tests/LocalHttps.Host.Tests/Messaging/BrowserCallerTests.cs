using LocalHttps.Host.Messaging;

namespace LocalHttps.Host.Tests.Messaging;

[TestClass]
public sealed class BrowserCallerTests
{
    [TestMethod]
    [DataRow(BrowserCaller.ChromiumId, "chrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/")]
    [DataRow(BrowserCaller.ChromiumId, "chrome-extension://hnhbefcfgapkjgignhdplgimgdbmbkci/", "--parent-window=0")]
    [DataRow(BrowserCaller.FirefoxId, "/home/x/.mozilla/native-messaging-hosts/org.localhttps.host.json", "extension@localhttps.org")]
    [DataRow("{0b5c3c25-6d1c-4f0a-8d0e-6c8c1b6d7a10}", "/a/b.json", "{0b5c3c25-6d1c-4f0a-8d0e-6c8c1b6d7a10}")]
    [DataRow("", "chrome-extension://evil/")]
    [DataRow("", "chrome-extension://HNHBEFCFGAPKJGIGNHDPLGIMGDBMBKCI/")]
    public void Recognise_ABrowser_GivesItsExtension(string id, params string[] arguments) =>
        Assert.AreEqual(id, BrowserCaller.Recognise(arguments)!.ExtensionId);

    [TestMethod]
    [DataRow]
    [DataRow("discover")]
    [DataRow("verify", "lamp@home")]
    [DataRow("relative.json", "extension@localhttps.org")]
    [DataRow("/a/b.json")]
    [DataRow("--version")]
    public void Recognise_APerson_GivesNull(params string[] arguments) =>
        Assert.IsNull(BrowserCaller.Recognise(arguments));

    [TestMethod]
    [DataRow(BrowserCaller.ChromiumId, true)]
    [DataRow(BrowserCaller.FirefoxId, true)]
    [DataRow("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true)]
    [DataRow("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", false)]
    [DataRow("", false)]
    public void IsServed_KnownOrConfigured_Only(string id, bool served) =>
        Assert.AreEqual(served, new BrowserCaller(id).IsServed(["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]));
}
