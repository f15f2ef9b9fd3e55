using LocalHttps.Host.Tests.Support;
using LocalHttps.Host.Trust;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Trust;

[TestClass]
public sealed class FileChangeNoticeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [TestMethod]
    public async Task Changed_AnotherStoreWrites_IsToldByTheSystem()
    {
        using var folder = new TemporaryFolder();
        // The clock stands: only the system's notice can raise it.
        using var listening = new FileTrustStore(folder.At("trust.json"), new FakeTimeProvider());
        using var writing = new FileTrustStore(folder.At("trust.json"), TimeProvider.System);
        var told = Listen(listening, () => listening.Read().Count == 1);
        writing.Update(_ => [TrustEntries.Named("a.example.com")]);
        await told.WaitAsync(Limit);
    }

    [TestMethod]
    public async Task Changed_FolderMadeLater_IsFoundByLooking()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTimeProvider();
        var path = folder.At("later", "trust.json");
        using var listening = new FileTrustStore(path, time);
        using var writing = new FileTrustStore(path, TimeProvider.System);
        var told = Listen(listening, () => listening.Read().Count == 1);
        writing.Update(_ => [TrustEntries.Named("a.example.com")]);
        Assert.IsFalse(told.IsCompleted);
        time.Advance(FileChangeNotice.LookInterval);
        await told.WaitAsync(Limit);
    }

    [TestMethod]
    public void Changed_OwnUpdate_IsToldAtOnceAndNotWithoutAChange()
    {
        using var folder = new TemporaryFolder();
        using var store = new FileTrustStore(folder.At("later", "trust.json"), new FakeTimeProvider());
        var count = 0;
        EventHandler handler = (_, _) => Interlocked.Increment(ref count);
        store.Changed += handler;
        store.Update(_ => [TrustEntries.Named("a.example.com")]);
        Assert.AreEqual(1, count);
        store.Update(entries => entries);
        Assert.AreEqual(1, count);
        store.Changed -= handler;
        store.Update(_ => []);
        Assert.AreEqual(1, count);
    }

    private static Task Listen(FileTrustStore store, Func<bool> arrived)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Changed += (_, _) =>
        {
            if (arrived())
            {
                told.TrySetResult();
            }
        };
        return told.Task;
    }
}
