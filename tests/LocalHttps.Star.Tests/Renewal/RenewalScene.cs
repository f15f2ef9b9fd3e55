using LocalHttps.Star.Domain;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Tests.Fakes;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Star.Tests.Renewal;

/// <summary>Issuance and worker over a store in memory, a CA in a scratch folder and a clock that the test turns.</summary>
internal sealed class RenewalScene : IAsyncDisposable
{
    private readonly Scratch folder;
    private readonly StarMetrics metrics;
    private readonly WorkBell bell = new();

    private RenewalScene(EmbeddedCa ca, Scratch scratch, FakeTimeProvider time, bool immediate)
    {
        folder = scratch;
        (Ca, Time) = (ca, time);
        Upstream = new ScriptedUpstream(ca, time) { IsImmediate = immediate, Lifetime = immediate ? null : TimeSpan.FromDays(6) };
        metrics = new StarMetrics(Meters);
        Worker = AnotherWorker("one");
        Issuance = new Issuance(Store, Upstream, new RenewalSettings(), bell, metrics, time, NullLogger<Issuance>.Instance);
    }

    public FakeTimeProvider Time { get; }

    public EmbeddedCa Ca { get; }

    public MemoryStore Store { get; } = new();

    public Meters Meters { get; } = new();

    public LogLines<RenewalWorker> Log { get; } = new();

    public ScriptedUpstream Upstream { get; }

    public Issuance Issuance { get; }

    public RenewalWorker Worker { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public IReadOnlyList<IssuedCertificate> Certificates => Store.State.Certificates;

    public WorkItem? Work => Store.State.Work.GetValueOrDefault("order");

    public static async Task<RenewalScene> OpenAsync(bool immediate = true)
    {
        var scratch = new Scratch();
        var time = new FakeTimeProvider(SampleOrders.Start);
        var ca = await EmbeddedCa.OpenAsync(SampleCa.Settings(scratch), time, NullLogger<EmbeddedCa>.Instance, CancellationToken.None);
        return new RenewalScene(ca, scratch, time, immediate);
    }

    public RenewalWorker AnotherWorker(string owner, IUpstream? upstream = null) =>
        new(Store, upstream ?? Upstream, new RenewalSettings { Owner = owner, Batch = 16 }, bell, metrics, Time, Log);

    public Task ChangeAsync(Func<LocalHttps.Star.Store.IStoreWriter, Task> change) => Store.ChangeAsync(async writer =>
    {
        await change(writer);
        return true;
    }, CancellationToken.None);

    public Order Order(string id = "order") => Store.State.Orders.Find(order => order.Id == id)!;

    /// <summary>Adds an order with its device and finalizes it.</summary>
    public async Task<Order> FinalizeAsync(Order order)
    {
        await AddAsync(order);
        return await Issuance.FinalizeAsync(order.Id, SampleOrders.Csr([.. order.Identifiers.Select(identifier => identifier.Value)]), CancellationToken.None);
    }

    public Task AddAsync(Order order) => ChangeAsync(async writer =>
    {
        if (order.DeviceId is { } id && await writer.FindDeviceAsync(id) is null)
            await writer.AddDeviceAsync(SampleOrders.Device(id));
        await writer.AddOrderAsync(order);
    });

    /// <summary>Has the worker do all that is due.</summary>
    public async Task WorkAsync(RenewalWorker? worker = null)
    {
        worker ??= Worker;
        for (var more = true; more;)
        {
            more = await worker.RoundAsync(CancellationToken.None);
            await worker.SettledAsync();
        }
    }

    /// <summary>Turns the clock to each moment when something is due, up to a limit, and has it done.</summary>
    public async Task RunUntilAsync(DateTimeOffset limit)
    {
        for (var step = 0; step < 10_000; step++)
        {
            await WorkAsync();
            if (Store.State.Work.IsEmpty || Store.State.Work.Values.Min(item => item.DueAt) is var due && due > limit)
                break;
            if (due > Now)
                Time.SetUtcNow(due);
        }
        if (limit > Now)
            Time.SetUtcNow(limit);
    }

    public async ValueTask DisposeAsync()
    {
        Worker.Dispose();
        bell.Dispose();
        metrics.Dispose();
        Meters.Dispose();
        Ca.Dispose();
        await Store.DisposeAsync();
        folder.Dispose();
    }
}
