using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store.Sqlite;

/// <summary>One file. Several programs may use it at the same time; <c>serve</c> and the command line do.</summary>
/// <param name="path">The file; its folder is made where it is missing.</param>
/// <param name="clock">For the note of when a migration ran.</param>
/// <param name="steps">The migrations; this program's unless a test says otherwise.</param>
internal sealed class SqliteStore(string path, TimeProvider clock, IReadOnlyList<Migration>? steps = null) : IStore
{
    private static readonly string Take = Leases.Take();
    private readonly SqliteReaders readers = new(path);
    private readonly Lazy<SqliteGroupWriter> writer = new(() => new SqliteGroupWriter(path));

    /// <inheritdoc/>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        SqliteFile.Prepare(path);
        using var session = SqliteFile.Open(path, readOnly: false);
        session.Transact("BEGIN IMMEDIATE");
        await SqliteFile.ClaimAsync(session, path);
        await Migrations.RunAsync(session, steps ?? Migration.All, Spell, clock.GetUtcNow());
        session.Transact("COMMIT");
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<IStoreReader, Task<T>> read, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return readers.ReadAsync(read);
    }

    /// <inheritdoc/>
    public Task<T> ChangeAsync<T>(Func<IStoreWriter, Task<T>> change, CancellationToken cancellation) => writer.Value.RunAsync(
        async session =>
        {
            var words = new SqlWriter(session);
            var result = await change(words);
            await words.EndAsync();
            return result;
        },
        cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkItem>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellation) =>
        writer.Value.RunAsync(session => Leases.TakeAsync(session, Take, owner, now, until, limit), cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        readers.Dispose();
        // Last, as it brings the journal back into the database.
        if (writer.IsValueCreated)
            writer.Value.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Spell(string sql) =>
        sql.Replace("{blob}", "BLOB", StringComparison.Ordinal).Replace("{number}", "INTEGER PRIMARY KEY", StringComparison.Ordinal);
}
