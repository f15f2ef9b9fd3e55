using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace LocalHttps.SampleDevices;

/// <summary>A device's web server on the loopback address: one request a connection, TLS 1.2 and later.</summary>
internal sealed class TinyServer : IDisposable
{
    private const int LongestHead = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly SampleDevice device;
    private readonly TimeProvider time;

    public TinyServer(SampleDevice device, TimeProvider time)
    {
        this.device = device;
        this.time = time;
        listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The port it was given.</summary>
    public ushort Port => (ushort)((IPEndPoint)listener.LocalEndpoint).Port;

    /// <inheritdoc/>
    public void Dispose()
    {
        stopping.Cancel();
        listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token));
            }
            catch (Exception problem) when (problem is SocketException or OperationCanceledException)
            {
                // A client that went before it was accepted; when stopping, the loop's condition ends it.
                continue;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping.Token);
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = device.Certificate, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
                either.Token);
            if (await ReadHeadAsync(tls, either.Token) is { } head)
            {
                await tls.WriteAsync(SamplePages.Answer(device, head, time), either.Token);
                await tls.ShutdownAsync();
            }
        }
        catch (Exception problem) when (problem is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // Browsers and the host hang up on certificates they do not like: that is what these devices are for.
            return;
        }
    }

    private static async Task<string?> ReadHeadAsync(SslStream tls, CancellationToken cancellation)
    {
        var head = new byte[LongestHead];
        var length = 0;
        while (length < head.Length)
        {
            var read = await tls.ReadAsync(head.AsMemory(length), cancellation);
            length += read;
            if (read == 0)
            {
                return null;
            }
            if (head.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0)
            {
                return Encoding.Latin1.GetString(head, 0, length);
            }
        }
        return null;
    }
}
