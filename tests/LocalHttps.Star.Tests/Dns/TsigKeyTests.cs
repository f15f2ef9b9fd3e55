using LocalHttps.Lab;
using LocalHttps.Star.Dns;

namespace LocalHttps.Star.Tests.Dns;

[TestClass]
public sealed class TsigKeyTests
{
    private const string Secret = "WomQJ9aRjIfU1yARLjPOY8jUpWbVtpQc3Kl+jVj4Ji8=";

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DataRow("tsig-keygen", "-a", "hmac-sha256")]
    [DataRow("tsig-keygen", "-a", "hmac-sha512")]
    [DataRow("keymgr", "-t", null)]
    public async Task Key_AsToolsWriteIt_IsRead(string tool, string option, string? algorithm)
    {
        var text = await Command.MustAsync([tool, option, .. algorithm is null ? ["name.of.key", "hmac-sha512"] : new[] { algorithm, "name.of.key" }]);
        Assert.AreEqual("name.of.key", TsigKey.Parse(text).Name);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("key \"a\" { algorithm hmac-sha256; };")]
    [DataRow($"key \"a\" {{ algorithm hmac-md5; secret \"{Secret}\"; }};")]
    [DataRow("key \"a\" { algorithm hmac-sha256; secret \"c2hvcnQ=\"; };")]
    [DataRow("key \"a\" { algorithm hmac-sha256; secret \"WomQJ9aRjIfU1yARLjPOY8jUpWbVtpQc3Kl+jVj4Ji8\"; };")]
    [DataRow($"key \"a..b\" {{ algorithm hmac-sha256; secret \"{Secret}\"; }};")]
    public void Key_ThatIsNone_IsRefusedWithoutRepeatingIt(string text)
    {
        var problem = Assert.ThrowsExactly<ZoneException>(() => TsigKey.Parse(text));
        Assert.DoesNotContain("WomQJ9", problem.Message);
    }

    [TestMethod]
    public async Task KeyFile_ThatOthersCanRead_IsRefused()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("star-key-").FullName, "update.key");
        await File.WriteAllTextAsync(path, $"key a {{ secret {Secret}; algorithm hmac-sha256; }};", TestContext.CancellationToken);
        _ = await Command.MustAsync("chmod", "644", path);
        StringAssert.Contains(Assert.ThrowsExactly<ZoneException>(() => TsigKey.Load(path)).Message, "chmod 640");
        _ = await Command.MustAsync("chmod", "440", path);
        Assert.AreEqual("a", TsigKey.Load(path).Name);
        Assert.ThrowsExactly<ZoneException>(() => TsigKey.Load(path + ".none"));
    }
}
