using ARSoft.Tools.Net.Dns;
using LocalHttps.Acme;

namespace LocalHttps.Star.Validation;

/// <summary>Climbs to the CAA records that count and reads them (RFC 8659 §3–5, RFC 8657).</summary>
/// <param name="resolver">Asked for the records.</param>
/// <param name="identities">This CA's names in CAA records, lower-case.</param>
/// <param name="clock">Time limits.</param>
internal sealed class CaaCheck(DnsResolver resolver, IReadOnlyList<string> identities, TimeProvider clock) : ICaaCheck
{
    private const byte Critical = 0x80;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly string[] Known = ["issue", "issuewild", "iodef", "contactemail", "contactphone"];

    /// <inheritdoc/>
    public async Task<Problem?> CheckAsync(string name, bool wildcard, string method, Uri account, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            for (var at = name; ; at = at[(at.IndexOf('.', StringComparison.Ordinal) + 1)..])
            {
                var records = await resolver.LookUpAsync<CAARecord>(at, RecordType.CAA, either.Token);
                if (records.Count > 0)
                    return Allow(records, wildcard, method, account) ? null : Problems.Caa($"The CAA records of {at} do not let this CA issue by {method} for this account.").Problem;
                if (!at.Contains('.', StringComparison.Ordinal))
                    return null;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Problems.Caa($"The CAA records of {name} could not be looked up within {Limit.TotalSeconds:0} s.").Problem;
        }
        catch (ResolutionException problem)
        {
            return Problems.Caa($"The CAA records of {name} could not be looked up: {problem.Message}").Problem;
        }
    }

    /// <summary>Whether a record set lets this CA issue.</summary>
    internal bool Allow(IReadOnlyList<CAARecord> records, bool wildcard, string method, Uri account)
    {
        if (records.Any(record => (record.Flags & Critical) != 0 && !Known.Contains(record.Tag, StringComparer.OrdinalIgnoreCase)))
            return false;
        var wild = records.Where(record => Is(record, "issuewild")).ToList();
        var counting = wildcard && wild.Count > 0 ? wild : records.Where(record => Is(record, "issue")).ToList();
        return counting.Count == 0 || counting.Exists(record => Names(record.Value, method, account));
    }

    private static bool Is(CAARecord record, string tag) => record.Tag.Equals(tag, StringComparison.OrdinalIgnoreCase);

    private bool Names(string value, string method, Uri account)
    {
        var parts = value.Split(';', StringSplitOptions.TrimEntries);
        if (!identities.Contains(parts[0].ToLowerInvariant(), StringComparer.Ordinal))
            return false;
        // A single empty part is the end of "ca.example;", which RFC 8659 allows.
        var parameters = parts.Length == 2 && parts[1].Length == 0 ? [] : parts[1..].Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries)).ToList();
        if (parameters.Any(parameter => parameter is not [{ Length: > 0 }, _]))
            return false;
        var holders = Values(parameters, "accounturi");
        var methods = Values(parameters, "validationmethods");
        // Written twice neither can be met (RFC 8657 §3 and §4).
        return (holders.Count == 0 || (holders.Count == 1 && holders[0] == account.AbsoluteUri))
            && (methods.Count == 0 || (methods.Count == 1 && methods[0].Split(',').Contains(method, StringComparer.Ordinal)));
    }

    private static List<string> Values(IEnumerable<string[]> parameters, string tag) =>
        [.. parameters.Where(parameter => parameter[0].Equals(tag, StringComparison.OrdinalIgnoreCase)).Select(parameter => parameter[1])];
}
