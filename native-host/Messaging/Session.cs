using System.Collections.Concurrent;
using System.Threading.Channels;
using LocalHttps.Host.Protocol;

namespace LocalHttps.Host.Messaging;

/// <summary>One browser on the other end of the pipes, from <c>hello</c> until it closes them. Survives any message.</summary>
internal sealed class Session : IDisposable
{
    /// <summary>How many requests may be open at once.</summary>
    public const int MaximumOpen = 32;

    /// <summary>How long a browser may leave a full outbox unread while it goes on asking.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long the end may wait for handlers and for the last replies.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    private readonly FrameReader reader;
    private readonly Outbox outbox;
    private readonly IOperations operations;
    private readonly TimeProvider time;
    private readonly TextWriter log;
    private readonly ConcurrentDictionary<int, OpenRequest> open = new();
    private readonly ConcurrentDictionary<OpenRequest, Task> serving = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource ending = new();
    private bool greeted;
    private bool greetingTold;

    /// <summary>Makes a session.</summary>
    /// <param name="input">The pipe from the browser.</param>
    /// <param name="output">The pipe to the browser; nobody else may write to it.</param>
    /// <param name="operations">Carries out the requests.</param>
    /// <param name="time">The clock of the limits.</param>
    /// <param name="log">Takes short lines for the browser's log.</param>
    public Session(Stream input, Stream output, IOperations operations, TimeProvider time, TextWriter log)
    {
        reader = new FrameReader(input);
        outbox = new Outbox(new FrameWriter(output));
        this.operations = operations;
        this.time = time;
        this.log = log;
    }

    /// <summary>Raised once after the first successful <c>hello</c> was answered.</summary>
    public event EventHandler? Greeted;

    /// <summary>Takes the first message and answers it before anything else is started. Nobody needs to read the answer: a new pipe has room for it.</summary>
    /// <returns>Null when <see cref="RunAsync"/> is to go on; else why the session is over.</returns>
    public async Task<SessionEnd?> AnswerFirstAsync()
    {
        try
        {
            var (reply, end) = Take(await reader.ReadAsync(ending.Token));
            if (reply is not null)
            {
                await outbox.WriteAsync(reply, ending.Token);
            }
            TellGreeted();
            return end;
        }
        catch (IOException)
        {
            return SessionEnd.Closed;
        }
    }

    /// <summary>Serves until the browser closes a pipe.</summary>
    public async Task<SessionEnd> RunAsync()
    {
        var writing = outbox.RunAsync(ending.Token);
        var reading = ReadLoopAsync();
        var first = await Task.WhenAny(reading, writing);
        var end = first == reading ? await reading : SessionEnd.Closed;
        await EndAsync(writing);
        return end;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Dispose();
        ending.Dispose();
    }

    private async Task<SessionEnd> ReadLoopAsync()
    {
        while (true)
        {
            Frame frame;
            try
            {
                frame = await reader.ReadAsync(ending.Token);
            }
            catch (IOException)
            {
                return SessionEnd.Closed;
            }
            var (reply, end) = Take(frame);
            if (reply is not null && !await PostAsync(reply))
            {
                log.WriteLine("localhttps: the browser does not read its pipe");
                return SessionEnd.NotRead;
            }
            TellGreeted();
            if (end is { } reason)
            {
                return reason;
            }
        }
    }

    private void TellGreeted()
    {
        if (greeted && !greetingTold)
        {
            greetingTold = true;
            Greeted?.Invoke(this, EventArgs.Empty);
        }
    }

    private (Reply? Reply, SessionEnd? End) Take(Frame frame) => frame switch
    {
        Frame.Message message => (Take(MessageParser.Parse(message.Bytes.Span)), null),
        Frame.TooLarge over => (Errors.TooLarge(over.Size), null),
        Frame.OutOfStep over => (Errors.TooLarge(over.Size), SessionEnd.OutOfStep),
        Frame.Truncated => (null, SessionEnd.Truncated),
        _ => (null, SessionEnd.Closed),
    };

    private Reply? Take(ParsedMessage message) => message.Request switch
    {
        null => message.Error,
        { Id: < 1 } request => Errors.InvalidId(request.Id),
        HelloRequest hello => Greet(hello),
        var request when !greeted => Errors.HelloRequired(request.Id),
        CancelRequest cancel => Cancel(cancel),
        var request => Start(request),
    };

