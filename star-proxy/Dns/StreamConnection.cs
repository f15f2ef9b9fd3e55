using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>One client over TCP: a question after the other, each answered before the next is read, so that nobody piles up work.</summary>
internal sealed class StreamConnection : IServerConnection
{
    private readonly StreamTransport transport;
    private readonly Socket socket;
    private readonly StreamLimits limits;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim answered = new(1, 1);
    private QueryShape shape;
    private byte[] question = [];
    private int disposed;

    public StreamConnection(StreamTransport transport, Socket socket, StreamLimits limits, TimeProvider clock)
    {
        this.transport = transport;
        this.socket = socket;
        this.limits = limits;
        this.clock = clock;
        socket.NoDelay = true;
        LastHeard = clock.GetTimestamp();
        RemoteEndPoint = (IPEndPoint)socket.RemoteEndPoint!;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>When it last sent something whole.</summary>
    public long LastHeard { get; private set; }

    /// <inheritdoc/>
    public IServerTransport Transport => transport;

    /// <inheritdoc/>
    public IPEndPoint RemoteEndPoint { get; }

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public bool CanRead => disposed == 0;

    /// <inheritdoc/>
    public Task<bool> InitializeAsync(CancellationToken token = default) => Task.FromResult(true);

    /// <summary>Waits for the next question once the one before is answered. The library does not end a connection by itself, so null ends it here.</summary>
    public async Task<DnsReceivedRawPackage?> ReceiveAsync(CancellationToken token = default)
    {
        try
        {
            if (await answered.WaitAsync(limits.Slow + limits.Slow, token) && await NextQuestionAsync(token) is { } package)
                return package;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Silent, gone or replaced by another client.
        }
        Dispose();
        return null;
    }

    /// <inheritdoc/>
    public async Task<bool> SendAsync(DnsRawPackage package, CancellationToken token = default)
    {
        try
        {
            await WriteAsync(shape.Finish(question, package.ToArraySegment(includeLengthHeader: false).AsSpan(0, package.Length), ushort.MaxValue), token);
            _ = answered.Release();
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Dispose();
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
        {
            socket.Dispose();
            transport.Forget(this);
        }
    }

    private async Task<DnsReceivedRawPackage?> NextQuestionAsync(CancellationToken token)
    {
        while (await ReadAsync(2, limits.Idle, token) is { } prefix && await ReadAsync(BinaryPrimitives.ReadUInt16BigEndian(prefix), limits.Slow, token) is { } packet)
        {
            LastHeard = clock.GetTimestamp();
            shape = QueryShape.Read(packet);
            question = packet[..Math.Min(packet.Length, shape.QuestionEnd)];
            switch (shape.Verdict)
            {
                case QueryVerdict.Answer:
                    return Packages.Make(shape.Question(packet), RemoteEndPoint, LocalEndPoint);
                case QueryVerdict.Reply:
                    await WriteAsync(shape.Reply(packet), token);
                    break;
                default:
                    return null;
            }
        }
        return null;
    }

    private async Task<byte[]?> ReadAsync(int length, TimeSpan limit, CancellationToken token)
    {
        using var late = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        var octets = new byte[length];
        for (var at = 0; at < length;)
        {
            var read = await socket.ReceiveAsync(octets.AsMemory(at), SocketFlags.None, either.Token);
            if (read == 0)
                return null;
            at += read;
        }
        return octets;
    }

    private async Task WriteAsync(byte[] packet, CancellationToken token)
    {
        var framed = new byte[packet.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)packet.Length);
        packet.CopyTo(framed, 2);
        using var late = new CancellationTokenSource(limits.Slow, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        for (var at = 0; at < framed.Length;)
        {
            at += await socket.SendAsync(framed.AsMemory(at), SocketFlags.None, either.Token);
        }
    }
}
