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
            if (!await writer.TryWriteAsync(reply, cancellationToken))
            {
                await writer.TryWriteAsync(Errors.ReplyTooLarge(reply.Id), cancellationToken);
            }
        }
    }
}
