using System.Diagnostics;

namespace LocalHttps.Repository.Tests;

/// <summary>The demo's devices as a process. They announce and listen on the loopback interface only.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class SampleDevicesTests
{
    [TestMethod]
    [DataRow("-TERM")]
    [DataRow("-INT")]
    public async Task SampleDevices_Signalled_EndAlthoughTheirInputStaysOpen(string signal)
    {
        var folder = Directory.CreateTempSubdirectory("localhttps-samples-").FullName;
        using var process = Process.Start(new ProcessStartInfo(Build.Repository.Executable("tools", "LocalHttps.SampleDevices"), [Path.Combine(folder, "root.pem")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        try
        {
            Assert.Contains("\"devices\"", await process.StandardOutput.ReadLineAsync(limit.Token) ?? "");
            using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
            await process.WaitForExitAsync(limit.Token);
            Assert.AreEqual(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
            Directory.Delete(folder, recursive: true);
        }
    }
}
