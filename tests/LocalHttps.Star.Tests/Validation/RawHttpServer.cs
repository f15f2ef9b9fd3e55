using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LocalHttps.Star.Tests.Validation;

/// <summary>Answers every request over one port of loopback with any text.</summary>
internal sealed class RawHttpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task loop;

    public RawHttpServer(Func<string, string?> answer)
    {
        listener.Start();
        loop = RunAsync(answer);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The heads of the requests.</summary>
    public List<string> Requests { get; } = [];

    public static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    public static string Redirect(string location, int code = 302) => $"HTTP/1.1 {code} Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
    }

    private async Task RunAsync(Func<string, string?> answer)
    {
        var open = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                open.Add(client);
                var head = await ReadHeadAsync(client.GetStream());
                Requests.Add(head);
                // Null: the client waits in vain.
                if (answer(head) is { } text)
                {
                    await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
                    client.Dispose();
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
        {
            open.ForEach(client => client.Dispose());
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var octets = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var read = await stream.ReadAsync(octets);
            if (read == 0)
                break;
            _ = head.Append(Encoding.Latin1.GetString(octets, 0, read));
        }
        return head.ToString();
    }
}
