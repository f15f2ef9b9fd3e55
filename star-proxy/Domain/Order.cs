using LocalHttps.Acme;

namespace LocalHttps.Star.Domain;

/// <summary>The facts of an order; its status is derived from them and from its authorizations (RFC 8555 §7.1.6, RFC 8739 §3.1.2).</summary>
internal sealed record Order
{
    /// <summary>128 random bits, base64url.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string AccountId { get; init; }

    /// <summary>The delegation it was ordered under, if any.</summary>
    public string? DeviceId { get; init; }

    /// <summary>The names, lower-case A-labels.</summary>
    public required IReadOnlyList<AcmeIdentifier> Identifiers { get; init; }

    /// <summary>The authorizations it needs; none under a delegation.</summary>
    public required IReadOnlyList<string> AuthorizationIds { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is forgotten unless it is valid before; behind the start of a series that begins later.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The notBefore asked for; plain orders only.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The notAfter asked for; plain orders only.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>The renewal agreed on, with the server's alterations; null for a plain order.</summary>
    public AutoRenewal? AutoRenewal { get; init; }

    /// <summary>Whether a plain delegated certificate may be fetched by GET (RFC 9115 §2.3.5).</summary>
    public bool? AllowCertificateGet { get; init; }

    /// <summary>The profile asked for, if any.</summary>
    public string? Profile { get; init; }

    /// <summary>The CSR accepted by finalize, DER; one for the whole series.</summary>
    public ReadOnlyMemory<byte>? Csr { get; init; }

    /// <summary>When finalize was accepted.</summary>
    public DateTimeOffset? FinalizedAt { get; init; }

    /// <summary>The first nominal renewal date (RFC 8739 §3.5), fixed as the first certificate is made.</summary>
    public DateTimeOffset? SeriesStart { get; init; }

    /// <summary>When the first certificate was there.</summary>
    public DateTimeOffset? ValidAt { get; init; }

    /// <summary>When it was cancelled (RFC 8739 §3.1.2).</summary>
    public DateTimeOffset? CanceledAt { get; init; }

    /// <summary>Why it is invalid.</summary>
    public Problem? Error { get; init; }

    /// <summary>The unguessable end of the certificate's or star-certificate's URL.</summary>
    public required string CertificateId { get; init; }

    /// <summary>Where a STAR CA publishes: its star-certificate or, of a plain order, its certificate (RFC 9115 §2.3.2, §2.3.3).</summary>
    public Uri? UpstreamStarCertificate { get; init; }

    /// <summary>What the upstream needs to go on after a restart; opaque to everybody else.</summary>
    public string? Journal { get; init; }
}

/// <summary>What proves control over one name (RFC 8555 §7.1.4).</summary>
internal sealed record Authorization
{
    /// <summary>128 random bits, base64url.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string AccountId { get; init; }

    /// <summary>The name, of a wildcard without the <c>*.</c>.</summary>
    public required AcmeIdentifier Identifier { get; init; }

    /// <summary>Whether it is for a wildcard.</summary>
    public required bool Wildcard { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends, proved or not.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When its holder gave it up.</summary>
    public DateTimeOffset? DeactivatedAt { get; init; }

    /// <summary>How it can be proved.</summary>
    public required IReadOnlyList<Challenge> Challenges { get; init; }
}

/// <summary>One way to prove control (RFC 8555 §8).</summary>
internal sealed record Challenge
{
    /// <summary>128 random bits, base64url.</summary>
    public required string Id { get; init; }

    /// <summary><c>dns-01</c> or <c>http-01</c>.</summary>
    public required string Type { get; init; }

    /// <summary>At least 128 random bits, base64url.</summary>
    public required string Token { get; init; }

    /// <summary>When the client said that it is ready.</summary>
    public DateTimeOffset? AttemptedAt { get; init; }

    /// <summary>When it was proved.</summary>
    public DateTimeOffset? ValidatedAt { get; init; }

    /// <summary>Why it failed.</summary>
    public Problem? Error { get; init; }
}

/// <summary>One certificate that was issued.</summary>
internal sealed record IssuedCertificate
{
    /// <summary>SHA-256 of the leaf's DER, lower-case hexadecimal; unique.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The order it was issued for.</summary>
    public required string OrderId { get; init; }

    /// <summary>Its place in the series, from 0; unique within the order.</summary>
    public required int Index { get; init; }

    /// <summary>Its serial number, lower-case hexadecimal.</summary>
    public required string SerialNumber { get; init; }

    /// <summary>The leaf's notBefore.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>The leaf's notAfter.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Leaf and issuers, PEM (RFC 8555 §9.1).</summary>
    public required string ChainPem { get; init; }

    /// <summary>When it was stored.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>When it was revoked; plain certificates only.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Why it was revoked (RFC 5280 §5.3.1).</summary>
    public int? RevocationReason { get; init; }
}
