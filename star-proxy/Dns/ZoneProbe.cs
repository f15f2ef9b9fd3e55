using System.Net;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>Whether a server answers for a zone.</summary>
internal static class ZoneProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Asks for the SOA record of the apex.</summary>
    /// <param name="server">The server.</param>
    /// <param name="apex">The zone.</param>
    /// <param name="clock">Time limits.</param>
    /// <param name="what">What the server is called in the message.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ZoneException">It does not answer, or not with authority.</exception>
    public static async Task DemandAuthorityAsync(IPEndPoint server, string apex, TimeProvider clock, string what, CancellationToken cancellation)
    {
        // A server that listens on every address is asked on this machine's own.
        var reachable = server.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, server.Port)
            : server.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, server.Port)
            : server;
        DnsMessage answer;
        try
        {
            answer = await new DnsExchange(reachable, clock, Limit).AskAsync(apex, RecordType.Soa, recursive: false, cancellation);
        }
        catch (DnsExchangeException problem)
        {
            throw new ZoneException($"{what} at {server} does not answer: {problem.Message} Start it, or mend its address.", problem);
        }
        if (answer.ReturnCode != ReturnCode.NoError || !answer.IsAuthoritiveAnswer || !answer.AnswerRecords.OfType<SoaRecord>().Any(soa => soa.Name.ToString(asAbsoluteFqdn: false).Equals(apex, StringComparison.OrdinalIgnoreCase)))
            throw new ZoneException($"{what} at {server} does not answer for the zone {apex} ({answer.ReturnCode}). Configure the zone there, or mend --zone.");
    }
}
