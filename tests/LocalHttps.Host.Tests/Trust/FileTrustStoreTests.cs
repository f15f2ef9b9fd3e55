using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Host.Trust;
using LocalHttps.Identity;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Trust;

[TestClass]
public sealed class FileTrustStoreTests : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder folder = new();
    private readonly string path;
    private readonly FileTrustStore store;

    public FileTrustStoreTests()
    {
        path = folder.At("data", "localhttps", "trust.json");
        store = new FileTrustStore(path, TimeProvider.System);
    }

    public void Dispose()
    {
        store.Dispose();
        folder.Dispose();
    }

    [TestMethod]
    public void Read_NoFile_IsEmptyAndMakesNothing()
    {
        Assert.IsEmpty(store.Read());
        Assert.IsFalse(Directory.Exists(folder.At("data")));
    }

    [TestMethod]
    public void Update_EntryAdded_IsReadBackByAnotherStore()
    {
        var entry = TrustEntries.Named("13ab.example.com", "Drucker «oben» טקסט 🖨") with { Method = TrustMethod.Paired };
        store.Update(entries => [.. entries, entry]);

        using var other = new FileTrustStore(path, TimeProvider.System);
        var read = other.Read().Single();
        Assert.AreEqual(entry with { Accepted = read.Accepted }, read);
        CollectionAssert.AreEqual(entry.Accepted.ToList(), read.Accepted.ToList());
    }

    [TestMethod]
    public void Update_ChangeThrows_LeavesTheStore()
    {
        store.Update(_ => [TrustEntries.Named("a.example.com")]);
        var before = File.ReadAllText(path);
        Assert.ThrowsExactly<InvalidOperationException>(() => store.Update(_ => throw new InvalidOperationException()));
        Assert.AreEqual(before, File.ReadAllText(path));
        store.Update(entries => [.. entries, TrustEntries.Named("b.example.com")]);
        Assert.HasCount(2, store.Read());
    }

    [TestMethod]
    public void Update_NothingChanged_DoesNotWrite()
    {
        store.Update(_ => [TrustEntries.Named("a.example.com")]);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        store.Update(entries => entries);
        Assert.AreEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(path));
    }

    [TestMethod]
    public void Update_OnUnix_GivesRightsToTheOwnerOnly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        var data = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.SetUnixFileMode(data.FullName, OwnerFile | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        store.Update(_ => [TrustEntries.Named("a.example.com")]);
        Assert.AreEqual(OwnerFile, File.GetUnixFileMode(path));
        Assert.AreEqual(OwnerFile, File.GetUnixFileMode(path + ".lock"));
        Assert.AreEqual(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(data.FullName));
    }

    [TestMethod]
    public void Update_AfterAKilledWriter_RemovesWhatItLeft()
    {
        store.Update(_ => [TrustEntries.Named("a.example.com")]);
        File.WriteAllText(path + ".0123.tmp", "half");
        store.Update(_ => []);
        CollectionAssert.AreEquivalent(new[] { "trust.json", "trust.json.lock" }, Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName).ToList());
    }

    [TestMethod]
    public void Update_NameThatCannotBeKept_IsRefusedWithTheField()
    {
        var problem = Assert.ThrowsExactly<ProtocolException>(() => store.Update(_ => [TrustEntries.Named("a.example.com", "x\u0007")]));
        Assert.AreEqual(ErrorCodes.InvalidField, problem.Code);
        Assert.IsFalse(File.Exists(path));
    }

    [TestMethod]
    public void Update_TooManyEntries_IsRefused()
    {
        var many = Enumerable.Range(0, TrustFile.MaximumEntries + 1).Select(at => TrustEntries.Named($"d{at}.example.com")).ToList();
        Assert.Contains("forget some", Assert.ThrowsExactly<TrustStoreException>(() => store.Update(_ => many)).Message);
        store.Update(_ => many.GetRange(0, TrustFile.MaximumEntries));
        Assert.HasCount(TrustFile.MaximumEntries, store.Read());
    }

    [TestMethod]
    public void Update_GreatestEntries_StayBelowTheSizeLimit()
    {
        var label = new string('a', 63);
        var entries = Enumerable.Range(0, TrustFile.MaximumEntries).Select(at => TrustEntries.Named(
            $"{at:D59}.{label}.{label}.{label}", string.Concat(Enumerable.Repeat("💡", DeviceNames.MaximumLength / 2))) with
        { Accepted = [Weakness.LongLived, Weakness.SharedName] }).ToList();
        store.Update(_ => entries);
        Assert.IsLessThan(TrustFile.MaximumSize, new FileInfo(path).Length);
        Assert.HasCount(entries.Count, store.Read());
    }

    [TestMethod]
    public async Task Update_LockHeldByAnother_GivesUpInBoundedTime()
    {
        var time = new FakeTimeProvider();
        using var waiting = new FileTrustStore(path, time);
        waiting.Update(_ => [TrustEntries.Named("a.example.com")]);
        await using var held = new FileStream(path + ".lock", FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var update = Task.Run(() => waiting.Update(_ => []));
        while (!update.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Yield();
        }
        var problem = await Assert.ThrowsExactlyAsync<TrustStoreException>(() => update);
        Assert.AreEqual(ErrorCodes.TrustStoreUnavailable, problem.Code);
        Assert.Contains("Another program holds", problem.Message);
        Assert.HasCount(1, waiting.Read());
    }

    [TestMethod]
    public async Task Update_EightWritersAtOnce_LosesNothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Factory.StartNew(
            () =>
            {
                using var own = new FileTrustStore(path, TimeProvider.System);
                for (var i = 0; i < 5; i++)
                {
                    own.Update(entries => [.. entries, TrustEntries.Named($"d{i}.w{writer}.example.com")]);
                }
            },
            TaskCreationOptions.LongRunning)));
        Assert.HasCount(40, store.Read());
    }
}
