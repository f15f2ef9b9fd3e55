namespace LocalHttps.Identity;

/// <summary>What the verdict needs to know of a served certificate and its chain.</summary>
public sealed record CertificateFacts
{
    /// <summary>SHA-256 of the leaf in DER, lower-case hexadecimal.</summary>
    public required string LeafSha256 { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo in DER, lower-case hexadecimal.</summary>
    public required string SpkiSha256 { get; init; }

    /// <summary>The dNSName entries of the SAN as served, at most <see cref="MaximumNames"/>.</summary>
    public required IReadOnlyList<string> DnsNames { get; init; }

    /// <summary>How many SAN entries of any kind the leaf has.</summary>
    public required int SubjectAlternativeNameCount { get; init; }

    /// <summary>Start of the validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of the validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The issuer's common name or organisation, for display.</summary>
    public required string Issuer { get; init; }

    /// <summary>Who vouches for the chain.</summary>
    public required ChainTrust Trust { get; init; }

    /// <summary>Subject of the root the chain ends in, where it is trusted.</summary>
    public string? RootName { get; init; }

    /// <summary>Why the chain is not trusted: a reason code of <see cref="FindingCodes"/>; null where it is.</summary>
    public string? ChainProblem { get; init; }

    /// <summary>What exactly is wrong where <see cref="ChainProblem"/> is <c>bad-chain</c>: <c>issuer-expired</c>, <c>signature</c>, <c>weak-signature</c>,
    /// <c>weak-key</c>, <c>not-an-authority</c>, <c>authority-as-server</c>, <c>name-constraints</c>, <c>issuer-usage</c>, <c>extension</c> or <c>other</c>.</summary>
    public string? ChainStatus { get; init; }

    /// <summary>Names kept of a SAN; a certificate with more is weak anyway.</summary>
    public const int MaximumNames = 100;
}
