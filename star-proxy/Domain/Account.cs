using LocalHttps.Acme;

namespace LocalHttps.Star.Domain;

/// <summary>What is known of an ACME account (RFC 8555 §7.1.2).</summary>
internal sealed record Account
{
    /// <summary>128 random bits, base64url; the end of the account's URL.</summary>
    public required string Id { get; init; }

    /// <summary>The key's thumbprint (RFC 7638), base64url; unique among accounts.</summary>
    public required string Thumbprint { get; init; }

    /// <summary>The public key, as the JSON the thumbprint is made of.</summary>
    public required string Jwk { get; init; }

    /// <summary>Contact URLs.</summary>
    public required IReadOnlyList<string> Contacts { get; init; }

    /// <summary>The enrolment the account is bound to (RFC 8555 §7.3.4), if one was asked for.</summary>
    public string? EnrolmentId { get; init; }

    /// <summary>When it registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its holder gave it up (RFC 8555 §7.3.6).</summary>
    public DateTimeOffset? DeactivatedAt { get; init; }

    /// <summary>When the operator took it away (status <c>revoked</c>).</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>An out-of-band registration that an account is bound to by external account binding (RFC 8555 §7.3.4).</summary>
internal sealed record Enrolment
{
    /// <summary>The key identifier (<c>kid</c> of the binding).</summary>
    public required string Id { get; init; }

    /// <summary>The MAC key, 32 bytes. A secret.</summary>
    public required ReadOnlyMemory<byte> MacKey { get; init; }

    /// <summary>The device that enrols with it; null where it is for ordinary orders of the embedded CA.</summary>
    public string? DeviceId { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends unused.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The account that used it; it works once.</summary>
    public string? AccountId { get; init; }
}

/// <summary>A device whose name is delegated; its id is also that of its delegation (RFC 9115 §2.3.1.3).</summary>
internal sealed record Device
{
    /// <summary>128 random bits, base64url; the end of the delegation's URL.</summary>
    public required string Id { get; init; }

    /// <summary>The public name: lower-case A-labels without the final dot.</summary>
    public required string Cname { get; init; }

    /// <summary>What a person reads, such as <c>IoTD-1000A</c>.</summary>
    public required string DeviceName { get; init; }

    /// <summary>The account that enrolled, once it has.</summary>
    public string? AccountId { get; init; }

    /// <summary>What its CSR must look like.</summary>
    public required CsrTemplate Template { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the operator ended it: no order, no renewal, no record after it.</summary>
    public DateTimeOffset? TerminatedAt { get; init; }
}
