using System.Collections.Immutable;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Fakes;

/// <summary>Reads and writes a state that becomes the store's when the change is over.</summary>
internal sealed class MemoryWriter(MemoryState state) : IStoreWriter
{
    public MemoryState State { get; private set; } = state;

    public Task<Account?> FindAccountAsync(string id) => Found(State.Accounts.GetValueOrDefault(id));

    public Task<Account?> FindAccountByThumbprintAsync(string thumbprint) => Found(State.Accounts.Values.FirstOrDefault(account => account.Thumbprint == thumbprint));

    public Task<Enrolment?> FindEnrolmentAsync(string id) => Found(State.Enrolments.GetValueOrDefault(id));

    public Task<Device?> FindDeviceAsync(string id) => Found(State.Devices.Find(device => device.Id == id));

    public Task<Device?> FindDeviceByCnameAsync(string cname) => Found(State.Devices.Find(device => device.Cname == cname));

    public Task<IReadOnlyList<Device>> ListDevicesAsync(string? accountId, string? after, int limit) =>
        Page(State.Devices.Where(device => accountId is null || device.AccountId == accountId), device => device.Id, after, limit);

    public Task<Order?> FindOrderAsync(string id) => Found(State.Orders.Find(order => order.Id == id));

    public Task<Order?> FindOrderByCertificateIdAsync(string certificateId) => Found(State.Orders.Find(order => order.CertificateId == certificateId));

    public Task<IReadOnlyList<Order>> ListOrdersAsync(string? accountId, string? deviceId, string? after, int limit) =>
        Page(State.Orders.Where(order => (accountId is null || order.AccountId == accountId) && (deviceId is null || order.DeviceId == deviceId)), order => order.Id, after, limit);

    public Task<Authorization?> FindAuthorizationAsync(string id) => Found(State.Authorizations.GetValueOrDefault(id));

    public Task<Authorization?> FindAuthorizationByChallengeAsync(string challengeId) =>
        Found(State.Authorizations.Values.FirstOrDefault(authorization => authorization.Challenges.Any(challenge => challenge.Id == challengeId)));

    public async Task<IReadOnlyList<Authorization>> ListAuthorizationsAsync(string orderId) =>
        await FindOrderAsync(orderId) is { } order ? [.. order.AuthorizationIds.Select(id => State.Authorizations[id])] : [];

    public Task<IReadOnlyList<Authorization>> ListProvedAuthorizationsAsync(string accountId, string name, DateTimeOffset now) => Listed(State.Authorizations.Values.Where(proof =>
        proof.AccountId == accountId && proof.Identifier.Value == name && proof.ExpiresAt > now && proof.DeactivatedAt is null && proof.Challenges.Any(challenge => challenge.ValidatedAt is not null)));

    public Task<IssuedCertificate?> FindLatestCertificateAsync(string orderId) =>
        Found(State.Certificates.Where(certificate => certificate.OrderId == orderId).MaxBy(certificate => certificate.Index));

    public Task<IssuedCertificate?> FindCertificateAsync(string fingerprint) => Found(State.Certificates.Find(certificate => certificate.Fingerprint == fingerprint));

    public Task<IReadOnlyList<IssuedCertificate>> ListRevokedCertificatesAsync(DateTimeOffset livingAt) =>
        Listed(State.Certificates.Where(certificate => certificate.RevokedAt is not null && certificate.NotAfter >= livingAt));

    public Task<WorkItem?> FindWorkAsync(string orderId) => Found(State.Work.GetValueOrDefault(orderId));

    public Task<IReadOnlyList<ZoneRecord>> ListRecordsAsync(string? name) => Listed(State.Records.Where(record => name is null || record.Name == name));

    public Task<long> CountDueWorkAsync(DateTimeOffset now) => Task.FromResult(State.Work.Values.LongCount(item => item.DueAt <= now));

    public Task<long> ReadZoneSerialAsync() => Task.FromResult(State.Serial);

    public Task<string?> FindSettingAsync(string name) => Found(State.Settings.GetValueOrDefault(name));

