using LocalHttps.Acme;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>The CA that certificates are ordered at.</summary>
internal sealed record CaSettings
{
    /// <summary>Its directory.</summary>
    public required Uri Directory { get; init; }

    /// <summary>What is offered of renewal where this proxy renews itself.</summary>
    public required AutoRenewalCapability AutoRenewal { get; init; }

    /// <summary>The key identifier of the external account (RFC 8555 §7.3.4), where the CA asks for one.</summary>
    public string? KeyId { get; init; }

    /// <summary>The MAC key of the external account. A secret.</summary>
    public ReadOnlyMemory<byte> MacKey { get; init; }

    /// <summary>Contact URLs of the account there.</summary>
    public IReadOnlyList<string> Contacts { get; init; } = [];

    /// <summary>The certificate profile to ask for.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether plain http is spoken to a CA on this machine; in laboratories only.</summary>
    public bool AllowHttpOnLoopback { get; init; }
}
