using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.EndToEnd;
using LocalHttps.Lab;

namespace LocalHttps.Benchmarks.Star;

/// <summary>Where everything of these measurements listens and lies. The process is alone on its loopback.</summary>
internal static class StarPlace
{
    /// <summary>The port at which http-01 asks.</summary>
    public const int HttpPort = 8080;

    /// <summary>The zone of the devices.</summary>
    public const string Zone = "bench.test";

    /// <summary>pebble-challtestsrv's DNS: every name is 127.0.0.1.</summary>
    public static readonly IPEndPoint Dns = new(IPAddress.Loopback, 8053);

    /// <summary>Logs, configuration and databases; absolute.</summary>
    public static string Folder => Path.Combine(Places.Repository, "artifacts", "bench-star");

    /// <summary>The published server.</summary>
    public static string Program => Environment.GetEnvironmentVariable("LOCALHTTPS_STAR_PROGRAM") ?? Path.Combine(Places.Repository, "artifacts", "star", "localhttps-star");

    /// <summary>An empty folder and a loopback interface that is up.</summary>
    public static async Task PrepareAsync()
    {
        LabGate.EnsureInside();
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
        Directory.CreateDirectory(Folder);
        await Command.MustAsync("ip", "link", "set", "lo", "up");
    }

    /// <summary>A client that connects to one port of loopback, whatever the name, and trusts one root.</summary>
    /// <param name="port">Where.</param>
    /// <param name="rootPem">The root of the server's certificate.</param>
    public static HttpClient Connect(int port, string rootPem)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.ImportFromPem(rootPem);
        return new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
    }

    /// <summary>Asks until the answer is 200.</summary>
    /// <returns>How long it took since the given moment.</returns>
    public static async Task<TimeSpan> WaitAsync(HttpClient http, Uri url, LabChild child, long since)
    {
        while (Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(60))
        {
            try
            {
                using var answer = await http.GetAsync(url);
                if (answer.IsSuccessStatusCode)
                    return Stopwatch.GetElapsedTime(since);
            }
            catch (HttpRequestException) when (!child.HasExited)
            {
                // It does not listen yet.
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
            }
        }
        throw new TimeoutException($"{url} is not ready. {string.Join(" | ", child.Lines.TakeLast(5))}");
    }
}
