using LocalHttps.Acme;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>What the zone says to the CA: dns-01 responses, and that no other account may order (RFC 8657).</summary>
internal sealed partial class ZoneProofs(IZone zone, ILogger logger)
{
    // A response is new each time; a resolver should not keep the absence or an older one for long.
    private static readonly TimeSpan ResponseTtl = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PolicyTtl = TimeSpan.FromHours(1);

    /// <summary>The record that answers a challenge (RFC 8555 §8.4).</summary>
    public static ProofRecord For(string name, string token, JsonWebKey account) => new($"_acme-challenge.{name}", account.DnsChallengeText(token));

    /// <summary>Publishes a response; it can be asked for once this is done.</summary>
    /// <exception cref="UpstreamException">The zone did not take it.</exception>
    public async Task AddAsync(ProofRecord proof, Order order, CancellationToken cancellation)
    {
        try
        {
            await zone.AddAsync(Record(proof, order), cancellation);
        }
        catch (ZoneException problem)
        {
            throw new UpstreamException($"The zone does not take the CA's challenge: {problem.Message}", problem);
        }
    }

    /// <summary>Takes responses out again. Nobody waits for it: a zone that does not answer is told later, or keeps a text that says nothing any more.</summary>
    public async Task RemoveAsync(IEnumerable<ProofRecord> proofs, Order order, CancellationToken cancellation)
    {
        foreach (var proof in proofs)
        {
            try
            {
                await zone.RemoveAsync(Record(proof, order), cancellation);
            }
            catch (ZoneException problem)
            {
                LogLeft(logger, problem, proof.Name);
            }
        }
    }

    /// <summary>Lets this account alone order for a device's name, and by dns-01 alone.</summary>
    /// <exception cref="UpstreamException">The zone did not take it.</exception>
    public async Task RestrictAsync(Order order, IReadOnlyList<string>? authorities, Uri account, CancellationToken cancellation)
    {
        // A CA that does not say its name cannot be named, and one that does not heed an account's URL could be kept out by it.
        if (order.DeviceId is null || authorities is not { Count: > 0 } || account.OriginalString.AsSpan().ContainsAny(" ;\"\\"))
            return;
        try
        {
            foreach (var name in order.Identifiers.Select(identifier => identifier.Value))
            {
                var issue = authorities.Select(authority => Policy("issue", $"{authority}; accounturi={account.OriginalString}; validationmethods=dns-01"));
                await zone.SetAsync(name, ZoneRecordType.Caa, [.. issue.Append(Policy("issuewild", ";")).Select(value => new ZoneRecord(name, ZoneRecordType.Caa, value, PolicyTtl, order.DeviceId))], cancellation);
            }
        }
        catch (ZoneException problem)
        {
            throw new UpstreamException($"The zone does not take who may issue: {problem.Message}", problem);
        }
    }

    private static string Policy(string tag, string value) => ZoneText.Caa(0, tag, value);

    private static ZoneRecord Record(ProofRecord proof, Order order) => new(proof.Name, ZoneRecordType.Txt, ZoneText.Quote(proof.Text), ResponseTtl, order.DeviceId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The response at {Name} could not be taken out of the zone; it proves nothing any more.")]
    private static partial void LogLeft(ILogger logger, Exception problem, string name);
}
