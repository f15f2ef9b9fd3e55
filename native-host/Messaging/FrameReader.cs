using System.Runtime.InteropServices;

namespace LocalHttps.Host.Messaging;

/// <summary>Reads native messaging frames: a 4-byte length in native byte order, then that many bytes of UTF-8 JSON.</summary>
internal sealed class FrameReader(Stream input)
{
    /// <summary>Longest message taken, in bytes. The protocol's longest request is a few hundred.</summary>
    public const int Limit = 1024 * 1024;

    /// <summary>Longest message Chromium sends, in bytes. A greater length means that the frames are out of step.</summary>
    public const int BrowserLimit = 64 * 1024 * 1024;

    private readonly byte[] header = new byte[sizeof(uint)];
    private byte[] buffer = new byte[4096];

    /// <summary>Reads the next frame.</summary>
    public async ValueTask<Frame> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await input.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken);
        if (read < header.Length)
        {
            return read == 0 ? new Frame.End() : new Frame.Truncated();
        }
        var size = MemoryMarshal.Read<uint>(header);
        if (size > BrowserLimit)
        {
            return new Frame.OutOfStep(size);
        }
        return size > Limit ? await SkipAsync((int)size, cancellationToken) : await ReadBodyAsync((int)size, cancellationToken);
    }

    private async ValueTask<Frame> ReadBodyAsync(int size, CancellationToken cancellationToken)
    {
        if (buffer.Length < size)
        {
            buffer = new byte[size];
        }
        var read = await input.ReadAtLeastAsync(buffer.AsMemory(0, size), size, throwOnEndOfStream: false, cancellationToken);
        return read < size ? new Frame.Truncated() : new Frame.Message(buffer.AsMemory(0, size));
    }

    private async ValueTask<Frame> SkipAsync(int size, CancellationToken cancellationToken)
    {
        for (var rest = size; rest > 0;)
        {
            var read = await input.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, rest)), cancellationToken);
            if (read == 0)
            {
                return new Frame.Truncated();
            }
            rest -= read;
        }
        return new Frame.TooLarge((uint)size);
    }
}
