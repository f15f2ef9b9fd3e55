using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text.Json;
using LocalHttps.Host.Messaging;
using LocalHttps.Host.Protocol;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>The browser's ends of the two pipes of a session that runs in this process.</summary>
internal sealed class FakeBrowser : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Pipe toHost = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe fromHost;
    private readonly Session session;

    public FakeBrowser(IOperations operations, PipeOptions? output = null)
    {
        fromHost = new Pipe(output ?? PipeOptions.Default);
        session = new Session(toHost.Reader.AsStream(), fromHost.Writer.AsStream(), operations, Time, Log);
        Ended = session.RunAsync();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public StringWriter Log { get; } = new();

    public Task<SessionEnd> Ended { get; }

    public Session Session => session;

    public static async Task<FakeBrowser> GreetedAsync(IOperations operations)
    {
        var browser = new FakeBrowser(operations);
        await browser.SendAsync("""{"type":"hello","id":1,"protocol":{"min":1,"max":1}}""");
        Assert.IsInstanceOfType<WelcomeReply>(await browser.ReceiveAsync());
        return browser;
    }

    public async Task SendAsync(string json) => await SendBytesAsync(Frames.Of(json));

    public async Task SendAsync(Request request) => await SendBytesAsync(Frames.Of(request));

    public async Task SendBytesAsync(byte[] bytes) => await toHost.Writer.WriteAsync(bytes);

    public async Task<Reply> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        var output = fromHost.Reader.AsStream(leaveOpen: true);
        var header = new byte[4];
        await output.ReadExactlyAsync(header, limit.Token);
        var body = new byte[MemoryMarshal.Read<uint>(header)];
        await output.ReadExactlyAsync(body, limit.Token);
        return JsonSerializer.Deserialize(body, ProtocolJson.Default.Reply)!;
    }

    public async Task<ErrorReply> ReceiveErrorAsync()
    {
        var reply = await ReceiveAsync();
        Assert.IsInstanceOfType<ErrorReply>(reply);
        return (ErrorReply)reply;
    }

    /// <summary>Closes the pipe to the host and waits for its end in real time.</summary>
    public async Task<SessionEnd> CloseAsync()
    {
        await toHost.Writer.CompleteAsync();
        return await Ended.WaitAsync(Patience);
    }

    public async Task StopReadingAsync() => await fromHost.Reader.CompleteAsync();

    public async ValueTask DisposeAsync()
    {
        await toHost.Writer.CompleteAsync();
        await fromHost.Reader.CompleteAsync();
        session.Dispose();
        await Log.DisposeAsync();
    }
}
