using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Messaging;

/// <summary>A request that has no final reply yet.</summary>
internal sealed class OpenRequest : IEventSink, IDisposable
{
    private readonly Outbox outbox;
    private readonly CancellationTokenSource limit;
    private readonly CancellationTokenSource linked;
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool cancelled;

    public OpenRequest(Request request, TimeSpan? timeLimit, Outbox outbox, TimeProvider time, CancellationToken session)
    {
        Request = request;
        this.outbox = outbox;
        limit = new CancellationTokenSource(timeLimit ?? System.Threading.Timeout.InfiniteTimeSpan, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, session);
        Token = linked.Token;
    }

    public Request Request { get; }

    /// <summary>Ends with the request's time, its cancellation, or the session.</summary>
    public CancellationToken Token { get; }

    /// <summary>Done when the final reply was posted.</summary>
    public Task Completion => completion.Task;

    public void Complete() => completion.TrySetResult();

    public void Cancel()
    {
        cancelled = true;
        try
        {
            limit.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended at this very moment: there is nothing left to cancel.
            cancelled = false;
        }
    }

    /// <summary>Why <see cref="Token"/> ended the request.</summary>
    public ErrorReply EndReason() => cancelled ? Errors.Cancelled(Request.Id) : Errors.TimedOut(Request.Id);

    public ValueTask SendAsync(Reply reply, CancellationToken cancellationToken) => outbox.PostAsync(reply, cancellationToken);

    public void Dispose()
    {
        linked.Dispose();
        limit.Dispose();
    }
}
