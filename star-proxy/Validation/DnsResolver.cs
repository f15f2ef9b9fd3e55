using System.Net;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Star.Dns;

namespace LocalHttps.Star.Validation;

/// <summary>Asks a recursive resolver, without remembering anything here.</summary>
internal sealed class DnsResolver(IReadOnlyList<IPEndPoint> servers, TimeProvider clock)
{
    // As many aliases as resolvers follow.
    private const int Aliases = 8;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(10);
    private readonly DnsExchange[] exchanges = [.. servers.Select(server => new DnsExchange(server, clock, Limit))];

    /// <summary>The configured resolver, or the system's first two.</summary>
    public static DnsResolver From(IPEndPoint? configured, TimeProvider clock) =>
        new(configured is not null ? [configured] : [.. DnsClient.GetLocalConfiguredDnsServers().Take(2).Select(address => new IPEndPoint(address, DnsServer.DEFAULT_DNS_PORT))], clock);

    /// <summary>The records of a name and type, at the end of its aliases.</summary>
    /// <returns>None where there are none or the name does not exist.</returns>
    /// <exception cref="ResolutionException">It could not be found out.</exception>
    public async Task<IReadOnlyList<T>> LookUpAsync<T>(string name, RecordType type, CancellationToken cancellation)
        where T : DnsRecordBase
    {
        using var late = new CancellationTokenSource(Whole, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            return await FollowAsync<T>(name, type, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ResolutionException($"The resolver took longer than {Whole.TotalSeconds:0} s.");
        }
    }

    private async Task<IReadOnlyList<T>> FollowAsync<T>(string name, RecordType type, CancellationToken cancellation)
        where T : DnsRecordBase
    {
        var at = name;
        var aliases = 0;
        while (true)
        {
            var answer = await AskAsync(at, type, cancellation);
            var before = at;
            // A resolver sends the whole chain; an authoritative server may send its own part.
            while (answer.AnswerRecords.OfType<CNameRecord>().FirstOrDefault(alias => IsAt(alias, at)) is { } next)
            {
                at = next.CanonicalName.ToString(asAbsoluteFqdn: false);
                if (++aliases > Aliases)
                    throw new ResolutionException($"More than {Aliases} aliases.");
            }
            var found = answer.AnswerRecords.OfType<T>().Where(record => IsAt(record, at)).ToList();
            if (found.Count > 0 || at == before || answer.ReturnCode == ReturnCode.NxDomain || answer.AuthorityRecords.OfType<SoaRecord>().Any())
                return found;
        }
    }

    private static bool IsAt(DnsRecordBase record, string name) => record.Name.ToString(asAbsoluteFqdn: false).Equals(name, StringComparison.OrdinalIgnoreCase);

    private async Task<DnsMessage> AskAsync(string name, RecordType type, CancellationToken cancellation)
    {
        var reason = "No resolver is configured; name one with --resolver.";
        foreach (var exchange in exchanges)
        {
            try
            {
                var answer = await exchange.AskAsync(name, type, recursive: true, cancellation);
                if (answer.ReturnCode is ReturnCode.NoError or ReturnCode.NxDomain)
                    return answer;
                reason = $"The resolver answered {answer.ReturnCode}.";
            }
            catch (DnsExchangeException problem)
            {
                reason = problem.Message;
            }
        }
        throw new ResolutionException(reason);
    }
}

/// <summary>What a name has could not be found out; the message says why.</summary>
internal sealed class ResolutionException(string message) : Exception(message);
