using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>UDP for the library's server: hostile packets are answered or dropped here, and no more than so many wait at a time.</summary>
internal sealed class DatagramTransport(Socket socket, TimeProvider clock) : IServerTransport
{
    // Longer than any query with padding; what is longer is cut by the system and then malformed.
    private const int LongestQuery = 4096;
    private const int Parallel = 256;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly SemaphoreSlim places = new(Parallel, Parallel);
    private readonly byte[] buffer = new byte[LongestQuery];

    /// <inheritdoc/>
    public ushort DefaultAllowedResponseSize => ushort.MaxValue;

    /// <inheritdoc/>
    public bool SupportsMultipleResponses => false;

    /// <inheritdoc/>
    public bool AllowTruncatedResponses => false;

    /// <inheritdoc/>
    public TransportProtocol TransportProtocol => TransportProtocol.Udp;

    /// <inheritdoc/>
    public void Bind()
    {
        // Bound by the server, as UDP and TCP share one port.
    }

    /// <inheritdoc/>
    public void Close() => socket.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        places.Dispose();
    }

    /// <summary>Waits for a question. It never throws: the library awaits it in an <c>async void</c>.</summary>
    public async Task<IServerConnection?> AcceptConnectionAsync(CancellationToken token = default)
    {
        try
        {
            await places.WaitAsync(token);
            while (true)
            {
                if (await TryReceiveAsync(token) is { } exchange)
                    return exchange;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    private async Task<DatagramExchange?> TryReceiveAsync(CancellationToken token)
    {
        try
        {
            var from = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
            var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from, token);
            var packet = buffer.AsMemory(0, received.ReceivedBytes);
            var shape = QueryShape.Read(packet.Span);
            if (shape.Verdict == QueryVerdict.Answer)
                return new DatagramExchange(this, socket, (IPEndPoint)received.RemoteEndPoint, shape, packet[..shape.QuestionEnd].ToArray(), () => places.Release());
            if (shape.Verdict == QueryVerdict.Reply)
                _ = await socket.SendToAsync(shape.Reply(packet.Span), SocketFlags.None, received.RemoteEndPoint, token);
        }
        catch (SocketException) when (!token.IsCancellationRequested)
        {
            // An error that an earlier reply met, or a system short of memory: the next packet may do better.
            await Task.Delay(Pause, clock, token);
        }
        return null;
    }

    private sealed class DatagramExchange(DatagramTransport transport, Socket socket, IPEndPoint remote, QueryShape shape, byte[] question, Action release) : IServerConnection
    {
        private int released;

        public IServerTransport Transport => transport;

        public IPEndPoint RemoteEndPoint => remote;

        public IPEndPoint LocalEndPoint => (IPEndPoint)socket.LocalEndPoint!;

        public bool CanRead { get; private set; } = true;

        public Task<bool> InitializeAsync(CancellationToken token = default) => Task.FromResult(true);

        public Task<DnsReceivedRawPackage?> ReceiveAsync(CancellationToken token = default)
        {
            CanRead = false;
            return Task.FromResult<DnsReceivedRawPackage?>(Packages.Make(shape.Question(question), remote, LocalEndPoint));
        }

        public async Task<bool> SendAsync(DnsRawPackage package, CancellationToken token = default)
        {
            try
            {
                var encoded = package.ToArraySegment(includeLengthHeader: false).AsSpan(0, package.Length);
                _ = await socket.SendToAsync(shape.Finish(question, encoded, shape.DatagramLimit), SocketFlags.None, remote, token);
                return true;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Whoever asked asks again.
                return false;
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref released, 1) == 0)
            {
                release();
            }
        }
    }
}

/// <summary>The library's form of a packet: its length goes before it.</summary>
internal static class Packages
{
    /// <summary>Wraps a packet.</summary>
    public static DnsReceivedRawPackage Make(byte[] packet, IPEndPoint remote, IPEndPoint local)
    {
        var framed = new byte[packet.Length + DnsRawPackage.LENGTH_HEADER_LENGTH];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)packet.Length);
        packet.CopyTo(framed, DnsRawPackage.LENGTH_HEADER_LENGTH);
        return new DnsReceivedRawPackage(framed, remote, local);
    }
}
