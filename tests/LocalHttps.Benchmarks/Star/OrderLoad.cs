using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Benchmarks.Star;

/// <summary>What an ordinary order of one name does to the store.</summary>
internal static class OrderLoad
{
    /// <summary>Changes of one order.</summary>
    public const int Changes = 4;

    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // As long as a leaf, an intermediate and their armour.
    private static readonly string Chain = new('x', 2500);

    /// <summary>Brings the schema up to date and adds the account.</summary>
    public static async Task PrepareAsync(IStore store)
    {
        await store.MigrateAsync(CancellationToken.None);
        await DoAsync(store, writer => writer.AddAccountAsync(new Account { Id = "account", Thumbprint = "print", Jwk = "{}", Contacts = [], CreatedAt = Now }));
    }

    /// <summary>Takes one order from its making to its certificate.</summary>
    public static async Task OneAsync(IStore store)
    {
        var (orderId, authorizationId) = (Id.New(), Id.New());
        var name = new AcmeIdentifier(AcmeIdentifier.Dns, "a.hosts.home.test");
        await DoAsync(store, async writer =>
        {
            await writer.AddAuthorizationAsync(new Authorization
            {
                Id = authorizationId,
                AccountId = "account",
                Identifier = name,
                Wildcard = false,
                CreatedAt = Now,
                ExpiresAt = Now.AddDays(7),
                Challenges = [new Challenge { Id = Id.New(), Type = "dns-01", Token = Id.New() }, new Challenge { Id = Id.New(), Type = "http-01", Token = Id.New() }],
            });
            await writer.AddOrderAsync(new Order
            {
                Id = orderId,
                AccountId = "account",
                Identifiers = [name],
                AuthorizationIds = [authorizationId],
                CreatedAt = Now,
                ExpiresAt = Now.AddDays(7),
                CertificateId = Id.New(),
            });
        });
        await ChallengeAsync(store, authorizationId, challenge => challenge with { AttemptedAt = Now });
        await ChallengeAsync(store, authorizationId, challenge => challenge with { ValidatedAt = Now });
        await DoAsync(store, async writer =>
        {
            var order = await writer.FindOrderAsync(orderId);
            await writer.SaveOrderAsync(order! with { Csr = new byte[300], FinalizedAt = Now, ValidAt = Now });
            await writer.AddCertificateAsync(new IssuedCertificate
            {
                Fingerprint = Id.New(),
                OrderId = orderId,
                Index = 0,
                SerialNumber = "00",
                NotBefore = Now,
                NotAfter = Now.AddDays(7),
                ChainPem = Chain,
                IssuedAt = Now,
            });
        });
    }

    private static Task ChallengeAsync(IStore store, string authorizationId, Func<Challenge, Challenge> change) => DoAsync(store, async writer =>
    {
        var found = await writer.FindAuthorizationAsync(authorizationId);
        await writer.SaveAuthorizationAsync(found! with { Challenges = [change(found.Challenges[0]), found.Challenges[1]] });
    });

    private static Task DoAsync(IStore store, Func<IStoreWriter, Task> change) => store.ChangeAsync(
        async writer =>
        {
            await change(writer);
            return 0;
        },
        CancellationToken.None);
}

/// <summary>Devices with an order, a certificate and work that is due, a second after one another.</summary>
internal static class ManyDevices
{
    private static readonly DateTimeOffset Start = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>When the last work of so many devices is due.</summary>
    public static DateTimeOffset Due(int devices) => Start.AddSeconds(devices);

    /// <summary>Statements that both databases understand; <c>{random}</c> is what makes an id.</summary>
    public static IEnumerable<string> Statements(int devices)
    {
        var start = Start.Keep();
        yield return $$"""
            INSERT INTO device (id, cname, device_name, account_id, template, created_at)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {{devices}})
            SELECT {random}, 'device-' || i || '.home.test', 'Device ' || i, 'account', '{"keyTypes":[],"extensions":{"subjectAltName":{} } }', {{start}} FROM n
            """;
        yield return $$"""
            INSERT INTO acme_order (id, account_id, device_id, certificate_id, identifiers, authorization_ids, created_at, expires_at, csr, valid_at)
            SELECT {random}, 'account', id, {random}, '[{"type":"dns","value":"' || cname || '"}]', '[]', {{start}}, {{start}}, NULL, {{start}} FROM device
            """;
        yield return $$"""
            INSERT INTO certificate (fingerprint, order_id, position, serial_number, not_before, not_after, chain_pem, issued_at)
            SELECT {random}, id, 0, '00', {{start}}, {{start}}, '{{new string('x', 2500)}}', {{start}} FROM acme_order
            """;
        yield return $"INSERT INTO work (order_id, kind, due_at, attempts) SELECT id, 'Renew', {start} + (number * 1000000), 0 FROM acme_order";
    }
}
