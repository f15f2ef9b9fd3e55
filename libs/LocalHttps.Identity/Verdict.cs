namespace LocalHttps.Identity;

/// <summary>What may be shown of a device. Any value a reader does not know is displayed as "not verified", never green.</summary>
public enum VerdictState
{
    /// <summary>Nothing was checked recently.</summary>
    Stale,

    /// <summary>Nothing answered at the announced addresses.</summary>
    Unreachable,

    /// <summary>Every check passed, the person confirmed the device, and its key is the pinned one. The only green state.</summary>
    Verified,

    /// <summary>Every check passed and nobody has confirmed the device yet.</summary>
    Unconfirmed,

    /// <summary>Valid but weak, or confusable with another device.</summary>
    Caution,

    /// <summary>Outside the certificate's validity.</summary>
    Expired,

    /// <summary>The chain does not end in a trusted root, or the certificate is not for TLS servers.</summary>
    Untrusted,

    /// <summary>A revocation list or the STAR order says the certificate is withdrawn.</summary>
    Revoked,

    /// <summary>The certificate is not for the announced CNAME, or announcements contradict each other.</summary>
    Mismatch,
}

/// <summary>A machine-readable reason or note: an append-only code with its parameters, translated by the user interface.</summary>
public sealed record Finding(string Code, IReadOnlyDictionary<string, string> Parameters);

/// <summary>Who vouches for a certificate chain.</summary>
public enum ChainTrust
{
    /// <summary>Nobody this computer trusts.</summary>
    None,

    /// <summary>The system's own roots.</summary>
    System,

    /// <summary>A root that was added explicitly in the configuration or on the command line.</summary>
    LabRoot,
}

/// <summary>The outcome of the checks of one device.</summary>
public sealed record Verdict
{
    /// <summary>The state to show.</summary>
    public required VerdictState State { get; init; }

    /// <summary>Why it is this state, the weightiest first.</summary>
    public required IReadOnlyList<Finding> Reasons { get; init; }

    /// <summary>What is worth knowing and does not change the state.</summary>
    public required IReadOnlyList<Finding> Notes { get; init; }

    /// <summary>Version of the rules that decided.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>The certificate that decided, if one was seen.</summary>
    public CertificateFacts? Certificate { get; init; }

    /// <summary>Where the deciding connection went, as <c>address</c> and port.</summary>
    public ConnectedEndpoint? Endpoint { get; init; }

    /// <summary>When the endpoint was checked.</summary>
    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>From when on the verdict must be shown as stale.</summary>
    public DateTimeOffset? StaleAt { get; init; }
}

/// <summary>Where a connection went.</summary>
public sealed record ConnectedEndpoint(string Address, int Port);
