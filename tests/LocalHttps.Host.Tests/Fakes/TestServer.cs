using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Host.Tests.Fakes;

/// <summary>A TCP server on 127.0.0.1 that treats each connection as a test wishes.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> treat;
    private readonly ConcurrentBag<Task> connections = [];
    private readonly Task accepting;
    private int accepted;

    public TestServer(Func<NetworkStream, CancellationToken, Task> treat)
    {
        this.treat = treat;
        listener.Start();
        accepting = AcceptAsync();
    }

    public IPEndPoint Address => (IPEndPoint)listener.LocalEndpoint;

    public int Accepted => accepted;

    /// <summary>The SNI of the last handshake.</summary>
    public string? ServerName { get; private set; }

    public static TestServer Tls(X509Certificate2 certificate, Func<SslStream, CancellationToken, Task>? serve = null)
    {
        TestServer? server = null;
        return server = new TestServer(async (stream, stopping) =>
        {
            await using var tls = new SslStream(stream);
            var context = SslStreamCertificateContext.Create(certificate, [], offline: true);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = context,
                EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            }, stopping);
            server!.ServerName = tls.TargetHostName;
            if (serve is not null)
            {
                await serve(tls, stopping);
            }
            else
            {
                _ = await tls.ReadAsync(new byte[1], stopping);
            }
        });
    }

    /// <summary>Waits for the client's first bytes, answers with these, and stays.</summary>
    public static TestServer Saying(byte[] answer, bool close = false) => new(async (stream, stopping) =>
    {
        _ = await stream.ReadAsync(new byte[4096], stopping);
        await stream.WriteAsync(answer, stopping);
        if (!close)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping);
        }
    });

    public static TestServer Silent() => new((_, stopping) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopping));

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(connections);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                Interlocked.Increment(ref accepted);
                connections.Add(Task.Run(() => TreatAsync(client)));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TreatAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await treat(client.GetStream(), stop.Token);
            }
            catch (Exception over) when (over is OperationCanceledException or IOException or AuthenticationException)
            {
                // The client left or the test is over: both are what these servers are for.
                client.Close();
            }
        }
    }
}
