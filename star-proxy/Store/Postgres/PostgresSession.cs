using Dapper;
using Npgsql;

namespace LocalHttps.Star.Store.Postgres;

/// <summary>A transaction on a pooled connection; Npgsql prepares what is used again and again.</summary>
internal sealed class PostgresSession(NpgsqlTransaction transaction, bool locks, CancellationToken cancellation) : SqlSession
{
    /// <inheritdoc/>
    /// <remarks>An order refers to its account: whoever adds one must not wait for somebody who reads the account to change it.</remarks>
    public override string Lock => locks ? " FOR NO KEY UPDATE" : "";

    /// <summary>What failed. PostgreSQL undoes a transaction in which anything failed and answers a COMMIT of it as if nothing were wrong.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public override string Members => "SELECT jsonb_array_elements_text(@Ids::jsonb)";

    /// <inheritdoc/>
    public override async Task<int> ExecuteAsync(string sql, object? arguments = null)
    {
        try
        {
            return await transaction.Connection!.ExecuteAsync(Definition(sql, arguments));
        }
        catch (NpgsqlException e)
        {
            throw Failure = PostgresFaults.Of(e, committing: false);
        }
    }

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null)
    {
        try
        {
            return (await transaction.Connection!.QueryAsync<T>(Definition(sql, arguments))).AsList();
        }
        catch (NpgsqlException e)
        {
            throw Failure = PostgresFaults.Of(e, committing: false);
        }
    }

    /// <inheritdoc/>
    public override Task LockNameAsync(string name) => ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@Name, 0))", new { Name = name });

    private CommandDefinition Definition(string sql, object? arguments) => new(sql, arguments, transaction, cancellationToken: cancellation);
}
