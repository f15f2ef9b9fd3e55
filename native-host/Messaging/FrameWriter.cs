using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Messaging;

/// <summary>Writes native messaging frames, each in one write.</summary>
internal sealed class FrameWriter(Stream output)
{
    /// <summary>Longest message a browser takes, in bytes; one more and it closes the port.</summary>
    public const int Limit = 1024 * 1024;

    // Above this a buffer is not kept, so that one long list does not stay in memory for the whole session.
    private const int KeptCapacity = 64 * 1024;

    private ArrayBufferWriter<byte> buffer = new(1024);

    /// <summary>Writes one message and flushes.</summary>
    /// <returns>False, with nothing written, where it would be over <see cref="Limit"/>.</returns>
    public async ValueTask<bool> TryWriteAsync(Reply reply, CancellationToken cancellationToken)
    {
        Serialize(reply);
        var size = buffer.WrittenCount - sizeof(int);
        if (size > Limit)
        {
            return false;
        }
        await output.WriteAsync(buffer.WrittenMemory, cancellationToken);
        await output.FlushAsync(cancellationToken);
        return true;
    }

    private void Serialize(Reply reply)
    {
        if (buffer.Capacity > KeptCapacity)
        {
            buffer = new(1024);
        }
        buffer.ResetWrittenCount();
        buffer.GetSpan(sizeof(int))[..sizeof(int)].Clear();
        buffer.Advance(sizeof(int));
        using (var json = new Utf8JsonWriter(buffer))
        {
            if (reply is WelcomeReply welcome)
            {
                Greeting.Write(json, welcome);
            }
            else
            {
                JsonSerializer.Serialize(json, reply, ProtocolJson.Default.Reply);
            }
        }
        var size = buffer.WrittenCount - sizeof(int);
        MemoryMarshal.Write(MemoryMarshal.AsMemory(buffer.WrittenMemory).Span, in size);
    }
}
