using System.Text;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>Reads by SQL that both databases understand.</summary>
internal class SqlReader(SqlSession session) : IStoreReader
{
    /// <summary>The transaction.</summary>
    protected SqlSession Session { get; } = session;

    public async Task<Account?> FindAccountAsync(string id) =>
        (await FindAsync<AccountRow>(Tables.Account, "WHERE id = @Key", id))?.ToAccount();

    public async Task<Account?> FindAccountByThumbprintAsync(string thumbprint) =>
        (await FindAsync<AccountRow>(Tables.Account, "WHERE thumbprint = @Key", thumbprint))?.ToAccount();

    public async Task<Enrolment?> FindEnrolmentAsync(string id) =>
        (await FindAsync<EnrolmentRow>(Tables.Enrolment, "WHERE id = @Key", id))?.ToEnrolment();

    public async Task<Device?> FindDeviceAsync(string id) =>
        (await FindAsync<DeviceRow>(Tables.Device, "WHERE id = @Key", id))?.ToDevice();

    public async Task<Device?> FindDeviceByCnameAsync(string cname) =>
        (await FindAsync<DeviceRow>(Tables.Device, "WHERE cname = @Key", cname))?.ToDevice();

    public async Task<IReadOnlyList<Device>> ListDevicesAsync(string? accountId, string? after, int limit)
    {
        var page = Page("device", after, [(accountId is null, "account_id = @AccountId")]);
        return [.. (await ListAsync<DeviceRow>(Tables.Device, page, new { AccountId = accountId, After = after, Limit = limit }, accountId, after)).Select(row => row.ToDevice())];
    }

    public async Task<Order?> FindOrderAsync(string id) =>
        (await FindAsync<OrderRow>(Tables.Order, "WHERE id = @Key", id))?.ToOrder();

    public async Task<Order?> FindOrderByCertificateIdAsync(string certificateId) =>
        (await FindAsync<OrderRow>(Tables.Order, "WHERE certificate_id = @Key", certificateId))?.ToOrder();

    public async Task<IReadOnlyList<Order>> ListOrdersAsync(string? accountId, string? deviceId, string? after, int limit)
    {
        var page = Page("acme_order", after, [(accountId is null, "account_id = @AccountId"), (deviceId is null, "device_id = @DeviceId")]);
        var rows = await ListAsync<OrderRow>(Tables.Order, page, new { AccountId = accountId, DeviceId = deviceId, After = after, Limit = limit }, accountId, deviceId, after);
        return [.. rows.Select(row => row.ToOrder())];
    }

    public async Task<Authorization?> FindAuthorizationAsync(string id) =>
        (await FindAsync<AuthorizationRow>(Tables.Authorization, "WHERE id = @Key", id))?.ToAuthorization();

    public async Task<Authorization?> FindAuthorizationByChallengeAsync(string challengeId) =>
        (await FindAsync<AuthorizationRow>(Tables.Authorization, "WHERE id = (SELECT authorization_id FROM challenge WHERE id = @Key)", challengeId))?.ToAuthorization();

    public async Task<IReadOnlyList<Authorization>> ListAuthorizationsAsync(string orderId)
    {
        var ids = IsKey(orderId)
            ? (await Session.QueryAsync<string>("SELECT authorization_ids FROM acme_order WHERE id = @Id", new { Id = orderId })).SingleOrDefault()
            : null;
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
        var rows = await ListAsync<AuthorizationRow>(Tables.Authorization, condition, new { AccountId = accountId, Name = name, Now = now.Keep() }, accountId, name);
        return [.. rows.Select(row => row.ToAuthorization())];
    }

    public async Task<IssuedCertificate?> FindLatestCertificateAsync(string orderId) =>
        (await FindAsync<CertificateRow>(Tables.Certificate, "WHERE order_id = @Key ORDER BY position DESC LIMIT 1", orderId))?.ToCertificate();

    public async Task<IReadOnlyList<IssuedCertificate>> ListRevokedCertificatesAsync(DateTimeOffset livingAt)
    {
        var rows = await ListAsync<CertificateRow>(Tables.Certificate, "WHERE revoked_at IS NOT NULL AND not_after >= @LivingAt ORDER BY issued_at, fingerprint", new { LivingAt = livingAt.Keep() });
        return [.. rows.Select(row => row.ToCertificate())];
    }

    public async Task<IssuedCertificate?> FindCertificateAsync(string fingerprint) =>
        (await FindAsync<CertificateRow>(Tables.Certificate, "WHERE fingerprint = @Key", fingerprint))?.ToCertificate();

    public async Task<WorkItem?> FindWorkAsync(string orderId) =>
        (await FindAsync<WorkRow>(Tables.Work, "WHERE order_id = @Key", orderId))?.ToWork();

    public async Task<IReadOnlyList<ZoneRecord>> ListRecordsAsync(string? name)
    {
        if (!IsKey(name))
            return [];
        var condition = name is null ? " ORDER BY number" : " WHERE name = @Name ORDER BY number";
        return [.. (await Session.QueryAsync<RecordRow>(Tables.Record.Select + condition, new { Name = name })).Select(row => row.ToRecord())];
    }

    public async Task<long> CountDueWorkAsync(DateTimeOffset now) => (await Session.QueryAsync<long>("SELECT COUNT(*) FROM work WHERE due_at <= @Now", new { Now = now.Keep() })).Single();

    public async Task<long> ReadZoneSerialAsync() => (await Session.QueryAsync<long>("SELECT serial FROM zone")).Single();

    public virtual async Task<string?> FindSettingAsync(string name) =>
        (await Session.QueryAsync<string>("SELECT value FROM setting WHERE name = @Name", new { Name = name })).SingleOrDefault();

    private async Task<T?> FindAsync<T>(Table table, string rest, string key)
        where T : class => (await ListAsync<T>(table, rest, new { Key = key }, key)).SingleOrDefault();

    private async Task<IReadOnlyList<T>> ListAsync<T>(Table table, string rest, object arguments, params string?[] keys) =>
        keys.All(IsKey) ? await Session.QueryAsync<T>($"{table.Select} {rest}{Session.Lock}", arguments) : [];

    // Keys come out of URLs, and all that are kept are ASCII. PostgreSQL would end the transaction over a NUL or half a surrogate pair.
    private static bool IsKey(string? key) => key is null || (Ascii.IsValid(key) && !key.Contains('\0', StringComparison.Ordinal));

    // A condition that does not apply is left out, so that each form finds its index.
    private static string Page(string table, string? after, (bool IsLeftOut, string Text)[] conditions)
    {
        var texts = conditions.Where(condition => !condition.IsLeftOut).Select(condition => condition.Text).ToList();
        if (after is not null)
            texts.Add($"number > (SELECT number FROM {table} WHERE id = @After)");
        return $"{(texts.Count == 0 ? "" : "WHERE ")}{string.Join(" AND ", texts)} ORDER BY number LIMIT @Limit";
    }
}
