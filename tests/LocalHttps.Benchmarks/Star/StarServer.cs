using System.Diagnostics;
using LocalHttps.Lab;
using LocalHttps.Star.Composition;
using LocalHttps.Star.Store;

namespace LocalHttps.Benchmarks.Star;

/// <summary>The STAR proxy as it is published, with its embedded CA and SQLite on the disk.</summary>
internal sealed class StarServer(string name, int port) : IAsyncDisposable
{
    private LabChild? child;

    /// <summary>Where it keeps everything.</summary>
    public string Data { get; } = Path.Combine(StarPlace.Folder, name);

    /// <summary>Its database.</summary>
    public string Database => Path.Combine(Data, "star.db");

    /// <summary>Where clients see it.</summary>
    public Uri Url { get; } = new($"https://star.{StarPlace.Zone}:{port}/");

    /// <summary>Where it listens.</summary>
    public int Port => port;

    /// <summary>Its process.</summary>
    public int Id => child!.Id;

    /// <summary>The store, while the server does not run.</summary>
    public async Task<IStore> OpenStoreAsync()
    {
        Directory.CreateDirectory(StarPlace.Folder);
        return (await StoreOpener.OpenAsync(Data, postgres: null, TimeProvider.System, CancellationToken.None)).Store;
    }

    /// <summary>Starts it.</summary>
    /// <returns>How long it took until it was ready for requests.</returns>
    public async Task<TimeSpan> StartAsync()
    {
        var started = Stopwatch.GetTimestamp();
        child = LabChild.Start(
            Path.Combine(StarPlace.Folder, $"{name}.log"),
            [
                StarPlace.Program, "serve", "--data", Data, "--zone", StarPlace.Zone, "--url", Url.AbsoluteUri, "--listen", $"127.0.0.1:{port}", "--dns", $"127.0.0.1:{port + 1}",
                "--upstream", "embedded", "--resolver", $"{StarPlace.Dns}", "--http-port", $"{StarPlace.HttpPort}", "--http-loopback", "true", "--min-lifetime", "1m",
                "--eab-required", "false", "--limit-account", "0", "--limit-address", "0", "--limit-new-accounts", "0", "--limit-new-orders", "0",
            ]);
        // Its root is made as it starts.
        var root = Path.Combine(Data, "ca", "root.pem");
        while (!File.Exists(root) && !child.HasExited && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30))
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        using var http = Connect();
        return await StarPlace.WaitAsync(http, new Uri(Url, "readyz"), child, started);
    }

    /// <summary>A client that trusts it.</summary>
    public HttpClient Connect() => StarPlace.Connect(port, File.ReadAllText(Path.Combine(Data, "ca", "root.pem")));

    /// <summary>Stops it in order.</summary>
    public async Task StopAsync()
    {
        if (child is null)
            return;
        await child.TerminateAsync();
        await child.DisposeAsync();
        child = null;
    }

    /// <summary>The server as one that orders are taken to.</summary>
    public AcmePeer AsPeer() => new("localhttps-star", child!, new Uri(Url, "directory"), Connect);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => child?.DisposeAsync() ?? ValueTask.CompletedTask;
}
