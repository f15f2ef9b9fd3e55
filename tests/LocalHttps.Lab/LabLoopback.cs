using System.Globalization;
using System.Text;

namespace LocalHttps.Lab;

/// <summary>This process alone on loopback, with a hosts file and a resolver file of its own. Whoever serves gets an address of its own, so that ports are never taken.</summary>
public sealed class LabLoopback
{
    private readonly string hosts;
    private readonly Lock gate = new();
    private int last;

    private LabLoopback(string folder)
    {
        Folder = folder;
        hosts = Path.Combine(folder, "hosts");
    }

    /// <summary>For logs and configuration; kept afterwards.</summary>
    public string Folder { get; }

    /// <summary>Sets it up, once in a process.</summary>
    /// <param name="folder">Absolute; emptied first.</param>
    public static async Task<LabLoopback> CreateAsync(string folder)
    {
        LabGate.EnsureInside();
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var loopback = new LabLoopback(folder);
        await File.WriteAllTextAsync(loopback.hosts, "127.0.0.1 localhost\n::1 localhost\n", new UTF8Encoding(false));
        // An empty one means 127.0.0.1, where nobody listens: unknown names fail at once.
        await File.WriteAllTextAsync(Path.Combine(folder, "resolv.conf"), "");
        await Command.MustAsync("sh", "-c", $"""
            set -e
            mount --bind '{loopback.hosts}' /etc/hosts
            mount --bind '{folder}/resolv.conf' /etc/resolv.conf
            ip link set lo up
            """);
        return loopback;
    }

    /// <summary>An address that nobody else has.</summary>
    public string NextAddress()
    {
        var number = Interlocked.Increment(ref last);
        return string.Create(CultureInfo.InvariantCulture, $"127.0.{1 + (number / 250)}.{1 + (number % 250)}");
    }

    /// <summary>Lets every program here find a name, as its resolver would.</summary>
    public void AddHost(string name, string address)
    {
        lock (gate)
        {
            File.AppendAllText(hosts, $"{address} {name}\n");
        }
    }
}
