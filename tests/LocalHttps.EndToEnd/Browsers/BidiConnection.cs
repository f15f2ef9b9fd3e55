using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;

namespace LocalHttps.EndToEnd.Browsers;

/// <summary>Commands of WebDriver BiDi over one web socket (https://w3c.github.io/webdriver-bidi/).</summary>
internal sealed class BidiConnection : IAsyncDisposable
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> open = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly CancellationTokenSource closing = new();
    private Task reading = Task.CompletedTask;
    private int lastId;

    public static async Task<BidiConnection> ConnectAsync(Uri address)
    {
        var connection = new BidiConnection();
        using var limit = new CancellationTokenSource(CommandLimit, TimeProvider.System);
        await connection.socket.ConnectAsync(address, limit.Token);
        connection.reading = Task.Run(connection.ReadAsync, CancellationToken.None);
        return connection;
    }

    /// <summary>Sends a command and waits for its result.</summary>
    /// <exception cref="BidiException">The browser answered with an error.</exception>
    public async Task<JsonElement> SendAsync(string method, object parameters)
    {
        var id = Interlocked.Increment(ref lastId);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        open[id] = answer;
        var message = JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters });
        await sending.WaitAsync(closing.Token);
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, closing.Token);
        }
        finally
        {
            sending.Release();
        }

        return await answer.Task.WaitAsync(CommandLimit, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await reading;
        socket.Dispose();
        sending.Dispose();
        closing.Dispose();
    }

    private async Task ReadAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), closing.Token);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    Fail("The browser closed the connection.");
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                {
                    Take(message.GetBuffer().AsSpan(0, (int)message.Length));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or JsonException)
        {
            Fail(e.Message);
        }
    }

    private void Take(ReadOnlySpan<byte> utf8)
    {
        var message = JsonSerializer.Deserialize<JsonElement>(utf8);
        if (!message.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.Number || !open.TryRemove(id.GetInt32(), out var answer))
        {
            return;
        }

        if (message.TryGetProperty("result", out var result))
        {
            answer.TrySetResult(result);
        }
        else
        {
            answer.TrySetException(new BidiException(message.ToString()));
        }
    }

    private void Fail(string reason)
    {
        foreach (var id in open.Keys)
        {
            if (open.TryRemove(id, out var answer))
            {
                answer.TrySetException(new BidiException(reason));
            }
        }
    }
}

/// <summary>The browser refused a command, or went away.</summary>
internal sealed class BidiException(string message) : Exception(message);
