using System.Net;

namespace LocalHttps.Acme;

/// <summary>A request to an ACME server came to nothing. Not an <see cref="AcmeException"/>, so that a server's words never become a proxy's own.</summary>
public sealed class AcmeClientException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the server said (RFC 8555 §6.7); null where it said nothing of that kind or could not be asked.</summary>
    public Problem? Problem { get; init; }

    /// <summary>The answer's status; null where there was none.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>When the server said to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The answer's Location: after a key change to a taken key its account (RFC 8555 §7.3.5).</summary>
    public Uri? Location { get; init; }

    /// <summary>Whether the same request may well succeed later: no answer, a fault of the server, or too many requests.</summary>
    public bool IsTransient => Problem is null || Status >= HttpStatusCode.InternalServerError || Status == HttpStatusCode.TooManyRequests || Is("rateLimited") || Is("badNonce");

    /// <summary>Whether the server named this type of problem, such as <c>orderNotReady</c>.</summary>
    public bool Is(string type) => Problem?.Type == Problems.Prefix + type;
}
