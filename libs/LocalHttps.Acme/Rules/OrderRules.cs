namespace LocalHttps.Acme;

/// <summary>The words of <c>status</c> (RFC 8555 §7.1.6, RFC 8739 §3.1.1).</summary>
public static class AcmeStatus
{
    /// <summary>Something is still to be done by the client.</summary>
    public const string Pending = "pending";

    /// <summary>An order can be finalized.</summary>
    public const string Ready = "ready";

    /// <summary>The server is at it.</summary>
    public const string Processing = "processing";

    /// <summary>It is done, and holds.</summary>
    public const string Valid = "valid";

    /// <summary>Nothing will come of it.</summary>
    public const string Invalid = "invalid";

    /// <summary>A STAR order was cancelled.</summary>
    public const string Canceled = "canceled";

    /// <summary>The client gave it up.</summary>
    public const string Deactivated = "deactivated";

    /// <summary>Its time is over.</summary>
    public const string Expired = "expired";

    /// <summary>The server took it back.</summary>
    public const string Revoked = "revoked";
}

/// <summary>What the status of a challenge follows from.</summary>
/// <param name="AttemptedAt">When the client said that it is ready.</param>
/// <param name="ValidatedAt">When it was proved.</param>
/// <param name="Failed">Whether it failed for good.</param>
public readonly record struct ChallengeFacts(DateTimeOffset? AttemptedAt, DateTimeOffset? ValidatedAt, bool Failed);

/// <summary>What the status of an authorization follows from.</summary>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="DeactivatedAt">When the client gave it up.</param>
/// <param name="ChallengeStatuses">Of each challenge, by <see cref="OrderRules.StatusOf(ChallengeFacts)"/>.</param>
public readonly record struct AuthorizationFacts(DateTimeOffset ExpiresAt, DateTimeOffset? DeactivatedAt, IReadOnlyCollection<string> ChallengeStatuses);

/// <summary>What the status of an order follows from.</summary>
public sealed record OrderFacts
{
    /// <summary>When it ends unless it is valid before.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Of each authorization, by <see cref="OrderRules.StatusOf(AuthorizationFacts, DateTimeOffset)"/>; none under a delegation (RFC 9115 §2.3.2).</summary>
    public required IReadOnlyCollection<string> AuthorizationStatuses { get; init; }

    /// <summary>When finalize was accepted.</summary>
    public DateTimeOffset? FinalizedAt { get; init; }

    /// <summary>When the first certificate was there.</summary>
    public DateTimeOffset? ValidAt { get; init; }

    /// <summary>When it was cancelled.</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>Whether it failed.</summary>
    public bool Failed { get; init; }
}

/// <summary>Derives statuses from facts, and says what may be done in which (RFC 8555 §7.1.6, RFC 8739 §3.1.2).</summary>
public static class OrderRules
{
    /// <summary>The status of a challenge: pending → processing → valid or invalid.</summary>
    public static string StatusOf(ChallengeFacts facts) => facts switch
    {
        { ValidatedAt: not null } => AcmeStatus.Valid,
        { Failed: true } => AcmeStatus.Invalid,
        { AttemptedAt: not null } => AcmeStatus.Processing,
        _ => AcmeStatus.Pending,
    };

    /// <summary>The status of an authorization: one valid challenge makes it valid, else one failed one invalid; both pending and valid ones expire.</summary>
    public static string StatusOf(AuthorizationFacts facts, DateTimeOffset now)
    {
        if (facts.DeactivatedAt is not null)
            return AcmeStatus.Deactivated;
        var isValid = facts.ChallengeStatuses.Contains(AcmeStatus.Valid, StringComparer.Ordinal);
        if (!isValid && facts.ChallengeStatuses.Contains(AcmeStatus.Invalid, StringComparer.Ordinal))
            return AcmeStatus.Invalid;
        return now >= facts.ExpiresAt ? AcmeStatus.Expired : isValid ? AcmeStatus.Valid : AcmeStatus.Pending;
    }

    /// <summary>
    /// The status of an order. A valid one stays valid, also when its series has ended (RFC 8739 §3.3), until it is cancelled; what has not become valid
    /// by the time it expires, or loses an authorization, is invalid.
    /// </summary>
    public static string StatusOf(OrderFacts facts, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.CanceledAt is not null)
            return AcmeStatus.Canceled;
        if (facts.ValidAt is not null)
            return AcmeStatus.Valid;
        if (facts.Failed || now >= facts.ExpiresAt || facts.AuthorizationStatuses.Any(status => IsLost(status, facts.FinalizedAt is not null)))
            return AcmeStatus.Invalid;
        if (facts.FinalizedAt is not null)
            return AcmeStatus.Processing;
        return facts.AuthorizationStatuses.All(status => status == AcmeStatus.Valid) ? AcmeStatus.Ready : AcmeStatus.Pending;
    }

    /// <summary>RFC 8555 §7.4: finalize is for ready orders.</summary>
    /// <exception cref="AcmeException"><c>orderNotReady</c>.</exception>
    public static void CheckFinalize(string status)
    {
        if (status != AcmeStatus.Ready)
            throw Problems.OrderNotReady($"Only a ready order can be finalized; this one is {status}.");
    }

    /// <summary>RFC 8739 §3.1.2: cancelling is for valid STAR orders.</summary>
    /// <exception cref="AcmeException"><c>autoRenewalCancellationInvalid</c>, or <c>malformed</c> for a plain order.</exception>
    public static void CheckCancel(string status, AutoRenewal? renewal)
    {
        if (renewal is null)
            throw Problems.Malformed("Only an order with auto-renewal can be cancelled.");
        if (status != AcmeStatus.Valid)
            throw Problems.AutoRenewalCancellationInvalid(status);
    }

    /// <summary>RFC 8739 §3.1.2 and §3.3: whether the star-certificate of a valid order may be handed out.</summary>
    /// <exception cref="AcmeException"><c>autoRenewalCanceled</c> or <c>autoRenewalExpired</c>.</exception>
    public static void CheckStarFetch(DateTimeOffset? canceledAt, DateTimeOffset end, DateTimeOffset now)
    {
        if (canceledAt is not null)
            throw Problems.AutoRenewalCanceled();
        if (now >= end)
            throw Problems.AutoRenewalExpired(end);
    }

    // One that held as the order was finalized may end while a series waits for its start.
    private static bool IsLost(string authorization, bool isFinalized) =>
        authorization is AcmeStatus.Invalid or AcmeStatus.Deactivated or AcmeStatus.Revoked || (authorization == AcmeStatus.Expired && !isFinalized);
}
