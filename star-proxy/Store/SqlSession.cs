namespace LocalHttps.Star.Store;

/// <summary>One transaction of one database. Statements name their parameters after the properties of the arguments.</summary>
internal abstract class SqlSession
{
    static SqlSession() => Dapper.DefaultTypeMap.MatchNamesWithUnderscores = true;

    /// <summary>What stands behind a SELECT so that the rows stay locked until the end; begins with a space.</summary>
    public virtual string Lock => "";

    /// <summary>A query of the members of the JSON list <c>@Ids</c>.</summary>
    public abstract string Members { get; }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it touched.</returns>
    public abstract Task<int> ExecuteAsync(string sql, object? arguments = null);

    /// <summary>Reads rows into objects whose properties are named like the columns.</summary>
    public abstract Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? arguments = null);

    /// <summary>Keeps others who do the same with this name waiting until the end, so that what is not there yet is made once.</summary>
    public abstract Task LockNameAsync(string name);
}
