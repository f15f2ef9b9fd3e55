using System.Globalization;
using System.Text.Json;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Store;

/// <summary>Things to store, every member set, with text that is hostile to careless SQL.</summary>
internal static class StoreSamples
{
    public static readonly DateTimeOffset Start = DateTimeOffset.Parse("2027-01-10T12:00:00.123456Z", CultureInfo.InvariantCulture);

    private const string Hostile = "Gerät 'Küche'; DROP TABLE device;-- \"π\" \\ @Id 🔒";

    public static Device Device(string id = "d") => new()
    {
        Id = id,
        Cname = $"{id.ToLowerInvariant()}-7c34-23be-device.home.test",
        DeviceName = Hostile,
        Template = new CsrTemplate
        {
            KeyTypes = [new CsrKeyType { PublicKeyType = "id-ecPublicKey", NamedCurve = "secp256r1", SignatureType = "ecdsa-with-SHA256" }],
            Extensions = new CsrExtensions { SubjectAltName = new CsrSubjectAltName { Dns = [$"{id}.home.test"] }, KeyUsage = ["digitalSignature"] },
        },
        CreatedAt = Start,
    };

    public static Enrolment Enrolment(string id = "e", string? deviceId = null) =>
        new() { Id = id, MacKey = new byte[] { 0, 1, 255 }, DeviceId = deviceId, CreatedAt = Start, ExpiresAt = Start.AddDays(1) };

    public static Account Account(string id = "a", string? enrolmentId = null) => new()
    {
        Id = id,
        Thumbprint = $"print-{id}",
        Jwk = """{"kty":"EC"}""",
        Contacts = ["mailto:a@home.test", Hostile],
        EnrolmentId = enrolmentId,
        CreatedAt = Start,
    };

    public static Order Order(string id = "o", string accountId = "a", string? deviceId = null, params string[] authorizationIds) => new()
    {
        Id = id,
        AccountId = accountId,
        DeviceId = deviceId,
        Identifiers = [new AcmeIdentifier("dns", "*.a.hosts.home.test"), new AcmeIdentifier("dns", "b.hosts.home.test")],
        AuthorizationIds = authorizationIds,
        CreatedAt = Start,
        ExpiresAt = Start.AddDays(7),
        CertificateId = $"certificate-{id}",
    };

    public static Order FullOrder(Order order) => order with
    {
        NotBefore = Start.AddHours(1),
        NotAfter = Start.AddHours(2),
        AutoRenewal = new AutoRenewal { StartDate = WholeSecond(Start), EndDate = WholeSecond(Start.AddDays(30)), Lifetime = 345_600, LifetimeAdjust = 259_200, AllowCertificateGet = true },
        AllowCertificateGet = false,
        Profile = "shortlived",
        Csr = new byte[] { 0x30, 0, 0xFF },
        FinalizedAt = Start.AddSeconds(1),
        SeriesStart = Start.AddSeconds(2),
        ValidAt = Start.AddSeconds(3),
        CanceledAt = Start.AddSeconds(4),
        Error = Problems.Compound(403, [Problems.RejectedIdentifier(Hostile, new AcmeIdentifier("dns", "x.home.test")).Problem]).Problem,
        UpstreamStarCertificate = new Uri("https://ca.test/star/x?y=%20z"),
        Journal = Hostile,
    };

    public static Authorization Authorization(string id = "z", string accountId = "a", string name = "a.hosts.home.test") => new()
    {
        Id = id,
        AccountId = accountId,
        Identifier = new AcmeIdentifier("dns", name),
        Wildcard = true,
        CreatedAt = Start,
        ExpiresAt = Start.AddDays(7),
        Challenges = [new Challenge { Id = $"{id}-dns", Type = "dns-01", Token = $"{id}-t" }, new Challenge { Id = $"{id}-http", Type = "http-01", Token = $"{id}-u" }],
    };

    public static Authorization Proved(Authorization authorization, DateTimeOffset at) =>
        authorization with { Challenges = [authorization.Challenges[0] with { AttemptedAt = at, ValidatedAt = at }, authorization.Challenges[1]] };

    public static IssuedCertificate Certificate(string orderId = "o", int index = 0) => new()
    {
        Fingerprint = $"print-{orderId}-{index}",
        OrderId = orderId,
        Index = index,
        SerialNumber = "0a",
        NotBefore = Start,
        NotAfter = Start.AddDays(4),
        ChainPem = "-----BEGIN CERTIFICATE-----\n",
        IssuedAt = Start,
    };

    public static WorkItem Work(string orderId = "o", double dueAfter = 0) => new() { OrderId = orderId, Kind = WorkKind.Renew, DueAt = Start.AddSeconds(dueAfter) };

    /// <summary>An account with orders, each with work that is due a second after the one before.</summary>
    public static Task AddOrdersAsync(IStore store, IEnumerable<string> orders) => store.DoAsync(async writer =>
    {
        if (await writer.FindAccountAsync("a") is null)
            await writer.AddAccountAsync(Account());
        foreach (var (index, order) in orders.Index())
        {
            await writer.AddOrderAsync(Order(order));
            await writer.SetWorkAsync(Work(order, index));
        }
    });

    /// <summary>A change without a result.</summary>
    public static Task DoAsync(this IStore store, Func<IStoreWriter, Task> change) => store.ChangeAsync(
        async writer =>
        {
            await change(writer);
            return 0;
        },
        CancellationToken.None);

    /// <summary>A read.</summary>
    public static Task<T> AskAsync<T>(this IStore store, Func<IStoreReader, Task<T>> read) => store.ReadAsync(read, CancellationToken.None);

    /// <summary>Compares all members, lists too.</summary>
    public static void AreSame<T>(T expected, T actual) => Assert.AreEqual(JsonSerializer.Serialize(expected), JsonSerializer.Serialize(actual));

    private static DateTimeOffset WholeSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
