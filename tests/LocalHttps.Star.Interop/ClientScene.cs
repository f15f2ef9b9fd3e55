using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>ACME clients that nobody here wrote.</summary>
public enum ClientKind
{
    /// <summary>certbot.</summary>
    Certbot,

    /// <summary>lego.</summary>
    Lego,

    /// <summary>uacme.</summary>
    Uacme,
}

/// <summary>How they prove control.</summary>
public enum Way
{
    /// <summary>dns-01.</summary>
    Dns,

    /// <summary>http-01.</summary>
    Http,
}

/// <summary>The proxy with its embedded CA for ordinary clients; its zone and theirs are in one Knot.</summary>
internal sealed class ClientScene : IAsyncDisposable
{
    public const string Zone = "home.test";
    private readonly string folder;
    private readonly KnotServer decoy;
    private readonly ChallengeTestServer stranger;

    private ClientScene(string folder, KnotServer knot, KnotServer decoy, ChallengeTestServer stranger, StarProcess star, string rootFile) =>
        (this.folder, Knot, this.decoy, this.stranger, Star, RootFile) = (folder, knot, decoy, stranger, star, rootFile);

    public KnotServer Knot { get; }

    public StarProcess Star { get; }

    public string RootFile { get; }

    public static Task<ClientScene> CreateAsync() => CreateAsync(StarLab.NewFolder("clients"));

    private static async Task<ClientScene> CreateAsync(string place)
    {
        var zone = LabDnsServer.ZoneFile(Zone, "ns A 127.0.0.1");
        var knot = await KnotServer.StartAsync(Path.Combine(place, "knot"), Zone, zone, parent: "test");
        var other = await KnotServer.StartAsync(Path.Combine(place, "decoy"), Zone, zone);
        var web = await ChallengeTestServer.StartAsync(StarLab.Loopback, place);
        var star = StarLab.NewStar(place, $"star.{Zone}", new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["zone"] = Zone,
            ["dns-update"] = knot.EndPoint.ToString(),
            ["dns-update-key"] = knot.KeyFile,
            ["resolver"] = knot.EndPoint.ToString(),
            ["http-loopback"] = "true",
            ["limit-new-accounts"] = "0",
        });
        await star.StartAsync();
        return new(place, knot, other, web, star, await star.ExportRootAsync());
    }

    /// <summary>A client with an enrolment of its own.</summary>
    public async Task<IAcmeProgram> NewClientAsync(ClientKind kind, bool bound = true)
    {
        var access = new AcmeAccess(Star.Directory, RootFile, bound ? await Star.AddAccountAsync() : null);
        var own = Path.Combine(folder, StarLab.NewId(kind.ToString().ToLowerInvariant()));
        return kind switch
        {
            ClientKind.Certbot => new CertbotClient(own, access),
            ClientKind.Lego => new LegoClient(own, access),
            _ => new UacmeClient(own, access),
        };
    }

    /// <summary>A name in the ordinary zone and how its holder proves that.</summary>
    public async Task<(string Name, Proof Proof)> NewNameAsync(Way way)
    {
        var name = $"{StarLab.NewId("n")}.hosts.{Zone}";
        if (way == Way.Dns)
            return (name, new Proof.Dns(Knot));
        var address = StarLab.Loopback.NextAddress();
        await Knot.UpdateAsync($"add {name}. 1 A {address}");
        return (name, new Proof.Http(address));
    }

    /// <summary>A name in the ordinary zone that somebody else holds: the proof does not show up where the proxy looks.</summary>
    public async Task<(string Name, Proof Proof)> NewNameOfAnotherAsync(Way way)
    {
        var name = $"{StarLab.NewId("n")}.hosts.{Zone}";
        await Knot.UpdateAsync($"add _acme-challenge.{name}. 1 TXT \"somebody-else\"", $"add {name}. 1 A {stranger.Dns.Address}");
        return (name, way == Way.Dns ? new Proof.Dns(decoy) : new Proof.Http(StarLab.Loopback.NextAddress()));
    }

    public async ValueTask DisposeAsync()
    {
        await Star.DisposeAsync();
        await stranger.DisposeAsync();
        await decoy.DisposeAsync();
        await Knot.DisposeAsync();
    }
}
