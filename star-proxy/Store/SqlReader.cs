using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>Reads by SQL that both databases understand.</summary>
internal class SqlReader(SqlSession session) : IStoreReader
{
    /// <summary>The transaction.</summary>
    protected SqlSession Session { get; } = session;

    public async Task<Account?> FindAccountAsync(string id) =>
        (await FindAsync<AccountRow>(Tables.Account, "id = @Id", new { Id = id }))?.ToAccount();

    public async Task<Account?> FindAccountByThumbprintAsync(string thumbprint) =>
        (await FindAsync<AccountRow>(Tables.Account, "thumbprint = @Thumbprint", new { Thumbprint = thumbprint }))?.ToAccount();

    public async Task<Enrolment?> FindEnrolmentAsync(string id) =>
        (await FindAsync<EnrolmentRow>(Tables.Enrolment, "id = @Id", new { Id = id }))?.ToEnrolment();

    public async Task<Device?> FindDeviceAsync(string id) =>
        (await FindAsync<DeviceRow>(Tables.Device, "id = @Id", new { Id = id }))?.ToDevice();

    public async Task<Device?> FindDeviceByCnameAsync(string cname) =>
        (await FindAsync<DeviceRow>(Tables.Device, "cname = @Cname", new { Cname = cname }))?.ToDevice();

    public async Task<IReadOnlyList<Device>> ListDevicesAsync(string? accountId, string? after, int limit)
    {
        var page = Page("device", after, [(accountId is null, "account_id = @AccountId")]);
        return [.. (await ListAsync<DeviceRow>(Tables.Device, page, new { AccountId = accountId, After = after, Limit = limit })).Select(row => row.ToDevice())];
    }

    public async Task<Order?> FindOrderAsync(string id) =>
        (await FindAsync<OrderRow>(Tables.Order, "id = @Id", new { Id = id }))?.ToOrder();

    public async Task<Order?> FindOrderByCertificateIdAsync(string certificateId) =>
        (await FindAsync<OrderRow>(Tables.Order, "certificate_id = @CertificateId", new { CertificateId = certificateId }))?.ToOrder();

    public async Task<IReadOnlyList<Order>> ListOrdersAsync(string? accountId, string? deviceId, string? after, int limit)
    {
        var page = Page("acme_order", after, [(accountId is null, "account_id = @AccountId"), (deviceId is null, "device_id = @DeviceId")]);
        var rows = await ListAsync<OrderRow>(Tables.Order, page, new { AccountId = accountId, DeviceId = deviceId, After = after, Limit = limit });
        return [.. rows.Select(row => row.ToOrder())];
    }

    public async Task<Authorization?> FindAuthorizationAsync(string id) =>
        (await FindAsync<AuthorizationRow>(Tables.Authorization, "id = @Id", new { Id = id }))?.ToAuthorization();

    public async Task<Authorization?> FindAuthorizationByChallengeAsync(string challengeId) =>
        (await FindAsync<AuthorizationRow>(Tables.Authorization, "id = (SELECT authorization_id FROM challenge WHERE id = @Id)", new { Id = challengeId }))?.ToAuthorization();

    public async Task<IReadOnlyList<Authorization>> ListAuthorizationsAsync(string orderId)
    {
        var ids = (await Session.QueryAsync<string>("SELECT authorization_ids FROM acme_order WHERE id = @Id", new { Id = orderId })).SingleOrDefault();
        if (ids is null)
            return [];
        var rows = await ListAsync<AuthorizationRow>(Tables.Authorization, $"WHERE id IN ({Session.Members}) ORDER BY number", new { Ids = ids });
        var places = StoreJson.Demand(ids, StoreJson.Default.IReadOnlyListString).Index().ToDictionary(id => id.Item, id => id.Index, StringComparer.Ordinal);
        return [.. rows.OrderBy(row => places[row.Id]).Select(row => row.ToAuthorization())];
    }

    public async Task<IReadOnlyList<Authorization>> ListProvedAuthorizationsAsync(string accountId, string name, DateTimeOffset now)
    {
        const string condition = """
            WHERE account_id = @AccountId AND name = @Name AND proved_at IS NOT NULL AND deactivated_at IS NULL AND expires_at > @Now ORDER BY number
            """;
        var rows = await ListAsync<AuthorizationRow>(Tables.Authorization, condition, new { AccountId = accountId, Name = name, Now = now.Keep() });
        return [.. rows.Select(row => row.ToAuthorization())];
    }

    public async Task<IssuedCertificate?> FindLatestCertificateAsync(string orderId)
    {
        var rows = await ListAsync<CertificateRow>(Tables.Certificate, "WHERE order_id = @OrderId ORDER BY position DESC LIMIT 1", new { OrderId = orderId });
        return rows.SingleOrDefault()?.ToCertificate();
    }

    public async Task<IssuedCertificate?> FindCertificateAsync(string fingerprint) =>
        (await FindAsync<CertificateRow>(Tables.Certificate, "fingerprint = @Fingerprint", new { Fingerprint = fingerprint }))?.ToCertificate();

    public async Task<WorkItem?> FindWorkAsync(string orderId) =>
        (await FindAsync<WorkRow>(Tables.Work, "order_id = @OrderId", new { OrderId = orderId }))?.ToWork();

    public async Task<IReadOnlyList<ZoneRecord>> ListRecordsAsync(string? name)
    {
        var condition = name is null ? " ORDER BY name, type, value" : " WHERE name = @Name ORDER BY type, value";
        return [.. (await Session.QueryAsync<RecordRow>(Tables.Record.Select + condition, new { Name = name })).Select(row => row.ToRecord())];
    }

    public async Task<long> ReadZoneSerialAsync() => (await Session.QueryAsync<long>("SELECT serial FROM zone")).Single();

    public virtual async Task<string?> FindSettingAsync(string name) =>
        (await Session.QueryAsync<string>("SELECT value FROM setting WHERE name = @Name", new { Name = name })).SingleOrDefault();

    private async Task<T?> FindAsync<T>(Table table, string condition, object arguments)
        where T : class => (await ListAsync<T>(table, $"WHERE {condition}", arguments)).SingleOrDefault();

    private Task<IReadOnlyList<T>> ListAsync<T>(Table table, string rest, object arguments) =>
        Session.QueryAsync<T>($"{table.Select} {rest}{Session.Lock}", arguments);

    // A condition that does not apply is left out, so that each form finds its index.
    private static string Page(string table, string? after, (bool IsLeftOut, string Text)[] conditions)
    {
        var texts = conditions.Where(condition => !condition.IsLeftOut).Select(condition => condition.Text).ToList();
        if (after is not null)
            texts.Add($"number > (SELECT number FROM {table} WHERE id = @After)");
        return $"{(texts.Count == 0 ? "" : "WHERE ")}{string.Join(" AND ", texts)} ORDER BY number LIMIT @Limit";
    }
}
