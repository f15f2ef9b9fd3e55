using System.Diagnostics;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Host.Trust;

namespace LocalHttps.Host.Tests.Trust;

/// <summary>The store between real processes.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SharedStoreTests : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "localhttps");

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Store_EightProcessesAtOnce_LosesNoChange()
    {
        using var store = new FileTrustStore(home.At("localhttps", "trust.json"), TimeProvider.System);
        store.Update(_ => [.. Enumerable.Range(0, 9).Select(at => TrustEntries.Named($"d{at}.example.com"))]);
        var codes = await Task.WhenAll(Enumerable.Range(0, 8).Select(at => RunAsync("022", $"d{at}.example.com")));
        Assert.IsTrue(codes.All(code => code == 0), string.Join(", ", codes));
        Assert.AreEqual("d8.example.com", store.Read().Single().Cname);
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task Store_LooseUmask_IsTheOwnersAlone()
    {
        Assert.AreEqual(3, await RunAsync("000", "none.example.com"));
        Assert.AreEqual(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(home.At("localhttps")));
        Assert.AreEqual(OwnerFile, File.GetUnixFileMode(home.At("localhttps", "trust.json.lock")));

        using var store = new FileTrustStore(home.At("localhttps", "trust.json"), TimeProvider.System);
        store.Update(_ => [TrustEntries.Named("a.example.com"), TrustEntries.Named("b.example.com")]);
        Assert.AreEqual(0, await RunAsync("000", "a.example.com"));
        Assert.AreEqual(OwnerFile, File.GetUnixFileMode(home.At("localhttps", "trust.json")));
    }

    private async Task<int> RunAsync(string umask, string cname)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"umask {umask}; exec \"$0\" trust forget \"$1\"", Program, cname])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["XDG_DATA_HOME"] = home.Path;
        start.Environment["HOME"] = home.Path;
        using var process = Process.Start(start)!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
