using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>Writes by SQL that both databases understand.</summary>
internal sealed class SqlWriter(SqlSession session) : SqlReader(session), IStoreWriter
{
    private bool recordsChanged;

    public Task AddAccountAsync(Account account) => AddAsync(Tables.Account, AccountRow.Of(account), "account");

    public Task SaveAccountAsync(Account account) => SaveAsync(Tables.Account, AccountRow.Of(account), "account");

    public Task AddEnrolmentAsync(Enrolment enrolment) => AddAsync(Tables.Enrolment, EnrolmentRow.Of(enrolment), "enrolment");

    public Task SaveEnrolmentAsync(Enrolment enrolment) => SaveAsync(Tables.Enrolment, EnrolmentRow.Of(enrolment), "enrolment");

    public Task AddDeviceAsync(Device device) => AddAsync(Tables.Device, DeviceRow.Of(device), "device");

    public Task SaveDeviceAsync(Device device) => SaveAsync(Tables.Device, DeviceRow.Of(device), "device");

    public Task AddOrderAsync(Order order) => AddAsync(Tables.Order, OrderRow.Of(order), "order");

    public Task SaveOrderAsync(Order order) => SaveAsync(Tables.Order, OrderRow.Of(order), "order");

    public async Task AddAuthorizationAsync(Authorization authorization)
    {
        await AddAsync(Tables.Authorization, AuthorizationRow.Of(authorization), "authorization");
        foreach (var challenge in authorization.Challenges)
            await Session.ExecuteAsync("INSERT INTO challenge (id, authorization_id) VALUES (@Id, @AuthorizationId)", new { challenge.Id, AuthorizationId = authorization.Id });
    }

    public Task SaveAuthorizationAsync(Authorization authorization) => SaveAsync(Tables.Authorization, AuthorizationRow.Of(authorization), "authorization");

    public Task AddCertificateAsync(IssuedCertificate certificate) => AddAsync(Tables.Certificate, CertificateRow.Of(certificate), "certificate");

    public Task SaveCertificateAsync(IssuedCertificate certificate) => SaveAsync(Tables.Certificate, CertificateRow.Of(certificate), "certificate");

    public Task RemoveCertificatesAsync(string orderId, DateTimeOffset endedBefore) => Session.ExecuteAsync(
        """
        DELETE FROM certificate WHERE order_id = @OrderId AND not_after < @EndedBefore
        AND position < (SELECT MAX(position) FROM certificate WHERE order_id = @OrderId)
        """,
        new { OrderId = orderId, EndedBefore = endedBefore.Keep() });

    public Task SetWorkAsync(WorkItem work) => Session.ExecuteAsync(
        $"""
        {Tables.Work.Insert.Replace(" DO NOTHING", " (order_id)", StringComparison.Ordinal)}
        DO UPDATE SET kind = @Kind, due_at = @DueAt, attempts = @Attempts, lease_owner = @LeaseOwner, lease_until = @LeaseUntil
        """,
        WorkRow.Of(work));

    public Task RemoveWorkAsync(string orderId) => Session.ExecuteAsync("DELETE FROM work WHERE order_id = @OrderId", new { OrderId = orderId });

    public async Task AddRecordAsync(ZoneRecord record)
    {
        await Session.ExecuteAsync(
            $"{Tables.Record.Insert.Replace(" DO NOTHING", " (name, type, value)", StringComparison.Ordinal)} DO UPDATE SET ttl = @Ttl, device_id = @DeviceId", RecordRow.Of(record));
        recordsChanged = true;
    }

    public async Task RemoveRecordAsync(string name, ZoneRecordType type, string? value)
    {
        var sql = $"DELETE FROM zone_record WHERE name = @Name AND type = @Type{(value is null ? "" : " AND value = @Value")}";
        recordsChanged |= await Session.ExecuteAsync(sql, new { Name = name, Type = type.ToString(), Value = value }) > 0;
    }

    public override async Task<string?> FindSettingAsync(string name)
    {
        await Session.LockNameAsync(name);
        return await base.FindSettingAsync(name);
    }

    public Task SetSettingAsync(string name, string value) =>
        Session.ExecuteAsync("INSERT INTO setting (name, value) VALUES (@Name, @Value) ON CONFLICT (name) DO UPDATE SET value = @Value", new { Name = name, Value = value });

    /// <summary>What a change ends with. The serial comes last: its row is locked by everybody who changes records.</summary>
    public async Task EndAsync()
    {
        if (recordsChanged)
            await Session.ExecuteAsync("UPDATE zone SET serial = serial + 1");
    }

    private async Task AddAsync(Table table, object row, string what)
    {
        if (await Session.ExecuteAsync(table.Insert, row) == 0)
            throw new DuplicateException($"This {what}, or one with something of it that must be unique, is there already.");
    }

    private async Task SaveAsync(Table table, object row, string what)
    {
        if (await Session.ExecuteAsync(table.Update, row) == 0)
            throw new StoreException($"There is no such {what} to save.");
    }
}
