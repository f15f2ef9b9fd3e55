using System.Globalization;

namespace LocalHttps.Lab;

/// <summary>Debian's PostgreSQL on a socket of its own in a temporary folder, as durable as a real one: what it acknowledged survives a kill.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(30);
    private readonly string folder;
    private readonly string programs;
    private LabChild? child;
    private int databases;

    private PostgresServer(string folder, string programs)
    {
        this.folder = folder;
        this.programs = programs;
    }

    private string Data => Path.Combine(folder, "data");

    // It does not run as root. Where this process is root only for itself there is nobody else to be, except in a namespace below.
    private static string[] AsOther { get; } =
        !Environment.IsPrivilegedProcess ? []
        : IsAnybody() ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        : ["unshare", "--user", "--map-user=1000", "--map-group=1000"];

    /// <summary>Makes a cluster and starts it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        const string root = "/usr/lib/postgresql";
        var version = Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).Where(path => File.Exists(Path.Combine(path, "bin", "initdb"))).MaxBy(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            : null;
        if (version is null)
            throw new InvalidOperationException("PostgreSQL is not installed: no initdb under /usr/lib/postgresql. Install Debian's postgresql.");
        var server = new PostgresServer(Directory.CreateTempSubdirectory("localhttps-postgres-").FullName, Path.Combine(version, "bin"));
        try
        {
            if (AsOther is ["setpriv", ..])
                await Command.MustAsync("chown", "postgres:postgres", server.folder);
            await Command.MustAsync([.. AsOther, Path.Combine(server.programs, "initdb"), "-D", server.Data, "-U", "star", "--auth=trust", "--no-locale", "-E", "UTF8", "--no-sync"]);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it after a kill; what it had acknowledged is there again.</summary>
    public Task StartAgainAsync() => Poll.UntilAsync(
        async () =>
        {
            if (child is not null)
                await child.DisposeAsync();
            child = LabChild.Start(
                Path.Combine(folder, "server.log"),
                [
                    .. AsOther, Path.Combine(programs, "postgres"), "-D", Data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=on", "-c", "shared_buffers=32MB",
                    "-c", "deadlock_timeout=100ms",
                ]);
            var started = child;
            await Poll.UntilAsync(() => Task.FromResult(started.HasExited || IsReady(started)), "PostgreSQL", ReadyLimit, () => Task.FromResult(string.Join(" | ", started.Lines)));
            // A server that was killed leaves children that hold its memory for a moment; until then a new one gives up at once.
            return !started.HasExited;
        },
        "PostgreSQL again",
        ReadyLimit,
        () => Task.FromResult(string.Join(" | ", child?.Lines ?? [])));

    /// <summary>Kills it with SIGKILL, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (child is not null)
            await child.KillAsync();
    }

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"star{Interlocked.Increment(ref databases)}";
        await Command.MustAsync(Path.Combine(programs, "createdb"), "-h", folder, "-U", "star", name);
        return $"Host={folder};Username=star;Database={name}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (child is not null)
            await child.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static bool IsAnybody() => long.Parse(File.ReadAllText("/proc/self/uid_map").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture) > 1;

    private static bool IsReady(LabChild server) => server.Lines.Any(line => line.Contains("database system is ready to accept connections", StringComparison.Ordinal));
}
