using System.Security.Cryptography;

namespace LocalHttps.Star.Store.Postgres;

/// <summary>
/// Nonces of all instances on one database. Key and used nonces lie in tables that are not logged: quick, and emptied together when PostgreSQL crashes, so
/// that a nonce whose use was forgotten is of a key that was forgotten too.
/// </summary>
internal sealed class PostgresNonceLedger : INonceLedger
{
    private const string Tables = """
        CREATE UNLOGGED TABLE IF NOT EXISTS nonce_key (id BIGINT NOT NULL PRIMARY KEY, octets BYTEA NOT NULL);
        CREATE UNLOGGED TABLE IF NOT EXISTS nonce_used (issued_at BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (issued_at, number))
        """;

    private const string Use = """
        INSERT INTO nonce_used (issued_at, number) SELECT @Time, @Number WHERE EXISTS (SELECT 1 FROM nonce_key WHERE id = @Key) ON CONFLICT DO NOTHING
        """;

    private static readonly TimeSpan BetweenPrunings = TimeSpan.FromMinutes(1);

    // Nonces that nobody here made must not become as many queries.
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly PostgresDatabase database;
    private readonly TimeProvider clock;
    private Key key;
    private long nextPruning;
    private long nextLook;

    private PostgresNonceLedger(PostgresDatabase database, TimeProvider clock, Key key)
    {
        this.database = database;
        this.clock = clock;
        this.key = key;
    }

    /// <summary>Makes what is missing and takes the key that the other instances use.</summary>
    public static async Task<PostgresNonceLedger> OpenAsync(PostgresDatabase database, TimeProvider clock, CancellationToken cancellation)
    {
        await database.ChangeAsync(
            async session =>
            {
                await session.LockNameAsync("nonce");
                return await session.ExecuteAsync(Tables);
            },
            cancellation);
        return new PostgresNonceLedger(database, clock, await ReadKeyAsync(database, cancellation));
    }

    /// <inheritdoc/>
    public string Create()
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(number);
        return Volatile.Read(ref key).Seal.Close(BitConverter.ToInt64(number), clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryUseAsync(string nonce, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (!Volatile.Read(ref key).Seal.TryOpen(nonce, out var number, out var time))
        {
            if (!IsDue(ref nextLook, BetweenLooks))
                return false;
            key = await ReadKeyAsync(database, cancellation);
            if (!key.Seal.TryOpen(nonce, out number, out time))
                return false;
        }
        if (!NonceSeal.IsFresh(time, now))
            return false;
        if (IsDue(ref nextPruning, BetweenPrunings))
            await PruneAsync(now, cancellation);
        var id = Volatile.Read(ref key).Id;
        var added = await database.ChangeAsync(session => session.ExecuteAsync(Use, new { Time = time, Number = number, Key = id }), cancellation);
        if (added == 0 && IsDue(ref nextLook, BetweenLooks))
            key = await ReadKeyAsync(database, cancellation);
        return added > 0;
    }

    private static async Task<Key> ReadKeyAsync(PostgresDatabase database, CancellationToken cancellation)
    {
        var row = await database.ChangeAsync(
            async session =>
            {
                await session.LockNameAsync("nonce");
                if ((await session.QueryAsync<KeyRow>("SELECT id, octets FROM nonce_key")).SingleOrDefault() is { } there)
                    return there;
                var made = new KeyRow { Id = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))), Octets = RandomNumberGenerator.GetBytes(32) };
                await session.ExecuteAsync("INSERT INTO nonce_key (id, octets) VALUES (@Id, @Octets)", made);
                return made;
            },
            cancellation);
        return new Key(row.Id, new NonceSeal(row.Octets));
    }

    private Task<int> PruneAsync(DateTimeOffset now, CancellationToken cancellation) => database.ChangeAsync(
        session => session.ExecuteAsync("DELETE FROM nonce_used WHERE issued_at < @Oldest", new { Oldest = (now - NonceSeal.Validity).ToUnixTimeMilliseconds() }),
        cancellation);

    private bool IsDue(ref long next, TimeSpan pause)
    {
        var now = clock.GetUtcNow().UtcTicks;
        var due = Volatile.Read(ref next);
        return now >= due && Interlocked.CompareExchange(ref next, now + pause.Ticks, due) == due;
    }

    private sealed record Key(long Id, NonceSeal Seal);

    private sealed class KeyRow
    {
        public long Id { get; init; }

        public required byte[] Octets { get; init; }
    }
}
