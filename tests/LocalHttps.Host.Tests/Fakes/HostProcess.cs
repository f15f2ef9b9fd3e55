using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Tests.Support;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>The host as a process of its own, started as a browser starts it, with a home of its own and on the loopback interface only.</summary>
internal sealed class HostProcess : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder home = new();
    private readonly Process process;
    private readonly Task<string> complaints;

    public HostProcess(params string[] arguments)
    {
        home.Write("config/localhttps/config.json", """{"interfaces":["lo"]}""");
        var start = new ProcessStartInfo(Executable)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments.Length > 0 ? arguments : [$"chrome-extension://{BrowserCaller.ChromiumId}/"])
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment["HOME"] = home.Path;
        start.Environment["XDG_CONFIG_HOME"] = home.At("config");
        start.Environment["XDG_DATA_HOME"] = home.At("data");
        process = Process.Start(start)!;
        complaints = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The published host where one is given, else the one that was built beside the tests.</summary>
    public static string Executable =>
        Environment.GetEnvironmentVariable("LOCALHTTPS_HOST") is { Length: > 0 } path && File.Exists(path)
            ? path
            : Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "localhttps.exe" : "localhttps");

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    private Stream Input => process.StandardInput.BaseStream;

    private Stream Output => process.StandardOutput.BaseStream;

    public async Task SendAsync(string json) => await SendBytesAsync(Frames.Of(json));

    public async Task SendBytesAsync(byte[] bytes)
    {
        await Input.WriteAsync(bytes);
        await Input.FlushAsync();
    }

    public async Task<Reply> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var header = new byte[4];
        await Output.ReadExactlyAsync(header, limit.Token);
        var body = new byte[MemoryMarshal.Read<uint>(header)];
        await Output.ReadExactlyAsync(body, limit.Token);
        return JsonSerializer.Deserialize(body, ProtocolJson.Default.Reply)!;
    }

    public async Task GreetAsync()
    {
        await SendAsync("""{"type":"hello","id":1,"protocol":{"min":1,"max":1}}""");
        Assert.IsInstanceOfType<WelcomeReply>(await ReceiveAsync());
    }

    /// <summary>Closes the pipe to the host and waits for its end.</summary>
    public async Task<HostEnd> CloseAsync()
    {
        var start = Stopwatch.GetTimestamp();
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Patience);
        using var rest = new MemoryStream();
        await Output.CopyToAsync(rest, limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new HostEnd(process.ExitCode, rest.ToArray(), await complaints, Stopwatch.GetElapsedTime(start));
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit(Patience);
        }
        process.Dispose();
        home.Dispose();
    }
}

/// <summary>How a host ended.</summary>
internal sealed record HostEnd(int ExitCode, byte[] Output, string Complaints, TimeSpan Took);
