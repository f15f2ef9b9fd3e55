using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>How work is taken.</summary>
internal static class Leases
{
    /// <summary>The statement; <paramref name="skip"/> is what passes over rows that another transaction is taking.</summary>
    public static string Take(string skip = "") => $"""
        WITH picked AS MATERIALIZED (
          SELECT order_id AS picked_id FROM work
          WHERE due_at <= @Now AND (lease_until IS NULL OR lease_until < @Now) ORDER BY due_at LIMIT @Limit{skip})
        UPDATE work SET lease_owner = @Owner, lease_until = @Until FROM picked WHERE order_id = picked_id RETURNING {Tables.Work.Columns}
        """;

    /// <summary>Takes what is due within a transaction.</summary>
    public static async Task<IReadOnlyList<WorkItem>> TakeAsync(SqlSession session, string sql, string owner, DateTimeOffset now, DateTimeOffset until, int limit)
    {
        var rows = await session.QueryAsync<WorkRow>(sql, new { Owner = owner, Now = now.Keep(), Until = until.Keep(), Limit = limit });
        return [.. rows.OrderBy(row => row.DueAt).Select(row => row.ToWork())];
    }
}
