using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Acme;

namespace LocalHttps.Star.Validation;

/// <summary>Looks for the digest in TXT records (RFC 8555 §8.4).</summary>
internal sealed class DnsValidator(DnsResolver resolver) : IChallengeValidator
{
    /// <inheritdoc/>
    public string Type => "dns-01";

    /// <inheritdoc/>
    public async Task<Problem?> ValidateAsync(ChallengeAttempt attempt, CancellationToken cancellation)
    {
        IReadOnlyList<TxtRecord> records;
        try
        {
            records = await resolver.LookUpAsync<TxtRecord>($"_acme-challenge.{attempt.Name}", RecordType.Txt, cancellation);
        }
        catch (ResolutionException problem)
        {
            return Problems.Dns($"The TXT records of _acme-challenge.{attempt.Name} could not be looked up: {problem.Message}").Problem;
        }
        if (records.Count == 0)
            return Problems.Unauthorized($"There is no TXT record at _acme-challenge.{attempt.Name}.").Problem;
        var expected = Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(attempt.KeyAuthorization))));
        // The strings of one record belong together (RFC 7208 §3.3 says it best). All are compared, so that time tells nothing.
        var matches = records.Count(record => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(record.TextData), expected));
        return matches > 0 ? null
            : Problems.IncorrectResponse($"None of the {records.Count} TXT records at _acme-challenge.{attempt.Name} is the digest of the key authorization.").Problem;
    }
}
