namespace LocalHttps.Star.Store.Sqlite;

/// <summary>A caller's change on its way through the writer.</summary>
internal abstract class SqliteChange
{
    /// <summary>Whether the caller has left before it began.</summary>
    public abstract bool IsAbandoned { get; }

    /// <summary>Runs it.</summary>
    /// <returns>Whether it is to be kept.</returns>
    public abstract bool Run(SqliteSession session);

    /// <summary>Tells the caller how it went, once that is durable.</summary>
    public abstract void Acknowledge();

    /// <summary>Tells the caller that nothing was kept.</summary>
    public abstract void Fail(StoreException failure);
}

/// <inheritdoc cref="SqliteChange"/>
internal sealed class SqliteChange<T>(Func<SqlSession, Task<T>> change, CancellationToken cancellation) : SqliteChange
{
    // Whoever waits goes on in a thread of its own, never in the writer's.
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;
    private Exception? failure;

    public Task<T> Task => done.Task;

    public override bool IsAbandoned => cancellation.IsCancellationRequested;

    public override bool Run(SqliteSession session)
    {
        try
        {
            result = change(session).GetAwaiter().GetResult();
            return true;
        }
#pragma warning disable CA1031 // whatever it is, it is the caller's and undoes nothing but the caller's change
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
            return false;
        }
    }

    public override void Acknowledge()
    {
        if (failure is null)
            done.TrySetResult(result!);
        else
            done.TrySetException(failure);
    }

    public override void Fail(StoreException failure) => done.TrySetException(failure);
}
