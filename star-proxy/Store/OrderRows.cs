using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>A row of <c>acme_order</c>.</summary>
internal sealed class OrderRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public string? DeviceId { get; init; }
    public required string CertificateId { get; init; }
    public required string Identifiers { get; init; }
    public required string AuthorizationIds { get; init; }
    public long CreatedAt { get; init; }
    public long ExpiresAt { get; init; }
    public long? NotBefore { get; init; }
    public long? NotAfter { get; init; }
    public string? AutoRenewal { get; init; }
    public long? AllowCertificateGet { get; init; }
    public string? Profile { get; init; }
    public byte[]? Csr { get; init; }
    public long? FinalizedAt { get; init; }
    public long? SeriesStart { get; init; }
    public long? ValidAt { get; init; }
    public long? CanceledAt { get; init; }
    public string? Error { get; init; }
    public string? UpstreamStarCertificate { get; init; }
    public string? Journal { get; init; }

    public static OrderRow Of(Order order) => new()
    {
        Id = order.Id,
        AccountId = order.AccountId,
        DeviceId = order.DeviceId,
        CertificateId = order.CertificateId,
        Identifiers = StoreJson.Write(order.Identifiers, StoreJson.Default.IReadOnlyListAcmeIdentifier)!,
        AuthorizationIds = StoreJson.Write(order.AuthorizationIds, StoreJson.Default.IReadOnlyListString)!,
        CreatedAt = order.CreatedAt.Keep(),
        ExpiresAt = order.ExpiresAt.Keep(),
        NotBefore = order.NotBefore.Keep(),
        NotAfter = order.NotAfter.Keep(),
        AutoRenewal = StoreJson.Write(order.AutoRenewal, StoreJson.Default.AutoRenewal),
        AllowCertificateGet = order.AllowCertificateGet is { } allowed ? (allowed ? 1 : 0) : null,
        Profile = order.Profile,
        Csr = order.Csr?.ToArray(),
        FinalizedAt = order.FinalizedAt.Keep(),
        SeriesStart = order.SeriesStart.Keep(),
        ValidAt = order.ValidAt.Keep(),
        CanceledAt = order.CanceledAt.Keep(),
        Error = StoreJson.Write(order.Error, StoreJson.Default.Problem),
        UpstreamStarCertificate = order.UpstreamStarCertificate?.AbsoluteUri,
        Journal = order.Journal,
    };

    public Order ToOrder() => new()
    {
        Id = Id,
        AccountId = AccountId,
        DeviceId = DeviceId,
        CertificateId = CertificateId,
        Identifiers = StoreJson.Demand(Identifiers, StoreJson.Default.IReadOnlyListAcmeIdentifier),
        AuthorizationIds = StoreJson.Demand(AuthorizationIds, StoreJson.Default.IReadOnlyListString),
        CreatedAt = CreatedAt.Time(),
        ExpiresAt = ExpiresAt.Time(),
        NotBefore = NotBefore.Time(),
        NotAfter = NotAfter.Time(),
        AutoRenewal = StoreJson.Read(AutoRenewal, StoreJson.Default.AutoRenewal),
        AllowCertificateGet = AllowCertificateGet is { } allowed ? allowed != 0 : null,
        Profile = Profile,
        Csr = Csr is null ? default(ReadOnlyMemory<byte>?) : Csr,
        FinalizedAt = FinalizedAt.Time(),
        SeriesStart = SeriesStart.Time(),
        ValidAt = ValidAt.Time(),
        CanceledAt = CanceledAt.Time(),
        Error = StoreJson.Read(Error, StoreJson.Default.Problem),
        UpstreamStarCertificate = UpstreamStarCertificate is null ? null : new Uri(UpstreamStarCertificate),
        Journal = Journal,
    };
}

/// <summary>A row of <c>acme_authorization</c>.</summary>
internal sealed class AuthorizationRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string Type { get; init; }
    public required string Name { get; init; }
    public long Wildcard { get; init; }
    public long CreatedAt { get; init; }
    public long ExpiresAt { get; init; }
    public long? DeactivatedAt { get; init; }
    public long? ProvedAt { get; init; }
    public required string Challenges { get; init; }

    public static AuthorizationRow Of(Authorization authorization) => new()
    {
        Id = authorization.Id,
        AccountId = authorization.AccountId,
        Type = authorization.Identifier.Type,
        Name = authorization.Identifier.Value,
        Wildcard = authorization.Wildcard ? 1 : 0,
        CreatedAt = authorization.CreatedAt.Keep(),
        ExpiresAt = authorization.ExpiresAt.Keep(),
        DeactivatedAt = authorization.DeactivatedAt.Keep(),
        ProvedAt = authorization.Challenges.Min(challenge => challenge.ValidatedAt).Keep(),
        Challenges = StoreJson.Write(authorization.Challenges, StoreJson.Default.IReadOnlyListChallenge)!,
    };

    public Authorization ToAuthorization() => new()
    {
        Id = Id,
        AccountId = AccountId,
        Identifier = new AcmeIdentifier(Type, Name),
        Wildcard = Wildcard != 0,
        CreatedAt = CreatedAt.Time(),
        ExpiresAt = ExpiresAt.Time(),
        DeactivatedAt = DeactivatedAt.Time(),
        Challenges = StoreJson.Demand(Challenges, StoreJson.Default.IReadOnlyListChallenge),
    };
}

/// <summary>A row of <c>certificate</c>.</summary>
internal sealed class CertificateRow
{
    public required string Fingerprint { get; init; }
    public required string OrderId { get; init; }
    public long Position { get; init; }
    public required string SerialNumber { get; init; }
    public long NotBefore { get; init; }
    public long NotAfter { get; init; }
    public required string ChainPem { get; init; }
    public long IssuedAt { get; init; }
    public long? RevokedAt { get; init; }
    public long? RevocationReason { get; init; }

    public static CertificateRow Of(IssuedCertificate certificate) => new()
    {
        Fingerprint = certificate.Fingerprint,
        OrderId = certificate.OrderId,
        Position = certificate.Index,
        SerialNumber = certificate.SerialNumber,
        NotBefore = certificate.NotBefore.Keep(),
        NotAfter = certificate.NotAfter.Keep(),
        ChainPem = certificate.ChainPem,
        IssuedAt = certificate.IssuedAt.Keep(),
        RevokedAt = certificate.RevokedAt.Keep(),
        RevocationReason = certificate.RevocationReason,
    };

    public IssuedCertificate ToCertificate() => new()
    {
        Fingerprint = Fingerprint,
        OrderId = OrderId,
        Index = (int)Position,
        SerialNumber = SerialNumber,
        NotBefore = NotBefore.Time(),
        NotAfter = NotAfter.Time(),
        ChainPem = ChainPem,
        IssuedAt = IssuedAt.Time(),
        RevokedAt = RevokedAt.Time(),
        RevocationReason = (int?)RevocationReason,
    };
}
