using System.Data.Common;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace LocalHttps.Star.Store.Sqlite;

/// <summary>A connection that prepares each statement once. Not for two threads at the same time.</summary>
internal sealed class SqliteSession(SqliteConnection connection, string path) : SqlSession, IDisposable
{
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);
    private StoreException? lost;

    /// <inheritdoc/>
    public override string Members => "SELECT value FROM json_each(@Ids)";

    /// <summary>Begins, ends or undoes; waits while another program is writing.</summary>
    public void Transact(string words) => connection.Execute(path, words);

    /// <summary>Throws where SQLite has undone the whole transaction, as it does when the disk is full.</summary>
    public void DemandTransaction()
    {
        if (lost is not null)
            throw lost;
    }

    /// <inheritdoc/>
    public override Task<int> ExecuteAsync(string sql, object? arguments = null)
    {
        try
        {
            return Task.FromResult(Bind(sql, arguments).Command.ExecuteNonQuery());
        }
        catch (SqliteException e)
        {
            throw Translate(e);
        }
    }

    /// <inheritdoc/>
    public override Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null)
    {
        try
        {
            var statement = Bind(sql, arguments);
            using var reader = statement.Command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(((Func<DbDataReader, T>)(statement.Parser ??= Parser<T>(reader)))(reader));
            return Task.FromResult<IReadOnlyList<T>>(rows);
        }
        catch (SqliteException e)
        {
            throw Translate(e);
        }
    }

    /// <inheritdoc/>
    public override Task LockNameAsync(string name) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in statements.Values)
            statement.Command.Dispose();
        connection.Dispose();
    }

    // Dapper's parser of a single text is one of objects.
    private static Func<DbDataReader, T> Parser<T>(DbDataReader reader) =>
        typeof(T) == typeof(string) || typeof(T).IsPrimitive ? row => row.GetFieldValue<T>(0) : reader.GetRowParser<T>();

    private Exception Translate(SqliteException e)
    {
        if (e.SqliteExtendedErrorCode is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY)
            return new DuplicateException("Something that must be unique is there already.", e);
        var failure = SqliteFaults.Of(path, e);
        // What came after it would be a transaction of its own.
        if (raw.sqlite3_get_autocommit(connection.Handle) != 0)
            lost = failure;
        return failure;
    }

    private Statement Bind(string sql, object? arguments)
    {
        DemandTransaction();
        if (!statements.TryGetValue(sql, out var statement))
            statements[sql] = statement = new Statement(connection, sql, arguments?.GetType());
        foreach (var (parameter, property) in statement.Parameters)
            parameter.Value = property.GetValue(arguments) ?? DBNull.Value;
        return statement;
    }

    private sealed class Statement
    {
        public Statement(SqliteConnection connection, string sql, Type? arguments)
        {
            Command = connection.CreateCommand();
            Command.CommandText = sql;
            foreach (var property in arguments?.GetProperties().Where(property => sql.Contains($"@{property.Name}", StringComparison.Ordinal)) ?? [])
            {
                var parameter = new SqliteParameter { ParameterName = $"@{property.Name}" };
                Command.Parameters.Add(parameter);
                Parameters.Add((parameter, property));
            }
        }

        public SqliteCommand Command { get; }

        public List<(SqliteParameter Parameter, PropertyInfo Property)> Parameters { get; } = [];

        public Delegate? Parser { get; set; }
    }
}
