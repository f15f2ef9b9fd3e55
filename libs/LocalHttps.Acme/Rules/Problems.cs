using System.Globalization;

namespace LocalHttps.Acme;

/// <summary>One named constructor per kind of problem (RFC 8555 §6.7, RFC 8739 §5.2, RFC 9115 §6.4). Details name no secret and repeat no unbounded input.</summary>
public static class Problems
{
    /// <summary>Before every type.</summary>
    public const string Prefix = "urn:ietf:params:acme:error:";

    /// <summary>The account named by the EAB or by onlyReturnExisting does not exist (400).</summary>
    public static AcmeException AccountDoesNotExist(string detail) => Make("accountDoesNotExist", 400, detail);

    /// <summary>The certificate is revoked already (400).</summary>
    public static AcmeException AlreadyRevoked() => Make("alreadyRevoked", 400, "This certificate is revoked already.");

    /// <summary>The CSR is not acceptable (400; 403 under a delegation, RFC 9115 §2.3.2).</summary>
    public static AcmeException BadCsr(string detail, int status = 400) => Make("badCSR", status, detail);

    /// <summary>The nonce is unknown, used or old (400).</summary>
    public static AcmeException BadNonce() => Make("badNonce", 400, "This nonce is unknown, used or too old; a fresh one is in Replay-Nonce.");

    /// <summary>A key that the server does not take (400).</summary>
    public static AcmeException BadPublicKey(string detail) => Make("badPublicKey", 400, detail);

    /// <summary>A reason of revocation that the server does not take (400).</summary>
    public static AcmeException BadRevocationReason(string detail) => Make("badRevocationReason", 400, detail);

    /// <summary>An algorithm that the server does not take; names those it takes (400, RFC 8555 §6.2).</summary>
    public static AcmeException BadSignatureAlgorithm(IReadOnlyList<string> algorithms) =>
        new(new Problem { Type = Prefix + "badSignatureAlgorithm", Status = 400, Detail = "The JWS is signed with an algorithm that this server does not take.", Algorithms = algorithms });

    /// <summary>CAA forbids it (403).</summary>
    public static AcmeException Caa(string detail) => Make("caa", 403, detail);

    /// <summary>One problem of several identifiers (RFC 8555 §6.7.1).</summary>
    public static AcmeException Compound(int status, IReadOnlyList<Problem> subproblems) =>
        new(new Problem { Type = Prefix + "compound", Status = status, Detail = "Several identifiers have problems of their own.", Subproblems = subproblems });

    /// <summary>The validator could not connect (400).</summary>
    public static AcmeException Connection(string detail) => Make("connection", 400, detail);

    /// <summary>The validator's DNS query failed (400).</summary>
    public static AcmeException Dns(string detail) => Make("dns", 400, detail);

    /// <summary>The account must be bound to an external one (403).</summary>
    public static AcmeException ExternalAccountRequired() => Make("externalAccountRequired", 403, "A new account needs an external account binding.");

    /// <summary>The response is not the one expected (403).</summary>
    public static AcmeException IncorrectResponse(string detail) => Make("incorrectResponse", 403, detail);

    /// <summary>A contact that is not one (400).</summary>
    public static AcmeException InvalidContact(string detail) => Make("invalidContact", 400, detail);

    /// <summary>The new key of a keyChange is another account's, which Location names (409, RFC 8555 §7.3.5).</summary>
    public static AcmeException KeyInUse(Uri account) =>
        new(new Problem { Type = Prefix + "malformed", Status = 409, Detail = "The new key is that of another account." }) { Location = account };

    /// <summary>The request does not parse (400).</summary>
    public static AcmeException Malformed(string detail, int status = 400) => Make("malformed", status, detail);

    /// <summary>There is nothing at this URL, or nothing the account may see (404).</summary>
    public static AcmeException NotFound(string detail) => Make("malformed", 404, detail);

    /// <summary>A finalize before the order is ready (403, RFC 8555 §7.4).</summary>
    public static AcmeException OrderNotReady(string detail) => Make("orderNotReady", 403, detail);

