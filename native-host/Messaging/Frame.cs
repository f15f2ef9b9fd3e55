namespace LocalHttps.Host.Messaging;

/// <summary>What came next on the pipe.</summary>
internal abstract record Frame
{
    /// <summary>A whole message. The bytes stand until the next read.</summary>
    internal sealed record Message(ReadOnlyMemory<byte> Bytes) : Frame;

    /// <summary>A message over the limit; its bytes were skipped and the next frame can be read.</summary>
    internal sealed record TooLarge(uint Size) : Frame;

    /// <summary>A length no browser writes: what follows cannot be read as frames.</summary>
    internal sealed record OutOfStep(uint Size) : Frame;

    /// <summary>The pipe was closed between two frames.</summary>
    internal sealed record End : Frame;

    /// <summary>The pipe was closed inside a frame.</summary>
    internal sealed record Truncated : Frame;
}