    private Reply Greet(HelloRequest hello)
    {
        var (min, max) = hello.Protocol;
        if (min < 1 || max < min)
        {
            return Errors.InvalidField(hello.Id, "protocol");
        }
        if (open.ContainsKey(hello.Id))
        {
            return Errors.InvalidId(hello.Id);
        }
        if (min > ProtocolJson.Versions.Max)
        {
            return Errors.HostTooOld(hello.Id, HostVersion.Text);
        }
        if (max < ProtocolJson.Versions.Min)
        {
            return Errors.HostTooNew(hello.Id, HostVersion.Text);
        }
        greeted = true;
        return new WelcomeReply
        {
            Id = hello.Id,
            Version = HostVersion.Text,
            Protocol = Math.Min(max, ProtocolJson.Versions.Max),
            Capabilities = HostVersion.Capabilities,
        };
    }

    private Reply Cancel(CancelRequest cancel)
    {
        if (open.ContainsKey(cancel.Id))
        {
            return Errors.InvalidId(cancel.Id);
        }
        if (open.TryGetValue(cancel.Target, out var target))
        {
            target.Cancel();
        }
        return new DoneReply { Id = cancel.Id };
    }

    private ErrorReply? Start(Request request)
    {
        if (open.ContainsKey(request.Id))
        {
            return Errors.InvalidId(request.Id);
        }
        if (open.Count >= MaximumOpen)
        {
            return Errors.Busy(request.Id);
        }
        var started = new OpenRequest(request, operations.LimitOf(request), outbox, time, stopping.Token);
        open[request.Id] = started;
        serving[started] = started.Completion;
        _ = Task.Run(() => ServeAsync(started), CancellationToken.None);
        return null;
    }

    private async Task ServeAsync(OpenRequest request)
    {
        var reply = await AnswerAsync(request);
        // The id is free before its final reply goes out: who reads the reply may use it again at once.
        open.TryRemove(request.Request.Id, out _);
        request.Dispose();
        if (reply is not null && !outbox.TryPost(reply))
        {
            await outbox.PostAsync(reply, ending.Token).AsTask().ContinueWith(
                static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        serving.TryRemove(request, out _);
        request.Complete();
    }

    /// <summary>The final reply; null where the session ended first and nobody waits for one.</summary>
    private async Task<Reply?> AnswerAsync(OpenRequest request)
    {
        try
        {
            return await operations.RunAsync(request.Request, request, request.Token);
        }
        catch (OperationCanceledException) when (request.Token.IsCancellationRequested)
        {
            return stopping.IsCancellationRequested ? null : request.EndReason();
        }
        catch (ProtocolException problem)
        {
            return Errors.Of(request.Request.Id, problem);
        }
        catch (Exception defect)
        {
            log.WriteLine($"localhttps: {request.Request.GetType().Name} failed: {defect.GetType().Name}");
            return Errors.Internal(request.Request.Id);
        }
    }

    private async ValueTask<bool> PostAsync(Reply reply)
    {
        if (outbox.TryPost(reply))
        {
            return true;
        }
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await outbox.PostAsync(reply, patience.Token);
            return true;
        }
        catch (Exception full) when (full is OperationCanceledException or ChannelClosedException)
        {
            return false;
        }
    }

    private async Task EndAsync(Task writing)
    {
        await stopping.CancelAsync();
        await WaitAsync(Task.WhenAll(serving.Values));
        // What was answered still goes out, where the browser closed only its own end.
        outbox.Complete();
        await WaitAsync(writing);
        await ending.CancelAsync();
    }

    private async Task WaitAsync(Task task) =>
        await Task.WhenAny(task, Task.Delay(Grace, time, CancellationToken.None));
}

/// <summary>Why a session ended.</summary>
internal enum SessionEnd
{
    /// <summary>The browser closed a pipe.</summary>
    Closed,

    /// <summary>The browser closed the pipe inside a frame.</summary>
    Truncated,

    /// <summary>What came cannot be read as frames.</summary>
    OutOfStep,

    /// <summary>The browser goes on asking and does not read.</summary>
    NotRead,
}
