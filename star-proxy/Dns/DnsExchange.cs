using System.Net;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using ARSoft.Tools.Net.Dns.DynamicUpdate;

namespace LocalHttps.Star.Dns;

/// <summary>Asks one DNS server: over UDP, and over TCP where the answer is cut off or does not come.</summary>
/// <param name="server">The server.</param>
/// <param name="clock">Time limits.</param>
/// <param name="limit">How long one try may take; there are up to three.</param>
internal sealed class DnsExchange(IPEndPoint server, TimeProvider clock, TimeSpan limit)
{
    // The library sorts servers by address family and skips IPv6 on machines that have only ::1; ours is fixed in the transports.
    private static readonly IPAddress[] Unused = [IPAddress.Loopback];

    /// <summary>The server asked.</summary>
    public IPEndPoint Server => server;

    /// <summary>Asks a question of class IN.</summary>
    /// <param name="name">Labels with or without the final dot.</param>
    /// <param name="type">The type.</param>
    /// <param name="recursive">Whether the server is to find the answer elsewhere.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="DnsExchangeException">No usable answer.</exception>
    public Task<DnsMessage> AskAsync(string name, RecordType type, bool recursive, CancellationToken cancellation)
    {
        if (!DomainName.TryParse(name, out var parsed) || parsed is null)
            throw new DnsExchangeException("The name is not one of DNS.");
        var query = new DnsMessage
        {
            IsRecursionDesired = recursive,
            Questions = [new DnsQuestion(parsed, type, RecordClass.INet)],
            EDnsOptions = new OptRecord(QueryShape.LongestDatagram),
        };
        return SendAsync(client => client.SendMessageAsync(query, cancellation), cancellation, new DatagramClient(server, clock, limit), new StreamClient(server, clock, limit));
    }

    /// <summary>Sends an update; over TCP, as its answer must not be missed.</summary>
    /// <exception cref="DnsExchangeException">No usable answer.</exception>
    public Task<DnsUpdateMessage> UpdateAsync(DnsUpdateMessage update, CancellationToken cancellation) =>
        SendAsync(client => client.SendUpdateAsync(update, cancellation), cancellation, new StreamClient(server, clock, limit));

    private async Task<T> SendAsync<T>(Func<DnsClient, Task<T?>> send, CancellationToken cancellation, params ExchangeTransport[] transports)
        where T : DnsMessageBase
    {
        using var client = new DnsClient(Unused, transports, true, (int)limit.TotalMilliseconds);
        var answer = await send(client);
        cancellation.ThrowIfCancellationRequested();
        return answer ?? throw new DnsExchangeException($"{server} gives no usable answer: {transports[^1].Fault ?? "what it sent is not DNS"}.");
    }
}

/// <summary>A DNS server gave no usable answer.</summary>
internal sealed class DnsExchangeException(string message) : Exception(message);
