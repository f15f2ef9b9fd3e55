using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store.Postgres;

/// <summary>One database for several instances.</summary>
/// <param name="database">The database; disposed with the store.</param>
/// <param name="clock">For the note of when a migration ran.</param>
/// <param name="steps">The migrations; this program's unless a test says otherwise.</param>
internal sealed class PostgresStore(PostgresDatabase database, TimeProvider clock, IReadOnlyList<Migration>? steps = null) : IStore
{
    private static readonly string Take = Leases.Take(" FOR UPDATE SKIP LOCKED");

    /// <inheritdoc/>
    public Task MigrateAsync(CancellationToken cancellation) => database.ChangeAsync(
        async session =>
        {
            var encoding = (await session.QueryAsync<string>("SELECT current_setting('server_encoding')")).Single();
            if (encoding != "UTF8")
                throw new StoreException($"The PostgreSQL database keeps texts in {encoding}; make one with ENCODING 'UTF8'.");
            // Several instances start at the same time.
            await session.LockNameAsync("migration");
            await Migrations.RunAsync(session, steps ?? Migration.All, Spell, clock.GetUtcNow());
            return 0;
        },
        cancellation);

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<IStoreReader, Task<T>> read, CancellationToken cancellation) =>
        database.ReadAsync(session => read(new SqlReader(session)), cancellation);

    /// <inheritdoc/>
    public Task<T> ChangeAsync<T>(Func<IStoreWriter, Task<T>> change, CancellationToken cancellation) => database.ChangeAsync(
        async session =>
        {
            var writer = new SqlWriter(session);
            var result = await change(writer);
            await writer.EndAsync();
            return result;
        },
        cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WorkItem>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellation) =>
        database.ChangeAsync(session => Leases.TakeAsync(session, Take, owner, now, until, limit), cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static string Spell(string sql) =>
        sql.Replace("{blob}", "BYTEA", StringComparison.Ordinal).Replace("{number}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", StringComparison.Ordinal);
}
