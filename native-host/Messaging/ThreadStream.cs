using System.Collections.Concurrent;

namespace LocalHttps.Host.Messaging;

/// <summary>A stream whose blocking calls run on a thread of its own. Reads and writes of the standard pipes block; in the thread pool, which has
/// as many threads as the computer has cores, one waiting read would take half of a small computer. Until it is started, calls run on the caller's
/// thread: the first answer needs neither the thread nor the pool.</summary>
internal sealed class ThreadStream : Stream
{
    // The thread only calls the system; the default of 8 MB would be reserved for nothing.
    private const int StackSize = 256 * 1024;

    private readonly Stream inner;
    private readonly string name;
    private BlockingCollection<Action>? calls;

    /// <summary>Makes a stream over one that blocks.</summary>
    public ThreadStream(Stream inner, string name)
    {
        this.inner = inner;
        this.name = name;
    }

    public override bool CanRead => inner.CanRead;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Starts the thread; not while a call is under way.</summary>
    public void Start()
    {
        calls = [];
        // It is a background thread: one that waits for the browser does not keep the process.
        new Thread(() => Run(calls), StackSize) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Reads; a cancelled wait leaves the read under way, so it is for the end of the stream's use.</summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        calls is null ? new(inner.Read(buffer.Span)) : new(CallAsync(calls, () => inner.Read(buffer.Span), cancellationToken));

    /// <summary>Writes; a cancelled wait leaves the write under way, so it is for the end of the stream's use.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (calls is not null)
        {
            return new(CallAsync(calls, () => Write(buffer), cancellationToken));
        }
        Write(buffer);
        return ValueTask.CompletedTask;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Every write is flushed.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            calls?.CompleteAdding();
        }
        base.Dispose(disposing);
    }

    private int Write(ReadOnlyMemory<byte> buffer)
    {
        inner.Write(buffer.Span);
        inner.Flush();
        return buffer.Length;
    }

    private static Task<int> CallAsync(BlockingCollection<Action> calls, Func<int> call, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        calls.Add(
            () =>
            {
                try
                {
                    result.SetResult(call());
                }
                catch (Exception fault)
                {
                    result.SetException(fault);
                }
            },
            cancellationToken);
        return cancellationToken.CanBeCanceled ? result.Task.WaitAsync(cancellationToken) : result.Task;
    }

    private static void Run(BlockingCollection<Action> calls)
    {
        foreach (var call in calls.GetConsumingEnumerable())
        {
            call();
        }
    }
}
