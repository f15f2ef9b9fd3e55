using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalHttps.Build;

namespace LocalHttps.Demo;

/// <summary>The sample devices, in a process of their own that ends with this one.</summary>
internal sealed class SampleProcess : IDisposable
{
    private readonly Process process;

    private SampleProcess(Process process, JsonArray devices)
    {
        this.process = process;
        Devices = devices;
    }

    /// <summary>What each device is: <c>deviceName</c>, <c>cname</c>, <c>port</c>, <c>remark</c>.</summary>
    public JsonArray Devices { get; }

    /// <summary>Starts them, announced and listening on the loopback interface only.</summary>
    public static SampleProcess Start(DemoHome home)
    {
        var info = new ProcessStartInfo(Build.Repository.Executable("tools", "LocalHttps.SampleDevices"), [home.RootFile, home.TrustStore])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var started = Process.Start(info) ?? throw new BuildException("The sample devices do not start.");
        var line = started.StandardOutput.ReadLine() ?? throw new BuildException("The sample devices ended at once.");
        return new SampleProcess(started, JsonNode.Parse(line)!["devices"]!.AsArray());
    }

    /// <summary>Lets them say goodbye and waits for their end.</summary>
    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }
}
