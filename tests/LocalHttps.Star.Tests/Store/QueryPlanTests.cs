using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;
using LocalHttps.Star.Store.Postgres;
using LocalHttps.Star.Store.Sqlite;

namespace LocalHttps.Star.Tests.Store;

/// <summary>No statement reads a whole table that grows, except the lists that are to.</summary>
[TestClass]
public sealed class QueryPlanTests
{
    [TestMethod]
    public async Task Sqlite_Statements_FindTheirIndexes()
    {
        await using var place = new SqlitePlace();
        await (await place.OpenMigratedAsync()).DisposeAsync();
        using var session = SqliteFile.Open(place.Database, readOnly: false);
        session.Transact("BEGIN");

        var scans = new List<string>();
        foreach (var (sql, arguments) in await StatementsAsync(session, Leases.Take()))
        {
            var plan = await session.QueryAsync<SqliteStep>($"EXPLAIN QUERY PLAN {sql}", arguments);
            scans.AddRange(plan.Where(step => !IsFine(step.Detail, sql)).Select(step => $"{step.Detail}: {sql}"));
        }
        Assert.IsEmpty(scans, string.Join('\n', scans));
    }

    [TestMethod]
    public async Task Postgres_Statements_FindTheirIndexes()
    {
        await using var place = (PostgresPlace)await StorePlace.PostgresAsync();
        await (await place.OpenMigratedAsync()).DisposeAsync();
        await using var database = new PostgresDatabase(place.Connection);

        var scans = await database.ChangeAsync(
            async session =>
            {
                // With nothing in the tables reading them whole is the cheapest; where it is forbidden it shows only without an index.
                await session.ExecuteAsync("SET LOCAL enable_seqscan = off");
                var found = new List<string>();
                foreach (var (sql, arguments) in await StatementsAsync(session, Leases.Take(" FOR UPDATE SKIP LOCKED")))
                {
                    var plan = await session.QueryAsync<string>($"EXPLAIN {sql}", arguments);
                    found.AddRange(plan.Where(line => line.Contains("Seq Scan", StringComparison.Ordinal) && !line.Contains("Seq Scan on zone ", StringComparison.Ordinal)).Select(line => $"{line}: {sql}"));
                }
                return found;
            },
            CancellationToken.None);
        Assert.IsEmpty(scans, string.Join('\n', scans));
    }

    private static async Task<List<(string Sql, object? Arguments)>> StatementsAsync(SqlSession session, string take)
    {
        var listening = new ListeningSession(session);
        var writer = new SqlWriter(listening);
        await writer.AddDeviceAsync(StoreSamples.Device());
        await writer.AddEnrolmentAsync(StoreSamples.Enrolment(deviceId: "d"));
        await writer.AddAccountAsync(StoreSamples.Account(enrolmentId: "e"));
        await writer.AddAuthorizationAsync(StoreSamples.Authorization());
        await writer.AddOrderAsync(StoreSamples.Order("o", "a", "d", "z"));
        await writer.AddCertificateAsync(StoreSamples.Certificate());
        await writer.SetWorkAsync(StoreSamples.Work());
        await writer.AddRecordAsync(new ZoneRecord("d.home.test", ZoneRecordType.A, "10.0.0.1", TimeSpan.FromMinutes(1), "d"));
        foreach (var account in new[] { null, "a" })
        {
            foreach (var after in new[] { null, "d" })
                await writer.ListDevicesAsync(account, after, 10);
            foreach (var device in new[] { null, "d" })
                await writer.ListOrdersAsync(account, device, "o", 10);
        }
        await writer.SaveDeviceAsync((await writer.FindDeviceAsync("d"))!);
        await writer.SaveDeviceAsync((await writer.FindDeviceByCnameAsync(StoreSamples.Device().Cname))!);
        await writer.SaveEnrolmentAsync((await writer.FindEnrolmentAsync("e"))!);
        await writer.SaveAccountAsync((await writer.FindAccountAsync("a"))!);
        await writer.FindAccountByThumbprintAsync("print-a");
        await writer.SaveOrderAsync((await writer.FindOrderAsync("o"))!);
        await writer.FindOrderByCertificateIdAsync("certificate-o");
        await writer.SaveAuthorizationAsync((await writer.FindAuthorizationAsync("z"))!);
        await writer.FindAuthorizationByChallengeAsync("z-dns");
        Assert.HasCount(1, await writer.ListAuthorizationsAsync("o"));
        await writer.ListProvedAuthorizationsAsync("a", "a.hosts.home.test", StoreSamples.Start);
        await writer.SaveCertificateAsync((await writer.FindLatestCertificateAsync("o"))!);
        await writer.FindCertificateAsync("print-o-0");
        await writer.ListRevokedCertificatesAsync(StoreSamples.Start);
        await writer.RemoveCertificatesAsync("o", StoreSamples.Start);
        await Leases.TakeAsync(listening, take, "one", StoreSamples.Start, StoreSamples.Start.AddMinutes(1), 10);
        await writer.FindWorkAsync("o");
        await writer.RemoveWorkAsync("o");
        await writer.ListRecordsAsync("d.home.test");
        await writer.RemoveRecordAsync("d.home.test", ZoneRecordType.A, null);
        await writer.ReadZoneSerialAsync();
        await writer.SetSettingAsync("key", "value");
        await writer.FindSettingAsync("key");
        await writer.EndAsync();
        return [.. listening.Heard.DistinctBy(statement => statement.Sql)];
    }

    // Read whole are: what the statement itself made, the table of one row, and a list in the order of its table that ends after a page.
    // Sorted are: the few rows of one name, of one order, or that were revoked.
    private static bool IsFine(string step, string sql) => step switch
    {
        "SCAN picked" or "SCAN zone" => true,
        "SCAN device" => sql.Contains("LIMIT @Limit", StringComparison.Ordinal),
        _ when step.StartsWith("SCAN json_each", StringComparison.Ordinal) => true,
        _ when step.StartsWith("SCAN ", StringComparison.Ordinal) => false,
        "USE TEMP B-TREE FOR ORDER BY" => sql.Contains("json_each", StringComparison.Ordinal) || sql.Contains("_at IS NOT NULL", StringComparison.Ordinal)
            || sql.Contains("zone_record WHERE name = @Name", StringComparison.Ordinal),
        _ => true,
    };

    private sealed class SqliteStep
    {
        public required string Detail { get; init; }
    }

    /// <summary>Notes what is asked and passes it on.</summary>
    private sealed class ListeningSession(SqlSession session) : SqlSession
    {
        public List<(string Sql, object? Arguments)> Heard { get; } = [];

        public override string Lock => session.Lock;

        public override string Members => session.Members;

        public override Task<int> ExecuteAsync(string sql, object? arguments = null)
        {
            Heard.Add((sql, arguments));
            return session.ExecuteAsync(sql, arguments);
        }

        public override Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null)
        {
            Heard.Add((sql, arguments));
            return session.QueryAsync<T>(sql, arguments);
        }

        public override Task LockNameAsync(string name) => session.LockNameAsync(name);
    }
}
