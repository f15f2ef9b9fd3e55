using System.Net.Sockets;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>How much TCP an embedded server bears.</summary>
/// <param name="Connections">Open at a time; one more ends the one that has been silent longest.</param>
/// <param name="Idle">How long a connection may say nothing between questions.</param>
/// <param name="Slow">How long one question may take to arrive, and one reply to leave.</param>
internal sealed record StreamLimits(int Connections, TimeSpan Idle, TimeSpan Slow)
{
    /// <summary>Enough for every resolver of a busy zone (RFC 7766 §6.2.3 asks for a few seconds).</summary>
    public static StreamLimits Default { get; } = new(128, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5));
}

/// <summary>TCP for the library's server, bounded in number and time (RFC 7766).</summary>
internal sealed class StreamTransport(Socket listener, StreamLimits limits, TimeProvider clock) : IServerTransport
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly List<StreamConnection> open = [];
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public ushort DefaultAllowedResponseSize => ushort.MaxValue;

    /// <inheritdoc/>
    public bool SupportsMultipleResponses => false;

    /// <inheritdoc/>
    public bool AllowTruncatedResponses => false;

    /// <inheritdoc/>
    public TransportProtocol TransportProtocol => TransportProtocol.Tcp;

    /// <summary>Connections open now.</summary>
    public int Open
    {
        get
        {
            lock (gate)
            {
                return open.Count;
            }
        }
    }

    /// <inheritdoc/>
    public void Bind()
    {
        // Bound by the server, as UDP and TCP share one port.
    }

    /// <inheritdoc/>
    public void Close()
    {
        listener.Dispose();
        lock (gate)
        {
            foreach (var connection in open.ToList())
            {
                connection.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>Waits for a client. It never throws: the library awaits it in an <c>async void</c>.</summary>
    public async Task<IServerConnection?> AcceptConnectionAsync(CancellationToken token = default)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                return Admit(await listener.AcceptAsync(token));
            }
            catch (SocketException) when (!token.IsCancellationRequested)
            {
                await Task.Delay(Pause, clock, CancellationToken.None);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                break;
            }
        }
        return null;
    }

    /// <summary>Forgets a connection that has ended.</summary>
    public void Forget(StreamConnection connection)
    {
        lock (gate)
        {
            _ = open.Remove(connection);
        }
    }

    private StreamConnection Admit(Socket socket)
    {
        var connection = new StreamConnection(this, socket, limits, clock);
        lock (gate)
        {
            if (open.Count >= limits.Connections)
            {
                open.MinBy(at => at.LastHeard)!.Dispose();
            }
            open.Add(connection);
        }
        return connection;
    }
}
