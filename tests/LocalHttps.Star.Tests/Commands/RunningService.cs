using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LocalHttps.Acme;
using LocalHttps.Lab;
using LocalHttps.Star.Tests.Fakes;

namespace LocalHttps.Star.Tests.Commands;

/// <summary>The real executable, serving on free ports of the loopback interface.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "localhttps-star");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly Process process;
    private readonly StringBuilder log = new();

    private RunningService(Process process, Scratch folder, int port, int dnsPort)
    {
        (this.process, Folder, Port, DnsPort) = (process, folder, port, dnsPort);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public Scratch Folder { get; }

    public int Port { get; }

    public int DnsPort { get; }

    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<CommandResult> RunAsync(params IReadOnlyList<string> arguments) => Command.RunAsync([Executable, .. arguments], limit: Limit);

    /// <summary>Starts it and waits until it is ready.</summary>
    public static Task<RunningService> StartAsync(Scratch folder, params IReadOnlyList<string> more) => StartAsync(folder, urlPort: null, more);

    /// <summary>The same, with variables in its environment.</summary>
    public static Task<RunningService> StartAsync(Scratch folder, IReadOnlyDictionary<string, string> environment) => StartAsync(folder, urlPort: null, environment, []);

    /// <summary>The same, behind the URL of another instance.</summary>
    public static Task<RunningService> StartAsync(Scratch folder, int? urlPort, params IReadOnlyList<string> more) => StartAsync(folder, urlPort, new Dictionary<string, string>(StringComparer.Ordinal), more);

    private static async Task<RunningService> StartAsync(Scratch folder, int? urlPort, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> more)
    {
        var (port, dnsPort) = (FreePort(), FreePort());
        string[] arguments = ["serve", "--data", folder.At("data"), "--zone", "home.test", "--url", $"https://star.home.test:{urlPort ?? port}", "--listen", $"127.0.0.1:{port}", "--dns", $"127.0.0.1:{dnsPort}", .. more];
        var start = new ProcessStartInfo(Executable, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (variable, text) in environment)
            start.Environment[variable] = text;
        var started = Process.Start(start)!;
        var service = new RunningService(started, folder, port, dnsPort);
        try
        {
            await service.ReadyAsync(more.Contains("--plain-http", StringComparer.Ordinal));
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command on the service's data.</summary>
    public Task<CommandResult> CommandAsync(params IReadOnlyList<string> arguments) => RunAsync([.. arguments, "--data", Folder.At("data")]);

    /// <summary>The same, on a terminal of some columns.</summary>
    public async Task<string> InWindowAsync(int columns, params IReadOnlyList<string> arguments)
    {
        var line = string.Join(' ', [$"stty cols {columns};", Executable, .. arguments, "--data", Folder.At("data")]);
        return (await Command.RunAsync(["script", "-qec", line, "/dev/null"], limit: Limit)).Output;
    }

    /// <summary>A client that trusts the exported root and finds the service's name here.</summary>
    /// <param name="port">Where the next request goes; null: to this one.</param>
    public async Task<HttpClient> HttpAsync(Func<int>? port = null)
    {
        var exported = await CommandAsync("root", "export");
        Assert.AreEqual(0, exported.ExitCode, exported.Error);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (_, cancellation) => ConnectAsync(port?.Invoke() ?? Port, cancellation),
            // Each request on a connection of its own where it matters to whom it goes.
            PooledConnectionLifetime = port is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(exported.Output));
        return new HttpClient(handler) { BaseAddress = new Uri($"https://star.home.test:{Port}") };
    }

    /// <summary>The library's client.</summary>
    public async Task<AcmeClient> ClientAsync(IAccountKey key) => new(await HttpAsync(), key, new() { Directory = new Uri($"https://star.home.test:{Port}/directory"), PollInterval = TimeSpan.FromMilliseconds(20) });

    /// <summary>Sends bytes as they are and returns what comes back until the service hangs up.</summary>
    public async Task<string> SendRawAsync(string text)
    {
        using var root = X509Certificate2.CreateFromPem((await CommandAsync("root", "export")).Output);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        await using var tls = new SslStream(socket.GetStream());
        var options = new SslClientAuthenticationOptions { TargetHost = "star.home.test", CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        options.CertificateChainPolicy.CustomTrustStore.Add(root);
        await tls.AuthenticateAsClientAsync(options);
        await tls.WriteAsync(Encoding.ASCII.GetBytes(text));
        using var reader = new StreamReader(tls);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Asks it to stop and waits for it.</summary>
    public async Task<int> StopAsync()
    {
        _ = await Command.RunAsync(["kill", "-TERM", process.Id.ToString()]);
        using var late = new CancellationTokenSource(Limit, TimeProvider.System);
        await process.WaitForExitAsync(late.Token);
        return process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async ValueTask<Stream> ConnectAsync(int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task ReadyAsync(bool plain)
    {
        await Poll.UntilAsync(IsServingAsync, "the service listens", Limit, () => Task.FromResult(Log));
        using var http = plain ? new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") } : await HttpAsync();
        await Poll.UntilAsync(() => AnswersAsync(http), "the service is ready", Limit, () => Task.FromResult(Log));
    }

    private async Task<bool> IsServingAsync()
    {
        if (process.HasExited)
            throw new AssertFailedException($"it ended with {process.ExitCode}:\n{Log}");
        await Task.Yield();
        return Log.Contains("Serving https://", StringComparison.Ordinal);
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        lock (log)
            log.AppendLine(line);
    }
}