    /// <summary>Too many requests (429); <paramref name="retryAfter"/> goes into Retry-After.</summary>
    public static AcmeException RateLimited(string detail, TimeSpan retryAfter) => Make("rateLimited", 429, detail, retryAfter);

    /// <summary>An identifier that the server does not serve (403 under policy; RFC 8555 §7.4).</summary>
    public static AcmeException RejectedIdentifier(string detail, AcmeIdentifier? identifier = null, int status = 403) =>
        new(new Problem { Type = Prefix + "rejectedIdentifier", Status = status, Detail = detail, Identifier = identifier });

    /// <summary>Names of a CSR that its delegation does not allow, each with a subproblem (403, RFC 9115 §2.3.2).</summary>
    public static AcmeException RejectedIdentifiers(string detail, IReadOnlyList<Problem> subproblems) =>
        new(new Problem { Type = Prefix + "rejectedIdentifier", Status = 403, Detail = detail, Subproblems = subproblems });

    /// <summary>The server failed; nothing of why is told (500).</summary>
    public static AcmeException ServerInternal() => Make("serverInternal", 500, "The server met a fault of its own; try again later.");

    /// <summary>The upstream cannot be reached at the moment (503).</summary>
    public static AcmeException Unavailable(string detail, TimeSpan retryAfter) => Make("serverInternal", 503, detail, retryAfter);

    /// <summary>The validator's TLS failed (400).</summary>
    public static AcmeException Tls(string detail) => Make("tls", 400, detail);

    /// <summary>The account may not do this (403).</summary>
    public static AcmeException Unauthorized(string detail, int status = 403) => Make("unauthorized", status, detail);

    /// <summary>A contact of a scheme that is not served (400).</summary>
    public static AcmeException UnsupportedContact(string detail) => Make("unsupportedContact", 400, detail);

    /// <summary>An identifier of a type that is not served (400; RFC 8555 §9.7.7, RFC 8738).</summary>
    public static AcmeException UnsupportedIdentifier(AcmeIdentifier identifier) =>
        new(new Problem { Type = Prefix + "unsupportedIdentifier", Status = 400, Detail = "This server issues for identifiers of the type dns only.", Identifier = identifier });

    /// <summary>The order was cancelled (403, RFC 8739 §3.1.2).</summary>
    public static AcmeException AutoRenewalCanceled() => Make("autoRenewalCanceled", 403, "This order was cancelled; no further certificate will be published.");

    /// <summary>The order's end is past (403, RFC 8739 §3.3).</summary>
    public static AcmeException AutoRenewalExpired(DateTimeOffset end) =>
        Make("autoRenewalExpired", 403, $"This order ended at {end.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)}.");

    /// <summary>A cancellation of an order that is not valid (400, RFC 8739 §3.1.2).</summary>
    public static AcmeException AutoRenewalCancellationInvalid(string status) => Make("autoRenewalCancellationInvalid", 400, $"Only a valid order can be cancelled; this one is {status}.");

    /// <summary>A revocation of a STAR certificate (403, RFC 8739 §3.1.2).</summary>
    public static AcmeException AutoRenewalRevocationNotSupported() =>
        Make("autoRenewalRevocationNotSupported", 403, "A STAR certificate is not revoked; cancel its order.");

    /// <summary>A delegation that is not the account's (403, RFC 9115 §2.3.1.3).</summary>
    public static AcmeException UnknownDelegation() => Make("unknownDelegation", 403, "This account has no such delegation.");

    private static AcmeException Make(string type, int status, string detail, TimeSpan? retryAfter = null) =>
        new(new Problem { Type = Prefix + type, Status = status, Detail = detail }) { RetryAfter = retryAfter };
}

/// <summary>A request that cannot be served, with the problem document that says why.</summary>
/// <param name="problem">What the client is told.</param>
public sealed class AcmeException(Problem problem) : Exception(problem.Detail)
{
    /// <summary>What the client is told.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>When to come back.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What else to look at.</summary>
    public Uri? Location { get; init; }
}
