using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host.Tests.Trust;

[TestClass]
public sealed class FileTrustStoreRefusalTests : IDisposable
{
    private const string Entry = """
        {"cname":"a.example.com","name":"Küche","spkiSha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","method":"confirmed","since":"2026-11-23T16:14:05+00:00","accepted":[]}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static IEnumerable<string> Damaged =>
    [
        "", " ", "null", "[]", "{}", "\"text\"", "{", "\u0000\u0000", "{\"version\":1", "{\"version\":1}", "{\"devices\":[]}",
        "{\"version\":0,\"devices\":[]}", "{\"version\":-1,\"devices\":[]}", "{\"version\":\"1\",\"devices\":[]}", "{\"version\":1.5,\"devices\":[]}",
        "{\"version\":1,\"devices\":null}", "{\"version\":1,\"devices\":[null]}", "{\"version\":1,\"devices\":{}}",
        "{\"version\":1,\"devices\":[],\"extra\":1}", "{\"version\":1,\"version\":1,\"devices\":[]}", "{\"version\":1,\"devices\":[]} x",
        Store(Entry + "," + Entry),
        Store(Entry.Replace("\"cname\":\"a.example.com\",", "", StringComparison.Ordinal)),
        Store(Entry.Replace("a.example.com", "A.example.com", StringComparison.Ordinal)),
        Store(Entry.Replace("a.example.com", "a", StringComparison.Ordinal)),
        Store(Entry.Replace("a.example.com", "..", StringComparison.Ordinal)),
        Store(Entry.Replace("Küche", "", StringComparison.Ordinal)),
        Store(Entry.Replace("Küche", "a\\u0000", StringComparison.Ordinal)),
        Store(Entry.Replace("Küche", "\\ud800", StringComparison.Ordinal)),
        Store(Entry.Replace("Küche", "K\\u202Eche", StringComparison.Ordinal)),
        Store(Entry.Replace("Küche", "K\\u200Bche", StringComparison.Ordinal)),
        Store(Entry.Replace("Küche", " Küche", StringComparison.Ordinal)),
        Store(Entry.Replace("Küche", new string('x', 64), StringComparison.Ordinal)),
        Store(Entry.Replace("\"aaa", "\"Aaa", StringComparison.Ordinal)),
        Store(Entry.Replace("\"aaa", "\"aa", StringComparison.Ordinal)),
        Store(Entry.Replace("\"confirmed\"", "\"revoked\"", StringComparison.Ordinal)),
        Store(Entry.Replace("\"confirmed\"", "null", StringComparison.Ordinal)),
        Store(Entry.Replace("2026", "20x6", StringComparison.Ordinal)),
        Store(Entry.Replace("[]", "[\"everything\"]", StringComparison.Ordinal)),
        Store(Entry.Replace("[]", "[null]", StringComparison.Ordinal)),
        Store(Entry.Replace("[]", "[],\"later\":true", StringComparison.Ordinal)),
    ];

    [TestMethod]
    [DynamicData(nameof(Damaged))]
    public void Store_DamagedFile_IsRefusedAndLeftAsItIs(string text)
    {
        AssertRefused(text, ErrorCodes.TrustStoreCorrupt);
    }

    [TestMethod]
    [DataRow("{\"version\":2,\"devices\":[]}")]
    [DataRow("{\"version\":2147483647,\"pairing\":{\"x\":[1]}}")]
    public void Store_NewerFile_IsRefusedAndLeftAsItIs(string text) => AssertRefused(text, ErrorCodes.TrustStoreNewer);

    [TestMethod]
    public void Read_OneGoodEntry_IsRead()
    {
        using var store = new FileTrustStore(folder.Write("trust.json", Store(Entry)), TimeProvider.System);
        Assert.AreEqual("Küche", store.Read().Single().Name);
    }

    [TestMethod]
    public void Read_MoreEntriesThanArePossible_IsRefusedAndSaysWhatToDo()
    {
        var path = folder.Write("trust.json", Store(string.Join(',', Enumerable.Repeat(Entry, TrustFile.MaximumEntries + 1))));
        using var store = new FileTrustStore(path, TimeProvider.System);
        var problem = Assert.ThrowsExactly<TrustStoreException>(() => store.Read());
        Assert.AreEqual(ErrorCodes.TrustStoreUnavailable, problem.Code);
        Assert.Contains($"It holds {TrustFile.MaximumEntries + 1} devices", problem.Message);
        Assert.ThrowsExactly<TrustStoreException>(() => store.Update(_ => []));
        Assert.Contains("Küche", File.ReadAllText(path));
    }

    [TestMethod]
    public void Read_FileTooLarge_IsRefused() => AssertRefused(new string(' ', TrustFile.MaximumSize + 1), ErrorCodes.TrustStoreCorrupt);

    [TestMethod]
    public void Store_FileNotReadable_IsUnavailableAndNamed()
    {
        Directory.CreateDirectory(folder.At("trust.json"));
        AssertUnavailable(folder.At("trust.json"), "is a folder");
        using var below = new FileTrustStore(Path.Combine(folder.Write("file", ""), "trust.json"), TimeProvider.System);
        Assert.IsEmpty(below.Read());
        Assert.ThrowsExactly<TrustStoreException>(() => below.Update(_ => [TrustEntries.Named("a.example.com")]));
    }

    [TestMethod]
    public void Store_SymbolicLink_IsNotFollowed()
    {
        var target = folder.Write("elsewhere.json", "{\"version\":1,\"devices\":[]}");
        File.CreateSymbolicLink(folder.At("trust.json"), target);
        AssertUnavailable(folder.At("trust.json"), "symbolic link");
        Assert.IsNotNull(new FileInfo(folder.At("trust.json")).LinkTarget);

        File.CreateSymbolicLink(folder.At("other.json.lock"), folder.At("made"));
        using var store = new FileTrustStore(folder.At("other.json"), TimeProvider.System);
        Assert.ThrowsExactly<TrustStoreException>(() => store.Update(_ => [TrustEntries.Named("a.example.com")]));
        Assert.IsFalse(File.Exists(folder.At("made")));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Store_OthersMayWrite_IsRefusedWithTheRemedy(bool folderOpen)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var path = folder.Write("trust.json", "{\"version\":1,\"devices\":[]}");
        var open = folderOpen ? folder.Path : path;
        File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.GroupWrite);
        AssertUnavailable(path, $"cannot be used. Others may write {(folderOpen ? "its folder" : "it")}, so it cannot be relied on.");
        using var store = new FileTrustStore(path, TimeProvider.System);
        var problem = Assert.ThrowsExactly<TrustStoreException>(() => store.Read());
        Assert.HasCount(2, problem.Message.Split(path));
        Assert.AreEqual($"If you trust what is there: chmod go-w '{open}'", problem.Remedy);
        Assert.AreEqual(problem.Remedy, LocalHttps.Host.Install.TrustRemedy.For(problem));
    }

    [TestMethod]
    [DataRow(UnixFileMode.OtherWrite, false)]
    [DataRow(UnixFileMode.OtherWrite | UnixFileMode.StickyBit, true)]
    [DataRow(UnixFileMode.GroupWrite, true)]
    public void Store_OthersMayReplaceAFolderAbove_IsRefusedWithTheRemedy(UnixFileMode more, bool isUsable)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var path = folder.Write("above/within/trust.json", "{\"version\":1,\"devices\":[]}");
        File.SetUnixFileMode(folder.At("above"), File.GetUnixFileMode(folder.At("above")) | more);
        if (isUsable)
        {
            using var store = new FileTrustStore(path, TimeProvider.System);
            Assert.IsEmpty(store.Read());
        }
        else
        {
            AssertUnavailable(path, "Others may write a folder above it, so it cannot be relied on.", $"If you trust what is there: chmod go-w '{folder.At("above")}'");
        }
    }

    [TestMethod]
    [DataRow("within/trust.json", "it")]
    [DataRow("within", "its folder")]
    public void Store_AnotherUserOwns_IsRefusedWithTheRemedy(string owned, string what)
    {
        // Only the superuser can give a file away.
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return;
        }
        var path = folder.Write("within/trust.json", "{\"version\":1,\"devices\":[]}");
        using (var chown = System.Diagnostics.Process.Start("chown", ["65534", folder.At(owned)]))
        {
            chown.WaitForExit();
        }
        AssertUnavailable(path, $"Another user owns {what}, so it cannot be relied on.", $"If you trust what is there: sudo chown \"$(id -un)\" '{folder.At(owned)}'");
    }

    private static string Store(string entries) => $"{{\"version\":1,\"devices\":[{entries}]}}";

    private void AssertRefused(string text, string code)
    {
        var path = folder.Write("trust.json", text);
        using var store = new FileTrustStore(path, TimeProvider.System);
        foreach (var use in new Action[] { () => store.Read(), () => store.Update(_ => []) })
        {
            var problem = Assert.ThrowsExactly<TrustStoreException>(use);
            Assert.AreEqual(code, problem.Code);
            Assert.AreEqual(path, problem.Parameters["path"]);
            Assert.Contains(path, problem.Message);
        }
        Assert.AreEqual(text, File.ReadAllText(path));
    }

    private static void AssertUnavailable(string path, string reason, string? remedy = null)
    {
        using var store = new FileTrustStore(path, TimeProvider.System);
        foreach (var use in new Action[] { () => store.Read(), () => store.Update(_ => [TrustEntries.Named("a.example.com")]) })
        {
            var problem = Assert.ThrowsExactly<TrustStoreException>(use);
            Assert.AreEqual(ErrorCodes.TrustStoreUnavailable, problem.Code);
            Assert.AreEqual(path, problem.Parameters["path"]);
            Assert.Contains(reason, problem.Message);
            Assert.AreEqual(remedy ?? problem.Remedy, problem.Remedy);
        }
    }
}
