using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LocalHttps.Star.Tests.Dns;

/// <summary>Answers DNS over TCP with any octets.</summary>
internal sealed class RawDnsServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task loop;

    public RawDnsServer(Func<byte[], byte[]> answer)
    {
        listener.Start();
        loop = RunAsync(answer);
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
    }

    private async Task RunAsync(Func<byte[], byte[]> answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var prefix = new byte[2];
                await stream.ReadExactlyAsync(prefix);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
                await stream.ReadExactlyAsync(query);
                var reply = answer(query);
                BinaryPrimitives.WriteUInt16BigEndian(prefix, (ushort)reply.Length);
                await stream.WriteAsync(prefix);
                await stream.WriteAsync(reply);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
        {
            // Stopped, or the client went away.
        }
    }
}
