using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>Where the proxy keeps its things.</summary>
public enum Keeper
{
    /// <summary>A file.</summary>
    Sqlite,

    /// <summary>A server.</summary>
    Postgres,
}

/// <summary>The proxy with its embedded CA and DNS, to be killed; it asks pebble-challtestsrv for proofs.</summary>
internal sealed class KillScene : IAsyncDisposable
{
    public const string Zone = "home.test";
    private readonly PostgresServer? database;

    private KillScene(StarProcess star, ChallengeTestServer challenges, PostgresServer? database, string rootFile) =>
        (Star, Challenges, this.database, RootFile) = (star, challenges, database, rootFile);

    public StarProcess Star { get; }

    public ChallengeTestServer Challenges { get; }

    public string RootFile { get; }

    /// <summary>How long a proof may take whose process was killed: an instance among several has to take it that another may be at it still.</summary>
    public TimeSpan LostProof => TimeSpan.FromSeconds(database is null ? 30 : 90);

    public static async Task<KillScene> CreateAsync(Keeper keeper)
    {
        var folder = StarLab.NewFolder("kill");
        var server = keeper == Keeper.Postgres ? await PostgresServer.StartAsync() : null;
        var web = await ChallengeTestServer.StartAsync(StarLab.Loopback, folder);
        var settings = Settings(web);
        if (server is not null)
            settings["database"] = await WriteConnectionAsync(folder, server);
        var started = await StartAsync(folder, StarLab.NewId("kill"), settings);
        return new(started, web, server, await started.ExportRootAsync());
    }

    /// <summary>What such a proxy is told.</summary>
    public static Dictionary<string, string> Settings(ChallengeTestServer challenges) => new(StringComparer.Ordinal)
    {
        ["zone"] = Zone,
        ["dns"] = $"{StarLab.Loopback.NextAddress()}:53",
        ["resolver"] = challenges.Dns.ToString(),
        ["http-loopback"] = "true",
        ["min-lifetime"] = "4s",
        ["limit-address"] = "0",
        ["limit-account"] = "0",
        ["limit-new-accounts"] = "0",
    };

    /// <summary>Starts a proxy under a host name of its own.</summary>
    public static async Task<StarProcess> StartAsync(string folder, string host, IReadOnlyDictionary<string, string> settings)
    {
        var star = StarLab.NewStar(folder, $"{host}.{Zone}", settings);
        await star.StartAsync();
        return star;
    }

    /// <summary>Makes a database.</summary>
    /// <returns>The file that names it.</returns>
    public static async Task<string> WriteConnectionAsync(string folder, PostgresServer server)
    {
        var file = Path.Combine(folder, "connection");
        await File.WriteAllTextAsync(file, await server.CreateDatabaseAsync());
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        await Star.DisposeAsync();
        await Challenges.DisposeAsync();
        if (database is not null)
            await database.DisposeAsync();
    }
}
