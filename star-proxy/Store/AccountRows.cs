using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>A row of <c>account</c>.</summary>
internal sealed class AccountRow
{
    public required string Id { get; init; }
    public required string Thumbprint { get; init; }
    public required string Jwk { get; init; }
    public required string Contacts { get; init; }
    public string? EnrolmentId { get; init; }
    public long CreatedAt { get; init; }
    public long? DeactivatedAt { get; init; }
    public long? RevokedAt { get; init; }

    public static AccountRow Of(Account account) => new()
    {
        Id = account.Id,
        Thumbprint = account.Thumbprint,
        Jwk = account.Jwk,
        Contacts = StoreJson.Write(account.Contacts, StoreJson.Default.IReadOnlyListString)!,
        EnrolmentId = account.EnrolmentId,
        CreatedAt = account.CreatedAt.Keep(),
        DeactivatedAt = account.DeactivatedAt.Keep(),
        RevokedAt = account.RevokedAt.Keep(),
    };

    public Account ToAccount() => new()
    {
        Id = Id,
        Thumbprint = Thumbprint,
        Jwk = Jwk,
        Contacts = StoreJson.Demand(Contacts, StoreJson.Default.IReadOnlyListString),
        EnrolmentId = EnrolmentId,
        CreatedAt = CreatedAt.Time(),
        DeactivatedAt = DeactivatedAt.Time(),
        RevokedAt = RevokedAt.Time(),
    };
}

/// <summary>A row of <c>enrolment</c>.</summary>
internal sealed class EnrolmentRow
{
    public required string Id { get; init; }
    public required byte[] MacKey { get; init; }
    public string? DeviceId { get; init; }
    public long CreatedAt { get; init; }
    public long ExpiresAt { get; init; }
    public string? AccountId { get; init; }

    public static EnrolmentRow Of(Enrolment enrolment) => new()
    {
        Id = enrolment.Id,
        MacKey = enrolment.MacKey.ToArray(),
        DeviceId = enrolment.DeviceId,
        CreatedAt = enrolment.CreatedAt.Keep(),
        ExpiresAt = enrolment.ExpiresAt.Keep(),
        AccountId = enrolment.AccountId,
    };

    public Enrolment ToEnrolment() => new()
    {
        Id = Id,
        MacKey = MacKey,
        DeviceId = DeviceId,
        CreatedAt = CreatedAt.Time(),
        ExpiresAt = ExpiresAt.Time(),
        AccountId = AccountId,
    };
}

/// <summary>A row of <c>device</c>.</summary>
internal sealed class DeviceRow
{
    public required string Id { get; init; }
    public required string Cname { get; init; }
    public required string DeviceName { get; init; }
    public string? AccountId { get; init; }
    public required string Template { get; init; }
    public long CreatedAt { get; init; }
    public long? TerminatedAt { get; init; }

    public static DeviceRow Of(Device device) => new()
    {
        Id = device.Id,
        Cname = device.Cname,
        DeviceName = device.DeviceName,
        AccountId = device.AccountId,
        Template = StoreJson.Write(device.Template, StoreJson.Default.CsrTemplate)!,
        CreatedAt = device.CreatedAt.Keep(),
        TerminatedAt = device.TerminatedAt.Keep(),
    };

    public Device ToDevice() => new()
    {
        Id = Id,
        Cname = Cname,
        DeviceName = DeviceName,
        AccountId = AccountId,
        Template = StoreJson.Demand(Template, StoreJson.Default.CsrTemplate),
        CreatedAt = CreatedAt.Time(),
        TerminatedAt = TerminatedAt.Time(),
    };
}
