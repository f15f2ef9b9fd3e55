using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using LocalHttps.Lab;

namespace LocalHttps.Benchmarks.Star;

/// <summary>A server that orders are taken to.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Child">Its process.</param>
/// <param name="Directory">Its ACME directory.</param>
/// <param name="Connect">Makes a client that trusts it.</param>
internal sealed record AcmePeer(string Name, LabChild Child, Uri Directory, Func<HttpClient> Connect) : IAsyncDisposable
{
    private const string Host = "pebble.bench.test";

    /// <summary>pebble-challtestsrv as the resolver of everybody; without an IPv6 address for anything.</summary>
    public static LabChild StartResolver() => LabChild.Start(
        Path.Combine(StarPlace.Folder, "resolver.log"),
        [
            "pebble-challtestsrv", "-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-dns01", $"{StarPlace.Dns}", "-http01", "", "-https01", "", "-tlsalpn01", "",
            "-management", "127.0.0.1:8055",
        ]);

    /// <summary>Debian's Pebble with its chaos off: no sleeps and no refused nonces.</summary>
    /// <param name="port">Where it listens.</param>
    /// <param name="reuse">Of a hundred orders so many take an authorization that is there.</param>
    public static async Task<AcmePeer> StartPebbleAsync(int port, int reuse)
    {
        var folder = Path.Combine(StarPlace.Folder, $"pebble-{port}");
        System.IO.Directory.CreateDirectory(folder);
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new LabAuthority("Pebble", now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(Path.Combine(folder, "tls.pem"), $"{authority.IssuePem(key, Host, now.AddDays(-1), now.AddDays(30))}\n{authority.IntermediatePem}");
        await File.WriteAllTextAsync(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        var configuration = new
        {
            pebble = new
            {
                listenAddress = $"127.0.0.1:{port}",
                managementListenAddress = $"127.0.0.1:{port + 1}",
                certificate = Path.Combine(folder, "tls.pem"),
                privateKey = Path.Combine(folder, "tls.key"),
                httpPort = StarPlace.HttpPort,
                tlsPort = 8443,
                ocspResponderURL = "",
                externalAccountBindingRequired = false,
            },
        };
        var file = Path.Combine(folder, "pebble.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(configuration));
        var started = Stopwatch.GetTimestamp();
        var child = LabChild.Start(Path.Combine(folder, "pebble.log"), ["pebble", "-config", file, "-dnsserver", $"{StarPlace.Dns}"], new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PEBBLE_VA_NOSLEEP"] = "1",
            ["PEBBLE_WFE_NONCEREJECT"] = "0",
            ["PEBBLE_AUTHZREUSE"] = $"{reuse}",
        });
        var root = authority.RootPem;
        var peer = new AcmePeer("Pebble", child, new Uri($"https://{Host}:{port}/dir"), () => StarPlace.Connect(port, root));
        using var http = peer.Connect();
        await StarPlace.WaitAsync(http, peer.Directory, child, started);
        return peer;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Child.DisposeAsync();
}
