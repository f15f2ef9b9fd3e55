using System.Net;
using System.Net.Sockets;

namespace LocalHttps.Lab;

/// <summary>A real authoritative DNS server on loopback that holds one zone and takes updates signed by one key.</summary>
public abstract class LabDnsServer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(15);
    private LabChild? child;

    private protected LabDnsServer(string folder, string zone)
    {
        Folder = folder;
        Zone = zone;
        EndPoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        KeyFile = Path.Combine(folder, "update.key");
    }

    /// <summary>Where it answers, UDP and TCP.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The zone, without the final dot.</summary>
    public string Zone { get; }

    /// <summary>The key, in the form of the server's own tool.</summary>
    public string KeyFile { get; }

    /// <summary>The key, for other programs.</summary>
    public DnsUpdateKey Key => DnsUpdateKey.Parse(File.ReadAllText(KeyFile));

    private protected string Folder { get; }

    /// <summary>A zone as the embedded server has it: its SOA record, one name server, and lines of a zone file.</summary>
    public static string ZoneFile(string zone, params IEnumerable<string> lines) =>
        $"""
        $ORIGIN {zone}.
        $TTL 3600
        @ SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 604800 60
        @ NS ns.{zone}.
        {string.Join('\n', lines)}

        """;

    /// <summary>Starts, or starts again with what it held, and returns once it answers.</summary>
    public async Task StartAsync()
    {
        child = LabChild.Start(Path.Combine(Folder, "server.log"), Command);
        await Poll.UntilAsync(
            async () => child.HasExited ? throw new InvalidOperationException($"{Command[0]}: {string.Join(" | ", child.Lines)}") : (await DigAsync(Zone, "SOA")).Contains("status: NOERROR", StringComparison.Ordinal),
            $"{Command[0]} answers",
            ReadyLimit);
    }

    /// <summary>Kills it.</summary>
    public async Task StopAsync()
    {
        if (child is not null)
        {
            await child.DisposeAsync();
            child = null;
        }
    }

    /// <summary>Changes the zone with knsupdate.</summary>
    /// <param name="lines">Such as <c>add a.home.test. 60 A 127.0.0.2</c>.</param>
    public async Task UpdateAsync(params IEnumerable<string> lines)
    {
        var script = $"server {EndPoint.Address} {EndPoint.Port}\nzone {Zone}.\n{string.Join('\n', lines)}\nsend\n";
        var result = await Lab.Command.RunAsync(["knsupdate", "-y", $"{Key.Algorithm}:{Key.Name}:{Key.Secret}"], input: script);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"knsupdate: {result.Error} {result.Output}");
    }

    /// <summary>Asks it with kdig.</summary>
    public Task<string> DigAsync(params string[] arguments) => DigAsync(EndPoint, arguments);

    /// <summary>Asks any server with kdig.</summary>
    public static async Task<string> DigAsync(IPEndPoint server, params string[] arguments)
    {
        string[] command = ["kdig", $"@{server.Address}", "-p", $"{server.Port}", "+retry=0", "+time=2", "+norecurse", .. arguments];
        return (await Lab.Command.RunAsync(command, limit: TimeSpan.FromSeconds(10))).Output;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract IReadOnlyList<string> Command { get; }

    private protected void WriteKey(string text)
    {
        File.WriteAllText(KeyFile, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private static int FreePort()
    {
        while (true)
        {
            using var tcp = new TcpListener(IPAddress.Loopback, 0);
            tcp.Start();
            var endPoint = (IPEndPoint)tcp.LocalEndpoint;
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            try
            {
                udp.Bind(endPoint);
                return endPoint.Port;
            }
            catch (SocketException)
            {
                // Taken on UDP: another.
            }
        }
    }
}
