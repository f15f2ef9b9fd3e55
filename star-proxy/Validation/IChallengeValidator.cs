using LocalHttps.Acme;

namespace LocalHttps.Star.Validation;

/// <summary>Proves control over a name in one way (RFC 8555 §8).</summary>
internal interface IChallengeValidator
{
    /// <summary><c>dns-01</c> or <c>http-01</c>.</summary>
    string Type { get; }

    /// <summary>Looks for the answer once, with a time limit of its own. What others do wrong is a problem; it throws for nothing but faults of this server.</summary>
    /// <returns>Null once control is proved.</returns>
    Task<Problem?> ValidateAsync(ChallengeAttempt attempt, CancellationToken cancellation);
}

/// <summary>What a validator looks for.</summary>
/// <param name="Name">Lower-case A-labels, of a wildcard without the <c>*.</c>.</param>
/// <param name="Token">The challenge's token.</param>
/// <param name="KeyAuthorization">Token, a dot, and the thumbprint of the account key (RFC 8555 §8.1).</param>
internal sealed record ChallengeAttempt(string Name, string Token, string KeyAuthorization);

/// <summary>Whether the domain's holder lets this CA issue (RFC 8659, RFC 8657). Asked right after control was proved.</summary>
internal interface ICaaCheck
{
    /// <summary>Looks at the CAA records of a name and its parents; what cannot be looked up forbids.</summary>
    /// <param name="name">Lower-case A-labels, of a wildcard without the <c>*.</c>.</param>
    /// <param name="wildcard">Whether <c>issuewild</c> counts.</param>
    /// <param name="method">The challenge's type, for <c>validationmethods</c>.</param>
    /// <param name="account">The account's URL, for <c>accounturi</c>.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Null where it may issue.</returns>
    Task<Problem?> CheckAsync(string name, bool wildcard, string method, Uri account, CancellationToken cancellation);
}