    public Task AddAccountAsync(Account account) => State.Accounts.Values.Any(other => other.Thumbprint == account.Thumbprint)
        ? throw new DuplicateException(account.Thumbprint)
        : Set(State with { Accounts = State.Accounts.Add(account.Id, account) });

    public Task SaveAccountAsync(Account account) => Set(State with { Accounts = State.Accounts.SetItem(account.Id, account) });

    public Task AddEnrolmentAsync(Enrolment enrolment) => Set(State with { Enrolments = State.Enrolments.Add(enrolment.Id, enrolment) });

    public Task SaveEnrolmentAsync(Enrolment enrolment) => Set(State with { Enrolments = State.Enrolments.SetItem(enrolment.Id, enrolment) });

    public Task AddDeviceAsync(Device device) => State.Devices.Exists(other => other.Cname == device.Cname)
        ? throw new DuplicateException(device.Cname)
        : Set(State with { Devices = State.Devices.Add(device) });

    public Task SaveDeviceAsync(Device device) => Set(State with { Devices = State.Devices.SetItem(State.Devices.FindIndex(other => other.Id == device.Id), device) });

    public Task AddOrderAsync(Order order) => Set(State with { Orders = State.Orders.Add(order) });

    public Task SaveOrderAsync(Order order) => Set(State with { Orders = State.Orders.SetItem(State.Orders.FindIndex(other => other.Id == order.Id), order) });

    public Task AddAuthorizationAsync(Authorization authorization) => Set(State with { Authorizations = State.Authorizations.Add(authorization.Id, authorization) });

    public Task SaveAuthorizationAsync(Authorization authorization) => Set(State with { Authorizations = State.Authorizations.SetItem(authorization.Id, authorization) });

    public Task AddCertificateAsync(IssuedCertificate certificate) =>
        State.Certificates.Exists(other => other.Fingerprint == certificate.Fingerprint || (other.OrderId == certificate.OrderId && other.Index == certificate.Index))
            ? throw new DuplicateException($"{certificate.OrderId} {certificate.Index}")
            : Set(State with { Certificates = State.Certificates.Add(certificate) });

    public Task SaveCertificateAsync(IssuedCertificate certificate) =>
        Set(State with { Certificates = State.Certificates.SetItem(State.Certificates.FindIndex(other => other.Fingerprint == certificate.Fingerprint), certificate) });

    public Task RemoveCertificatesAsync(string orderId, DateTimeOffset endedBefore)
    {
        var latest = State.Certificates.Where(certificate => certificate.OrderId == orderId).Select(certificate => certificate.Index).DefaultIfEmpty(-1).Max();
        return Set(State with { Certificates = State.Certificates.RemoveAll(certificate => certificate.OrderId == orderId && certificate.NotAfter < endedBefore && certificate.Index != latest) });
    }

    public Task SetWorkAsync(WorkItem work) => Set(State with { Work = State.Work.SetItem(work.OrderId, work) });

    public Task RemoveWorkAsync(string orderId) => Set(State with { Work = State.Work.Remove(orderId) });

    public Task AddRecordAsync(ZoneRecord record) => Set(State with { Records = State.Records.Contains(record) ? State.Records : State.Records.Add(record), Serial = State.Serial + 1 });

    public Task RemoveRecordAsync(string name, ZoneRecordType type, string? value) => Set(State with
    {
        Records = State.Records.RemoveAll(record => record.Name == name && record.Type == type && (value is null || record.Value == value)),
        Serial = State.Serial + 1,
    });

    public Task SetSettingAsync(string name, string value) => Set(State with { Settings = State.Settings.SetItem(name, value) });

    private static Task<T?> Found<T>(T? value) where T : class => Task.FromResult(value);

    private static Task<IReadOnlyList<T>> Listed<T>(IEnumerable<T> items) => Task.FromResult<IReadOnlyList<T>>([.. items]);

    private static Task<IReadOnlyList<T>> Page<T>(IEnumerable<T> items, Func<T, string> id, string? after, int limit) =>
        Listed((after is null ? items : items.SkipWhile(item => id(item) != after).Skip(1)).Take(limit));

    private Task Set(MemoryState next)
    {
        State = next;
        return Task.CompletedTask;
    }
}
