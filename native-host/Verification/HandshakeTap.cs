using System.Net.Sockets;
using LocalHttps.Identity;

namespace LocalHttps.Host.Verification;

/// <summary>Stands between socket and TLS: bounds what a peer may send before the handshake is over, and remembers its first bytes,
/// so that "no TLS", "too old" and "refused" are told apart the same way on every platform.</summary>
internal sealed class HandshakeTap(NetworkStream inner) : Stream
{
    /// <summary>Bytes of a handshake that are taken. The largest real chains have some 30 KB.</summary>
    public const int HandshakeLimit = 256 * 1024;

    private const byte AlertRecord = 0x15;
    private const byte HandshakeRecord = 0x16;
    private const byte ServerHello = 2;
    private const byte ProtocolVersionAlert = 70;
    private const byte Tls12Minor = 3;

    // A record header (RFC 8446 §5.1), then an alert's level and description, or a handshake header and the hello's legacy_version.
    private const int SniffedLength = 11;
    private const int RecordHeaderLength = 5;

    private readonly byte[] first = new byte[SniffedLength];
    private int sniffed;
    private long received;

    /// <summary>Whether the handshake is still running, and the limit holds.</summary>
    public bool Handshaking { get; set; } = true;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>What a failed handshake says of the peer.</summary>
    public ObservationOutcome Classify()
    {
        if (sniffed < RecordHeaderLength || first[0] is not (AlertRecord or HandshakeRecord) || first[1] != 3)
        {
            return ObservationOutcome.NotTls;
        }
        return IsTooOld() ? ObservationOutcome.TlsTooOld : ObservationOutcome.HandshakeFailed;
    }

    /// <summary>Whether the peer has sent anything at all.</summary>
    public bool HasSpoken => sniffed > 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        if (Handshaking)
        {
            Take(buffer.Span[..read]);
        }
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        inner.WriteAsync(buffer, offset, count, cancellationToken);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        received += bytes.Length;
        if (received > HandshakeLimit)
        {
            throw new IOException("The peer's handshake is too long.");
        }
        var more = bytes[..Math.Min(bytes.Length, SniffedLength - sniffed)];
        more.CopyTo(first.AsSpan(sniffed));
        sniffed += more.Length;
    }

    private bool IsTooOld() => first[0] == AlertRecord
        ? sniffed > RecordHeaderLength + 1 && first[RecordHeaderLength + 1] == ProtocolVersionAlert
        : sniffed == SniffedLength && first[RecordHeaderLength] == ServerHello && first[SniffedLength - 1] < Tls12Minor;
}
