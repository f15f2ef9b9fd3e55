using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream.Embedded;
using LocalHttps.Star.Upstream.Remote;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Star.Tests.Upstream;

/// <summary>Issuance and worker over a CA elsewhere, a zone and a store, all in memory, with a clock that the test turns.</summary>
internal sealed class RemoteScene : IAsyncDisposable
{
    private readonly Scratch folder;
    private readonly WorkBell bell = new();
    private readonly StarMetrics metrics;
    private readonly EmbeddedCa signer;

    private RemoteScene(Scratch folder, EmbeddedCa signer, FakeTimeProvider time)
    {
        (this.folder, this.signer, Time) = (folder, signer, time);
        metrics = new StarMetrics(Meters);
        Stub = new StubCa(signer, Zone, time);
        Wire = new FaultyWire(Stub.Server);
        Http = new HttpClient(Wire);
        Ca = new AcmeCa(Settings, Store, Zone, Http, time, NullLogger<AcmeCa>.Instance);
    }

    public FakeTimeProvider Time { get; }

    public Meters Meters { get; } = new();

    public MemoryStore Store { get; } = new();

    public MemoryZone Zone { get; } = new();

    public StubCa Stub { get; }

    public FaultyWire Wire { get; }

    public HttpClient Http { get; }

    public LogLines<RenewalWorker> Log { get; } = new();

    public CaSettings Settings { get; } = new()
    {
        Directory = new Uri("https://ca.test/directory"),
        AutoRenewal = new AutoRenewalCapability { MinLifetime = 3600, MaxDuration = 31_536_000, AllowCertificateGet = true },
    };

    public RemoteCa Ca { get; set; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public IReadOnlyList<IssuedCertificate> Certificates => Store.State.Certificates;

    public WorkItem? Work => Store.State.Work.GetValueOrDefault("order");

    public Order Order => Store.State.Orders.Find(order => order.Id == "order")!;

    public static async Task<RemoteScene> OpenAsync()
    {
        var (folder, time) = (new Scratch(), new FakeTimeProvider(SampleOrders.Start));
        return new RemoteScene(folder, await EmbeddedCa.OpenAsync(SampleCa.Settings(folder), time, NullLogger<EmbeddedCa>.Instance, CancellationToken.None), time);
    }

    /// <summary>A process that has just started knows only what is in the store.</summary>
    public void Restart(Func<RemoteCa>? make = null)
    {
        Ca.Dispose();
        Ca = make?.Invoke() ?? new AcmeCa(Settings, Store, Zone, Http, Time, NullLogger<AcmeCa>.Instance);
    }

    public async Task FinalizeAsync(Order order)
    {
        await Store.ChangeAsync(async writer =>
        {
            if (order.DeviceId is { } id)
                await writer.AddDeviceAsync(SampleOrders.Device(id));
            await writer.AddOrderAsync(order);
            return true;
        }, CancellationToken.None);
        await new Issuance(Store, Ca, new RenewalSettings(), bell, metrics, Time, NullLogger<Issuance>.Instance)
            .FinalizeAsync(order.Id, SampleOrders.Csr([.. order.Identifiers.Select(identifier => identifier.Value)]), CancellationToken.None);
    }

    /// <summary>Has a fresh worker do what is due, once.</summary>
    public async Task WorkAsync()
    {
        using var worker = new RenewalWorker(Store, Ca, new RenewalSettings(), bell, metrics, Time, Log);
        await worker.RoundAsync(CancellationToken.None);
        await worker.SettledAsync();
    }

    /// <summary>Turns the clock from one due moment to the next up to a limit.</summary>
    public async Task RunUntilAsync(DateTimeOffset limit, int rounds = 2_000)
    {
        for (; rounds > 0; rounds--)
        {
            if (Work is not { } work || (work.LeaseUntil?.AddSeconds(1) ?? work.DueAt) is var due && due > limit)
                break;
            if (due > Now)
                Time.SetUtcNow(due);
            await WorkAsync();
        }
        Assert.IsGreaterThan(0, rounds, "It goes round and round.");
        if (limit > Now)
            Time.SetUtcNow(limit);
    }

    public async ValueTask DisposeAsync()
    {
        Ca.Dispose();
        Http.Dispose();
        bell.Dispose();
        metrics.Dispose();
        Meters.Dispose();
        signer.Dispose();
        await Store.DisposeAsync();
        folder.Dispose();
    }
}

/// <summary>A way to the CA that fails when it is told to.</summary>
internal sealed class FaultyWire(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Runs before a request arrives; its exception loses the request.</summary>
    public Action<HttpRequestMessage> Before { get; set; } = _ => { };

    /// <summary>Runs before an answer arrives; its exception loses the answer.</summary>
    public Action<HttpRequestMessage> After { get; set; } = _ => { };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Before(request);
        var response = await base.SendAsync(request, cancellationToken);
        After(request);
        return response;
    }
}
