using System.Net;
using System.Net.Sockets;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Star.Configuration;

namespace LocalHttps.Star.Dns;

/// <summary>An authoritative server for one zone over UDP and TCP.</summary>
internal sealed class ZoneServer : IAsyncDisposable
{
    // With port 0 the port that UDP got may be taken on TCP.
    private const int Attempts = 20;
    private const int ReceiveBuffer = 4 * 1024 * 1024;
    private readonly Func<DnsMessage, DnsMessage> answer;
    private readonly ILogger logger;
    private readonly DnsServer server;
    private readonly DatagramTransport datagrams;
    private readonly StreamTransport streams;
    private bool started;

    /// <summary>Binds, without listening yet.</summary>
    /// <param name="listen">Where; port 0 takes any that is free.</param>
    /// <param name="answer">Answers a well-formed question.</param>
    /// <param name="logger">Told of faults.</param>
    /// <param name="clock">Time limits.</param>
    /// <param name="limits">How much TCP is borne.</param>
    /// <exception cref="ZoneException">The address cannot be had.</exception>
    public ZoneServer(IPEndPoint listen, Func<DnsMessage, DnsMessage> answer, ILogger<ZoneServer> logger, TimeProvider clock, StreamLimits? limits = null)
    {
        this.answer = answer;
        this.logger = logger;
        var (udp, tcp) = Bind(listen);
        EndPoint = (IPEndPoint)udp.LocalEndPoint!;
        datagrams = new DatagramTransport(udp, clock);
        streams = new StreamTransport(tcp, limits ?? StreamLimits.Default, clock);
        server = new DnsServer(datagrams, streams);
        server.QueryReceived += OnQueryAsync;
        server.ExceptionThrown += OnExceptionAsync;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>TCP connections open now.</summary>
    public int OpenConnections => streams.Open;

    /// <summary>Begins to answer.</summary>
    public void Start()
    {
        started = true;
        server.Start();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (started)
        {
            started = false;
            try
            {
                server.Stop();
            }
            catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is OperationCanceledException))
            {
                // The library waits for its loops and takes one that had not begun for a fault.
            }
        }
        datagrams.Dispose();
        streams.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task OnQueryAsync(object sender, QueryReceivedEventArgs received)
    {
        if (received.Query is DnsMessage query)
        {
            received.Response = answer(query);
        }
        return Task.CompletedTask;
    }

    private Task OnExceptionAsync(object sender, ExceptionEventArgs thrown)
    {
        if (thrown.Exception is not OperationCanceledException)
        {
            logger.LogWarning(thrown.Exception, "A DNS question could not be answered");
        }
        return Task.CompletedTask;
    }

    private static (Socket Udp, Socket Tcp) Bind(IPEndPoint listen)
    {
        for (var attempt = 1; ; attempt++)
        {
            var udp = new Socket(listen.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            var tcp = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                // The system's own holds some 250 questions, which a burst fills; what it grants may be less than asked.
                udp.ReceiveBufferSize = ReceiveBuffer;
                udp.Bind(listen);
                // Else a server that starts again waits for the connections of the one before to be forgotten.
                tcp.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
                tcp.Bind(new IPEndPoint(listen.Address, ((IPEndPoint)udp.LocalEndPoint!).Port));
                tcp.Listen();
                return (udp, tcp);
            }
            catch (SocketException problem)
            {
                udp.Dispose();
                tcp.Dispose();
                if (listen.Port != 0 || attempt == Attempts)
                    throw new ZoneException($"DNS cannot be served at {listen}: {problem.Message}. {BindAdvice.For(problem, "--dns")}", problem);
            }
        }
    }
}
