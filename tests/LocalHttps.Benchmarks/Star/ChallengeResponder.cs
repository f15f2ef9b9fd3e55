using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalHttps.Benchmarks.Star;

/// <summary>The web server of every name: answers http-01 and nothing else, one request a connection.</summary>
internal sealed class ChallengeResponder : IDisposable
{
    private const string Before = "GET /.well-known/acme-challenge/";
    private const int LongestRequest = 4096;

    private readonly ConcurrentDictionary<string, (string Content, TaskCompletionSource Asked)> answers = new(StringComparer.Ordinal);
    private readonly TcpListener listener = new(IPAddress.Loopback, StarPlace.HttpPort);

    /// <summary>Starts it.</summary>
    public ChallengeResponder()
    {
        listener.Start(backlog: 1024);
        _ = AcceptAsync();
    }

    /// <summary>Answers for a token.</summary>
    /// <returns>Ends when somebody asked for it.</returns>
    public Task Serve(string token, string content)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        answers[token] = (content, asked);
        return asked.Task;
    }

    /// <summary>Answers for it no more.</summary>
    public void Forget(string token) => answers.TryRemove(token, out _);

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception problem) when (problem is SocketException or ObjectDisposedException)
        {
            // The end.
            return;
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using var connection = socket;
        try
        {
            var octets = new byte[LongestRequest];
            var length = 0;
            while (length < octets.Length && octets.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
            {
                var count = await connection.ReceiveAsync(octets.AsMemory(length));
                if (count == 0)
                    return;
                length += count;
            }
            var request = Encoding.ASCII.GetString(octets, 0, length);
            var token = request.StartsWith(Before, StringComparison.Ordinal) ? request[Before.Length..request.IndexOf(' ', Before.Length)] : "";
            var found = answers.TryGetValue(token, out var answer);
            var content = found ? answer.Content : "";
            await connection.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {(found ? "200 OK" : "404 Not Found")}\r\nContent-Type: text/plain\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n{content}"));
            connection.Shutdown(SocketShutdown.Send);
            if (found)
                answer.Asked.TrySetResult();
        }
        catch (SocketException)
        {
            // Whoever asked has left.
            return;
        }
    }
}
