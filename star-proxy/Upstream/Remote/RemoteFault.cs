using LocalHttps.Acme;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>What a CA's refusal means.</summary>
internal static class RemoteFault
{
    // What the same request will meet again, however often it is made.
    private static readonly HashSet<string> ForGood = new(
        ((string[])["badCSR", "badPublicKey", "rejectedIdentifier", "unsupportedIdentifier", "invalidProfile"]).Select(type => Problems.Prefix + type), StringComparer.Ordinal);

    /// <summary>Whether no certificate will ever come of what was asked for.</summary>
    public static bool IsForGood(Problem? problem) => problem is not null && ForGood.Contains(problem.Type);

    /// <summary>As the worker takes it: try again later.</summary>
    public static UpstreamException From(AcmeClientException problem) => new(problem.Message, problem) { RetryAfter = problem.RetryAfter };
}
