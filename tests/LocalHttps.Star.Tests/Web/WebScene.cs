using System.Net;
using LocalHttps.Acme;
using LocalHttps.Star.Composition;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Devices;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Sqlite;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using LocalHttps.Star.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Star.Tests.Web;

/// <summary>The whole service on an in-memory server, over SQLite, an embedded CA, validators that the test answers for, and a clock that the test turns.</summary>
internal sealed class WebScene : IAsyncDisposable
{
    private readonly Scratch folder;
    private readonly EmbeddedCa ca;
    private readonly WebApplication app;

    private WebScene(Scratch folder, EmbeddedCa ca, WebApplication app, StarSettings settings, ScriptedValidators validators)
    {
        (this.folder, this.ca, this.app) = (folder, ca, app);
        (Store, Time, Validators) = (Service<IStore>(), (FakeTimeProvider)Service<TimeProvider>(), validators);
        (Zone, Links) = (settings.Zone, new(settings.Url));
        Http = app.GetTestClient();
        Http.BaseAddress = settings.Url;
    }

    public string Zone { get; }

    public FakeTimeProvider Time { get; }

    public IStore Store { get; }

    public HttpClient Http { get; }

    public ScriptedValidators Validators { get; }

    public Links Links { get; }

    public DeviceRegister Register => new(Store, Time);

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public TestServer Server => app.GetTestServer();

    /// <summary>Opens it.</summary>
    /// <param name="change">Other settings.</param>
    /// <param name="upstream">Another upstream than the embedded CA.</param>
    /// <param name="clock">The clock of another scene.</param>
    public static async Task<WebScene> OpenAsync(Func<StarSettings, StarSettings>? change = null, Func<IStore, IZone, TimeProvider, IUpstream>? upstream = null, FakeTimeProvider? clock = null)
    {
        var scratch = new Scratch();
        var time = clock ?? new FakeTimeProvider(SampleOrders.Start);
        var settings = Settings(scratch);
        settings = change?.Invoke(settings) ?? settings;
        var authority = await EmbeddedCa.OpenAsync(SampleCa.Settings(scratch), time, NullLogger<EmbeddedCa>.Instance, CancellationToken.None);
        var store = new SqliteStore(scratch.At("star.db"), time);
        await store.MigrateAsync(CancellationToken.None);
        var zone = new EmbeddedZone(store, new ZoneAuthority { Apex = settings.Zone, NameServers = ["star.home.test"] }, NullLogger<EmbeddedZone>.Instance, time);
        var validators = new ScriptedValidators();
        var parts = new StarParts
        {
            Store = store,
            Nonces = new MemoryNonceLedger(time),
            Upstream = upstream?.Invoke(store, zone, time) ?? authority,
            Zone = zone,
            Validators = validators.All,
            Caa = validators,
            RevocationLists = new(authority, store, time),
        };
        var host = StarHost.Build(settings, parts, time, builder => builder.WebHost.UseTestServer());
        await host.StartAsync();
        return new(scratch, authority, host, settings, validators);
    }

    public static StarSettings Settings(Scratch folder) => new()
    {
        Data = folder.Root,
        Zone = SampleOrders.Zone,
        Url = new("https://star.home.test:14000"),
        Listen = IPEndPoint.Parse("127.0.0.1:0"),
        Dns = new DnsSettings.Embedded(IPEndPoint.Parse("127.0.0.1:0"), ["star.home.test"], []),
        Upstream = new UpstreamSettings.Embedded(),
        Bounds = new(),
        Validation = new() { OrdinaryZone = "hosts.home.test" },
        Limits = new() { PerAccount = 0, PerAddress = 0, NewAccounts = 0, NewOrders = 0 },
    };

    /// <summary>A client that has registered with an enrolment of its own.</summary>
    public async Task<RawClient> RegisterAsync(Enrolment? enrolment = null)
    {
        var client = new RawClient(this);
        var answer = await client.RegisterAsync(enrolment ?? await Register.EnrolAsync(TimeSpan.FromDays(1), CancellationToken.None));
        Assert.AreEqual(HttpStatusCode.Created, answer.Status, answer.Text);
        return client;
    }

    /// <summary>A device, and a client that has enrolled as it.</summary>
    public async Task<(Device Device, RawClient Client)> EnrolAsync(string name = "IoTD-1000A")
    {
        var (device, enrolment) = await Register.AddAsync(name, label: null, Zone, TimeSpan.FromDays(1), CancellationToken.None);
        return (device, await RegisterAsync(enrolment));
    }

    /// <summary>The library's client.</summary>
    public AcmeClient NewClient(IAccountKey key) => new(Http, key, new() { Directory = Links.Directory, Clock = Time });

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        ca.Dispose();
        await Store.DisposeAsync();
        folder.Dispose();
    }
}
