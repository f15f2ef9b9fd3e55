using System.Threading.Channels;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Messaging;

/// <summary>The one writer of the pipe: replies go out in the order they were posted. It holds a bounded number of them; who posts more waits,
/// so a browser that does not read stops the host's work instead of filling its memory.</summary>
internal sealed class Outbox(FrameWriter writer)
{
    /// <summary>How many replies may wait.</summary>
    public const int Capacity = 256;

    private readonly Channel<Reply> queue = Channel.CreateBounded<Reply>(new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Posts without waiting; false where the outbox is full or closed.</summary>
    public bool TryPost(Reply reply) => queue.Writer.TryWrite(reply);

    /// <summary>Posts, waiting for room.</summary>
    public ValueTask PostAsync(Reply reply, CancellationToken cancellationToken) => queue.Writer.WriteAsync(reply, cancellationToken);

    /// <summary>Takes no more; <see cref="RunAsync"/> ends when what waits is written.</summary>
    public void Complete() => queue.Writer.TryComplete();

    /// <summary>Writes until completed or cancelled.</summary>
    /// <exception cref="IOException">The browser closed its end.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var reply in queue.Reader.ReadAllAsync(cancellationToken))
        {
            await WriteAsync(reply, cancellationToken);
        }
    }

    /// <summary>Writes one reply past the queue; for when <see cref="RunAsync"/> does not run.</summary>
    /// <exception cref="IOException">The browser closed its end.</exception>
    public async ValueTask WriteAsync(Reply reply, CancellationToken cancellationToken)
    {
        if (await TryWriteAsync(reply, cancellationToken) is { } instead)
        {
            await writer.TryWriteAsync(instead, cancellationToken);
        }
    }

    /// <summary>Writes a reply, or gives the error to write in its place.</summary>
    private async ValueTask<ErrorReply?> TryWriteAsync(Reply reply, CancellationToken cancellationToken)
    {
        try
        {
            return await writer.TryWriteAsync(reply, cancellationToken) ? null : Errors.ReplyTooLarge(reply.Id);
        }
        catch (Exception defect) when (defect is NotSupportedException or System.Text.Json.JsonException or ArgumentException)
        {
            // It cannot be put into JSON; nothing of it was written.
            return Errors.Internal(reply.Id);
        }
    }
}
