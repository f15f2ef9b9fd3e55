using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Messaging;

/// <summary>What the session asks for everything but <c>hello</c> and <c>cancel</c>.</summary>
internal interface IOperations
{
    /// <summary>Carries out a request and returns its final reply.</summary>
    /// <param name="request">The request.</param>
    /// <param name="events">Takes the events that come before the final reply.</param>
    /// <param name="cancellationToken">Ends the operation: cancelled, out of time, or the session ends.</param>
    /// <exception cref="ProtocolException">A failure the extension can act on.</exception>
    Task<Reply> RunAsync(Request request, IEventSink events, CancellationToken cancellationToken);

    /// <summary>How long a request may take; null for one that lasts until it is cancelled.</summary>
    TimeSpan? LimitOf(Request request);
}

/// <summary>Takes the events of one request.</summary>
internal interface IEventSink
{
    /// <summary>Sends an event, waiting while the browser does not read.</summary>
    ValueTask SendAsync(Reply reply, CancellationToken cancellationToken);
}
