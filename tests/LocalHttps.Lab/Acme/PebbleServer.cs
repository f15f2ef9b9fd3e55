using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;

namespace LocalHttps.Lab;

/// <summary>Debian's Pebble, a CA that rejects good nonces and sleeps at random, on purpose; both are left on. What it holds is gone with its process.</summary>
public sealed class PebbleServer : IAsyncDisposable
{
    private const int Port = 14000;
    private const int ManagementPort = 15000;
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);
    private readonly string folder;
    private readonly string address;
    private readonly IPEndPoint dns;
    private LabChild? child;

    private PebbleServer(string folder, string name, string address, IPEndPoint dns)
    {
        (this.folder, this.address, this.dns) = (folder, address, dns);
        Directory = new Uri($"https://{name}:{Port}/dir");
    }

    /// <summary>Its directory.</summary>
    public Uri Directory { get; }

    /// <summary>PEM of the root that its TLS certificate is checked with. Not the root of what it issues.</summary>
    public string RootFile => Path.Combine(folder, "root.pem");

    private string Log => Path.Combine(folder, "pebble.log");

    /// <summary>Makes its own certificate and starts it.</summary>
    /// <param name="loopback">Where it gets an address and a name.</param>
    /// <param name="folder">Its own.</param>
    /// <param name="name">Its host's name.</param>
    /// <param name="dns">The server that it looks every challenge up at.</param>
    /// <param name="validity">How long its certificates live.</param>
    public static async Task<PebbleServer> StartAsync(LabLoopback loopback, string folder, string name, IPEndPoint dns, TimeSpan validity)
    {
        System.IO.Directory.CreateDirectory(folder);
        var pebble = new PebbleServer(folder, name, loopback.NextAddress(), dns);
        loopback.AddHost(name, pebble.address);
        pebble.WriteFiles(name, validity);
        await pebble.StartAgainAsync();
        return pebble;
    }

    /// <summary>Starts it without what it held before, with keys of its own anew.</summary>
    public async Task StartAgainAsync()
    {
        child = LabChild.Start(Log, ["pebble", "-config", Path.Combine(folder, "pebble.json"), "-dnsserver", dns.ToString()]);
        await child.WaitForLineAsync(line => line.Contains("ACME directory available at", StringComparison.Ordinal), ReadyLimit, "Pebble");
        await Poll.UntilAsync(async () => (await Command.RunAsync(["curl", "-sf", "--cacert", RootFile, Directory.AbsoluteUri])).ExitCode == 0, "Pebble's directory", ReadyLimit);
    }

    /// <summary>How many certificates it has issued since the first start.</summary>
    public async Task<int> CountIssuedAsync()
    {
        await using var log = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(log);
        return (await reader.ReadToEndAsync()).Split("Issued certificate serial").Length - 1;
    }

    /// <summary>Kills it; everything that it held is lost.</summary>
    public async Task KillAsync()
    {
        if (child is not null)
            await child.DisposeAsync();
        child = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private void WriteFiles(string name, TimeSpan validity)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authority = new LabAuthority("Pebble", now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(Path.Combine(folder, "tls.pem"), authority.IssuePem(key, name, now.AddDays(-1), now.AddDays(30)) + "\n" + authority.IntermediatePem);
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(RootFile, authority.RootPem);
        var configuration = new
        {
            pebble = new
            {
                listenAddress = $"{address}:{Port}",
                managementListenAddress = $"{address}:{ManagementPort}",
                certificate = Path.Combine(folder, "tls.pem"),
                privateKey = Path.Combine(folder, "tls.key"),
                httpPort = 80,
                tlsPort = 443,
                ocspResponderURL = "",
                externalAccountBindingRequired = false,
                certificateValidityPeriod = long.Parse($"{validity.TotalSeconds:0}", CultureInfo.InvariantCulture),
            },
        };
        File.WriteAllText(Path.Combine(folder, "pebble.json"), JsonSerializer.Serialize(configuration));
    }
}
