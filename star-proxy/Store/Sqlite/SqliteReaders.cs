using System.Collections.Concurrent;

namespace LocalHttps.Star.Store.Sqlite;

/// <summary>Connections that read beside the writer, each the state of one moment.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    // Reading does not wait for anything, so that more than a few at the same time cannot be busy.
    private const int Kept = 8;
    private readonly ConcurrentBag<SqliteSession> idle = [];
    private bool closed;

    public async Task<T> ReadAsync<T>(Func<IStoreReader, Task<T>> read)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        if (!idle.TryTake(out var session))
            session = SqliteFile.Open(path, readOnly: true);
        var ended = false;
        try
        {
            session.Transact("BEGIN");
            var result = await read(new SqlReader(session));
            session.Transact("COMMIT");
            ended = true;
            return result;
        }
        finally
        {
            if ((!ended && !Undo(session)) || closed || idle.Count >= Kept)
                session.Dispose();
            else
                idle.Add(session);
        }
    }

    public void Dispose()
    {
        closed = true;
        while (idle.TryTake(out var session))
            session.Dispose();
    }

    private static bool Undo(SqliteSession session)
    {
        try
        {
            session.Transact("ROLLBACK");
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }
}
