using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Devices;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Renewal;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;
using LocalHttps.Star.Upstream.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalHttps.Benchmarks.Star;

/// <summary>Many devices, each with its enrolment, account, address, STAR order, certificate and next renewal, as they stand in the database.</summary>
internal sealed class Fleet(StarServer server)
{
    private const int Batch = 2000;
    private const string Jwk = """{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}""";

    /// <summary>The ends of some star-certificate URLs.</summary>
    public List<string> CertificateIds { get; } = [];

    /// <summary>When the next certificate of each order is due.</summary>
    public Dictionary<string, DateTimeOffset> Due { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes them, by the server's own CA.</summary>
    public async Task AddAsync(int devices, TimeSpan lifetime)
    {
        await using var store = await server.OpenStoreAsync();
        var renewal = new AutoRenewalCapability { MinLifetime = 60, MaxDuration = 400 * 86_400L, AllowCertificateGet = true };
        using var ca = await EmbeddedCa.OpenAsync(
            new() { Folder = Path.Combine(server.Data, "ca"), Zone = StarPlace.Zone, AutoRenewal = renewal }, TimeProvider.System, NullLogger<EmbeddedCa>.Instance, CancellationToken.None);
        var csr = OrderingClient.Csr($"0000-0000-0000-device.{StarPlace.Zone}");
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(Csr.PublicKeyInfo(csr).Span, out _);
        var now = TimeProvider.System.GetUtcNow();
        for (var first = 0; first < devices; first += Batch)
        {
            var rows = new Row[Math.Min(Batch, devices - first)];
            await Parallel.ForAsync(0, rows.Length, async (place, _) => rows[place] = await MakeAsync(ca, publicKey, csr, now, lifetime, Spread(now, lifetime, first + place, devices)));
            foreach (var row in rows)
                Due[row.Order.Id] = row.Due;
            CertificateIds.AddRange(rows.Take(20).Select(row => row.Order.CertificateId));
            await store.ChangeAsync(writer => AddAsync(writer, rows), CancellationToken.None);
        }
    }

    /// <summary>Gives every series another lifetime and spreads what is due next over it, from now on.</summary>
    /// <param name="lifetime">The lifetime.</param>
    /// <param name="overdue">So many are due now instead.</param>
    public async Task RescheduleAsync(TimeSpan lifetime, int overdue = 0)
    {
        await using var store = await server.OpenStoreAsync();
        Due.Clear();
        var now = TimeProvider.System.GetUtcNow();
        var orders = await ReadAsync(store);
        foreach (var page in orders.Chunk(Batch))
        {
            await store.ChangeAsync(
                async writer =>
                {
                    foreach (var order in page)
                    {
                        var index = ((await writer.FindLatestCertificateAsync(order.Id))?.Index ?? 0) + 1;
                        var at = Due.Count < overdue ? now : Spread(now, lifetime, Due.Count, orders.Count);
                        var changed = order with { SeriesStart = at - (lifetime * (index - 0.5)), AutoRenewal = order.AutoRenewal! with { Lifetime = (long)lifetime.TotalSeconds } };
                        var planned = SeriesPlan.At(changed, index)!;
                        await writer.SaveOrderAsync(changed);
                        await writer.SetWorkAsync(new WorkItem { OrderId = order.Id, Kind = WorkKind.Renew, DueAt = planned.NotBefore });
                        Due[order.Id] = planned.NotBefore;
                    }
                    return true;
                },
                CancellationToken.None);
        }
    }

    private static DateTimeOffset Spread(DateTimeOffset now, TimeSpan lifetime, int place, int devices) => now + (lifetime * ((place + 0.5) / devices));

    private static async Task<List<Order>> ReadAsync(IStore store)
    {
        var orders = new List<Order>();
        IReadOnlyList<Order> page;
        do
        {
            page = await store.ReadAsync(reader => reader.ListOrdersAsync(accountId: null, deviceId: null, orders.Count == 0 ? null : orders[^1].Id, Batch), CancellationToken.None);
            orders.AddRange(page);
        }
        while (page.Count == Batch);
        return orders;
    }

    private static async Task<Row> MakeAsync(EmbeddedCa ca, PublicKey publicKey, byte[] csr, DateTimeOffset now, TimeSpan lifetime, DateTimeOffset due)
    {
        var cname = DeviceCnames.New(StarPlace.Zone, label: null);
        // Its second certificate is out; the third is due at the given moment.
        var start = due - (lifetime * 1.5);
        var (accountId, deviceId, enrolmentId) = (Id.New(), Id.New(), Id.New());
        var device = new Device { Id = deviceId, Cname = cname, DeviceName = "Bench device", Template = DeviceTemplate.For(cname), AccountId = accountId, CreatedAt = start };
        var enrolment = new Enrolment { Id = enrolmentId, MacKey = RandomNumberGenerator.GetBytes(32), DeviceId = deviceId, CreatedAt = start, ExpiresAt = start.AddDays(1), AccountId = accountId };
        var account = new Account { Id = accountId, Thumbprint = $"{Id.New()}{Id.New()}"[..43], Jwk = Jwk, Contacts = [], EnrolmentId = enrolmentId, CreatedAt = start };
        var order = new Order
        {
            Id = Id.New(),
            AccountId = accountId,
            DeviceId = deviceId,
            Identifiers = [new(AcmeIdentifier.Dns, cname)],
            AuthorizationIds = [],
            CreatedAt = start,
            ExpiresAt = start.AddDays(7),
            AutoRenewal = new() { EndDate = now.AddDays(365), Lifetime = (long)lifetime.TotalSeconds, AllowCertificateGet = true },
            Csr = csr,
            FinalizedAt = start,
            SeriesStart = start,
            ValidAt = start,
            CertificateId = Id.New(),
        };
        var planned = SeriesPlan.At(order, 1)!;
        var chain = await ca.SignAsync([cname], publicKey, now.AddSeconds(-1), planned.NotAfter, revocable: false, CancellationToken.None);
        return new(account, device, enrolment, order, IssuedChain.Read(chain, order, 1, now), SeriesPlan.At(order, 2)!.NotBefore);
    }

    private static async Task<bool> AddAsync(IStoreWriter writer, IEnumerable<Row> rows)
    {
        foreach (var row in rows)
        {
            await writer.AddDeviceAsync(row.Device);
            await writer.AddEnrolmentAsync(row.Enrolment);
            await writer.AddAccountAsync(row.Account);
            await writer.AddRecordAsync(new ZoneRecord(row.Device.Cname, ZoneRecordType.A, "192.168.1.20", TimeSpan.FromMinutes(1), row.Device.Id));
            await writer.AddOrderAsync(row.Order);
            await writer.AddCertificateAsync(row.Certificate);
            await writer.SetWorkAsync(new WorkItem { OrderId = row.Order.Id, Kind = WorkKind.Renew, DueAt = row.Due });
        }
        return true;
    }

    private sealed record Row(Account Account, Device Device, Enrolment Enrolment, Order Order, IssuedCertificate Certificate, DateTimeOffset Due);
}
