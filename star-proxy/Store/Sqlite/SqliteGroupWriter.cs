using System.Threading.Channels;

namespace LocalHttps.Star.Store.Sqlite;

/// <summary>
/// The one writer: while a group of changes is brought to the disk, the next one gathers. Each change has a savepoint, so that its failure undoes
/// nothing else; nobody is told anything before the whole group is durable.
/// </summary>
internal sealed class SqliteGroupWriter : IDisposable
{
    // Keeps the first of a group from waiting long for the others.
    private const int LargestGroup = 256;

    // Other programs look every millisecond whether the database is free; a gap bounds how long they look in vain while one group follows the other.
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(3);

    private readonly string path;
    private readonly Func<SqliteSession> open;
    private readonly Channel<SqliteChange> queue = Channel.CreateUnbounded<SqliteChange>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ManualResetEventSlim gap = new();
    private readonly Thread thread;
    private SqliteSession? session;
    private long turnBegan;

    /// <summary>Starts it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Opens a connection; a test's may have less room on its disk.</param>
    public SqliteGroupWriter(string path, Func<SqliteSession>? open = null)
    {
        this.path = path;
        this.open = open ?? (() => SqliteFile.Open(path, readOnly: false));
        thread = new Thread(Work) { Name = "store", IsBackground = true };
        thread.Start();
    }

    public Task<T> RunAsync<T>(Func<SqlSession, Task<T>> change, CancellationToken cancellation)
    {
        // Waiting here for itself would last for ever.
        if (Thread.CurrentThread == thread)
            throw new InvalidOperationException("A change was asked for within a change.");
        var waiting = new SqliteChange<T>(change, cancellation);
        if (!queue.Writer.TryWrite(waiting))
            throw new StoreException("The store is closed.");
        return waiting.Task.WaitAsync(cancellation);
    }

    public void Dispose()
    {
        queue.Writer.TryComplete();
        thread.Join();
        gap.Dispose();
    }

    private void Work()
    {
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            turnBegan = TimeProvider.System.GetTimestamp();
            while (queue.Reader.TryPeek(out _))
            {
                RunGroup();
                LetOthersIn();
            }
        }
        session?.Dispose();
    }

    private void RunGroup()
    {
        var group = new List<SqliteChange>();
        try
        {
            session ??= open();
            session.Transact("BEGIN IMMEDIATE");
            while (group.Count < LargestGroup && queue.Reader.TryRead(out var change))
            {
                group.Add(change);
                if (!change.IsAbandoned)
                    RunOne(change, session);
            }
            session.Transact("COMMIT");
        }
#pragma warning disable CA1031 // one failure must not end the writer
        catch (Exception e)
#pragma warning restore CA1031
        {
            GiveUp(group, e);
            return;
        }
        group.ForEach(change => change.Acknowledge());
    }

    private static void RunOne(SqliteChange change, SqliteSession session)
    {
        session.Transact("SAVEPOINT change");
        var kept = change.Run(session);
        session.DemandTransaction();
        session.Transact(kept ? "RELEASE change" : "ROLLBACK TO change; RELEASE change");
    }

    private void GiveUp(List<SqliteChange> group, Exception reason)
    {
        // Whoever waits has nothing better to expect than those whose turn it was.
        while (group.Count < LargestGroup && queue.Reader.TryRead(out var change))
            group.Add(change);
        // Closing undoes what is open; the next group gets a fresh connection.
        session?.Dispose();
        session = null;
        var failure = reason as StoreException ?? new StoreException($"The database {path} could not be written: {reason.Message}", reason);
        group.ForEach(change => change.Fail(failure));
    }

    private void LetOthersIn()
    {
        if (TimeProvider.System.GetElapsedTime(turnBegan) < Turn)
            return;
        gap.Wait(Gap);
        turnBegan = TimeProvider.System.GetTimestamp();
    }
}
