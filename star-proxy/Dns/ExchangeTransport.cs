using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>A way to one server for the library's client: one connection per message, a time limit, and the fault is kept to tell.</summary>
internal abstract class ExchangeTransport(IPEndPoint server, TimeProvider clock, TimeSpan limit) : IClientTransport
{
    /// <summary>What went wrong.</summary>
    public string? Fault { get; private set; }

    /// <inheritdoc/>
    public abstract ushort MaximumAllowedQuerySize { get; }

    /// <inheritdoc/>
    public abstract bool SupportsReliableTransfer { get; }

    /// <inheritdoc/>
    public bool SupportsMulticastTransfer => false;

    /// <inheritdoc/>
    public bool SupportsPooledConnections => false;

    protected IPEndPoint Server => server;

    /// <inheritdoc/>
    public async Task<IClientConnection?> ConnectAsync(DnsClientEndpointInfo endpointInfo, int queryTimeout, CancellationToken token = default)
    {
        var socket = Make();
        var connection = await TryAsync(
            async late =>
            {
                await socket.ConnectAsync(server, late);
                return new ExchangeConnection(this, socket);
            },
            token);
        if (connection is null)
        {
            socket.Dispose();
        }
        return connection;
    }

    /// <inheritdoc/>
    public Task<IClientConnection?> GetPooledConnectionAsync(DnsClientEndpointInfo endpointInfo, CancellationToken token = default) => Task.FromResult<IClientConnection?>(null);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Connections are the library's to end.
    }

    protected abstract Socket Make();

    protected abstract Task SendAsync(Socket socket, DnsRawPackage package, CancellationToken late);

    protected abstract Task<byte[]> ReceiveAsync(Socket socket, CancellationToken late);

    private async Task<T?> TryAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken token)
        where T : class
    {
        using var late = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        try
        {
            return await act(either.Token);
        }
        catch (OperationCanceledException)
        {
            Fault = $"no answer within {limit.TotalSeconds:0.#} s";
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or EndOfStreamException)
        {
            Fault = e.Message;
        }
        return null;
    }

    private sealed class ExchangeConnection(ExchangeTransport transport, Socket socket) : IClientConnection
    {
        public IClientTransport Transport => transport;

        public bool IsFaulty { get; private set; }

        public async Task<bool> SendAsync(DnsRawPackage package, CancellationToken token = default) =>
            await transport.TryAsync(
                async late =>
                {
                    await transport.SendAsync(socket, package, late);
                    return "sent";
                },
                token) is not null;

        public Task<DnsReceivedRawPackage?> ReceiveAsync(DnsMessageIdentification identification, CancellationToken token = default) =>
            transport.TryAsync(
                async late =>
                {
                    while (true)
                    {
                        var packet = await transport.ReceiveAsync(socket, late);
                        // A forged answer to another question is passed over; the true one may follow.
                        if (IsReply(packet) && TryWrap(packet) is { } package && package.MessageIdentification.Equals(identification))
                            return package;
                    }
                },
                token);

        public void RestartIdleTimeout(TimeSpan? timeout)
        {
            // One message per connection.
        }

        public void MarkFaulty() => IsFaulty = true;

        public void Dispose() => socket.Dispose();

        private static bool IsReply(byte[] packet) => packet.Length >= QueryShape.HeaderLength && (packet[2] & 0x80) != 0;

        private DnsReceivedRawPackage? TryWrap(byte[] packet)
        {
            try
            {
                return Packages.Make(packet, transport.Server, transport.Server);
            }
            catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
            {
                return null;
            }
        }
    }
}

/// <summary>UDP to one server.</summary>
internal sealed class DatagramClient(IPEndPoint server, TimeProvider clock, TimeSpan limit) : ExchangeTransport(server, clock, limit)
{
    /// <inheritdoc/>
    public override ushort MaximumAllowedQuerySize => 512;

    /// <inheritdoc/>
    public override bool SupportsReliableTransfer => false;

    protected override Socket Make() => new(Server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);

    protected override Task SendAsync(Socket socket, DnsRawPackage package, CancellationToken late) =>
        socket.SendAsync(package.ToArraySegment(includeLengthHeader: false)[..package.Length], SocketFlags.None, late).AsTask();

    protected override async Task<byte[]> ReceiveAsync(Socket socket, CancellationToken late)
    {
        var buffer = new byte[ushort.MaxValue];
        var length = await socket.ReceiveAsync(buffer, SocketFlags.None, late);
        return buffer[..length];
    }
}

/// <summary>TCP to one server.</summary>
internal sealed class StreamClient(IPEndPoint server, TimeProvider clock, TimeSpan limit) : ExchangeTransport(server, clock, limit)
{
    /// <inheritdoc/>
    public override ushort MaximumAllowedQuerySize => ushort.MaxValue;

    /// <inheritdoc/>
    public override bool SupportsReliableTransfer => true;

    protected override Socket Make() => new(Server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    protected override async Task SendAsync(Socket socket, DnsRawPackage package, CancellationToken late)
    {
        var framed = package.ToArraySegment(includeLengthHeader: true)[..(package.Length + DnsRawPackage.LENGTH_HEADER_LENGTH)];
        for (var at = 0; at < framed.Count;)
        {
            at += await socket.SendAsync(framed[at..], SocketFlags.None, late);
        }
    }

    protected override async Task<byte[]> ReceiveAsync(Socket socket, CancellationToken late) =>
        await ReadAsync(socket, BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(socket, 2, late)), late);

    private static async Task<byte[]> ReadAsync(Socket socket, int length, CancellationToken late)
    {
        var octets = new byte[length];
        for (var at = 0; at < length;)
        {
            var read = await socket.ReceiveAsync(octets.AsMemory(at), SocketFlags.None, late);
            at += read > 0 ? read : throw new EndOfStreamException("the connection was closed");
        }
        return octets;
    }
}
