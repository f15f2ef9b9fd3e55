using System.Net;
using System.Text.Json;

namespace LocalHttps.Lab;

/// <summary>Pebble's pebble-challtestsrv: a DNS server that answers what it is told, and a web server for http-01.</summary>
public sealed class ChallengeTestServer : IAsyncDisposable
{
    private const int DnsPort = 8053;
    private const int ManagementPort = 8055;
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(20);
    private readonly LabChild child;
    private readonly string address;

    private ChallengeTestServer(LabChild child, string address) => (this.child, this.address) = (child, address);

    /// <summary>Its DNS server.</summary>
    public IPEndPoint Dns => new(IPAddress.Parse(address), DnsPort);

    /// <summary>Starts it; every name that it was not told about has its own address, where its web server is.</summary>
    public static async Task<ChallengeTestServer> StartAsync(LabLoopback loopback, string folder)
    {
        var own = loopback.NextAddress();
        var started = LabChild.Start(
            Path.Combine(folder, "challtestsrv.log"),
            [
                "pebble-challtestsrv", "-defaultIPv4", own, "-defaultIPv6", "", "-dns01", $"{own}:{DnsPort}", "-http01", $"{own}:80", "-https01", "", "-tlsalpn01", "",
                "-management", $"{own}:{ManagementPort}",
            ]);
        var server = new ChallengeTestServer(started, own);
        await Poll.UntilAsync(async () => (await server.TryTellAsync("set-default-ipv4", new { ip = own })).ExitCode == 0, "pebble-challtestsrv", ReadyLimit);
        return server;
    }

    /// <summary>Publishes a TXT record.</summary>
    public Task SetTxtAsync(string name, string value) => TellAsync("set-txt", new { host = $"{name}.", value });

    /// <summary>Serves a response to http-01.</summary>
    public Task AddHttpAsync(string token, string content) => TellAsync("add-http01", new { token, content });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => child.DisposeAsync();

    private async Task TellAsync(string verb, object what)
    {
        if (await TryTellAsync(verb, what) is { ExitCode: not 0 } result)
            throw new InvalidOperationException($"pebble-challtestsrv: {verb}: {result.Error}");
    }

    private Task<CommandResult> TryTellAsync(string verb, object what) =>
        Command.RunAsync(["curl", "-sSf", "-d", JsonSerializer.Serialize(what), $"http://{address}:{ManagementPort}/{verb}"]);
}
