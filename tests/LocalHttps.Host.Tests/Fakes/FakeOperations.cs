using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>Answers each request by a function.</summary>
internal sealed class FakeOperations(Func<Request, IEventSink, CancellationToken, Task<Reply>> answer) : IOperations
{
    public FakeOperations()
        : this((request, _, _) => Task.FromResult<Reply>(new DoneReply { Id = request.Id }))
    {
    }

    public TimeSpan? Limit { get; init; } = TimeSpan.FromSeconds(10);

    public Task<Reply> RunAsync(Request request, IEventSink events, CancellationToken cancellationToken) => answer(request, events, cancellationToken);

    public TimeSpan? LimitOf(Request request) => Limit;

    public static async Task<Reply> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        throw new InvalidOperationException("It never ends.");
    }
}
