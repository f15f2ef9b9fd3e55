using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>The one door to the database. Every member may throw <see cref="StoreException"/>.</summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>Brings the schema up to date.</summary>
    Task MigrateAsync(CancellationToken cancellation);

    /// <summary>Reads a consistent state.</summary>
    Task<T> ReadAsync<T>(Func<IStoreReader, Task<T>> read, CancellationToken cancellation);

    /// <summary>Changes several things or nothing. Once the task has completed the change survives a power cut.</summary>
    /// <param name="change">Reads and writes; no other effect, as it may be run again after a collision. Its exception undoes the change and reaches the caller.</param>
    /// <param name="cancellation">Ends the wait; the change may have happened.</param>
    Task<T> ChangeAsync<T>(Func<IStoreWriter, Task<T>> change, CancellationToken cancellation);

    /// <summary>Takes work that is due and that nobody holds, oldest first.</summary>
    /// <param name="owner">This instance.</param>
    /// <param name="now">Work due at or before this, and leases that ended before it.</param>
    /// <param name="until">The end of the lease.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<WorkItem>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellation);
}

/// <summary>The database could not do it; the message is for the operator and holds no secret.</summary>
internal sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Reads. Times come back to the microsecond. Lists are in the order of creation and start behind <c>after</c> (an id; null: from the first).</summary>
internal interface IStoreReader
{
    Task<Account?> FindAccountAsync(string id);
    Task<Account?> FindAccountByThumbprintAsync(string thumbprint);
    Task<Enrolment?> FindEnrolmentAsync(string id);
    Task<Device?> FindDeviceAsync(string id);
    Task<Device?> FindDeviceByCnameAsync(string cname);
    Task<IReadOnlyList<Device>> ListDevicesAsync(string? accountId, string? after, int limit);
    Task<Order?> FindOrderAsync(string id);
    Task<Order?> FindOrderByCertificateIdAsync(string certificateId);
    Task<IReadOnlyList<Order>> ListOrdersAsync(string? accountId, string? deviceId, string? after, int limit);
    Task<Authorization?> FindAuthorizationAsync(string id);
    Task<Authorization?> FindAuthorizationByChallengeAsync(string challengeId);
    Task<IReadOnlyList<Authorization>> ListAuthorizationsAsync(string orderId);

    /// <summary>The account's authorizations for a name that have not ended by <paramref name="now"/> and were proved: they serve further orders.</summary>
    Task<IReadOnlyList<Authorization>> ListProvedAuthorizationsAsync(string accountId, string name, DateTimeOffset now);

    /// <summary>The certificate of an order with the highest index.</summary>
    Task<IssuedCertificate?> FindLatestCertificateAsync(string orderId);

    Task<IssuedCertificate?> FindCertificateAsync(string fingerprint);

    /// <summary>Certificates that were revoked and whose notAfter is at or after <paramref name="livingAt"/>; for the CRL.</summary>
    Task<IReadOnlyList<IssuedCertificate>> ListRevokedCertificatesAsync(DateTimeOffset livingAt);

    Task<WorkItem?> FindWorkAsync(string orderId);

    /// <summary>How much work is due by <paramref name="now"/>, held by somebody or not; the length of the queue.</summary>
    Task<long> CountDueWorkAsync(DateTimeOffset now);

    /// <summary>All records, or those of one name.</summary>
    Task<IReadOnlyList<ZoneRecord>> ListRecordsAsync(string? name);

    /// <summary>Counts up with every change of the records; a change notice and the zone's serial.</summary>
    Task<long> ReadZoneSerialAsync();

    /// <summary>A small value kept by name, such as the key of the nonces.</summary>
    Task<string?> FindSettingAsync(string name);
}

/// <summary>
/// Reads and writes within one change. What is found or listed (other than records) is locked until the change is over, and so is the name of a setting, found
/// or not. A save changes no id, owner, certificate id or time of creation.
/// </summary>
internal interface IStoreWriter : IStoreReader
{
    /// <summary>Adds; a second account with the thumbprint is a <see cref="DuplicateException"/>.</summary>
    Task AddAccountAsync(Account account);

    /// <summary>Saves all that may change: key, contacts, both ends.</summary>
    Task SaveAccountAsync(Account account);

    Task AddEnrolmentAsync(Enrolment enrolment);
    Task SaveEnrolmentAsync(Enrolment enrolment);

    /// <summary>Adds; a second device with the CNAME is a <see cref="DuplicateException"/>.</summary>
    Task AddDeviceAsync(Device device);

    Task SaveDeviceAsync(Device device);
    Task AddOrderAsync(Order order);
    Task SaveOrderAsync(Order order);
    Task AddAuthorizationAsync(Authorization authorization);
    Task SaveAuthorizationAsync(Authorization authorization);

    /// <summary>Adds; a second one with the order and index, or the fingerprint, is a <see cref="DuplicateException"/>.</summary>
    Task AddCertificateAsync(IssuedCertificate certificate);

    Task SaveCertificateAsync(IssuedCertificate certificate);

    /// <summary>Forgets the order's certificates whose notAfter is before <paramref name="endedBefore"/>, but never the one with the highest index; without it a series would fill the disk.</summary>
    Task RemoveCertificatesAsync(string orderId, DateTimeOffset endedBefore);

    /// <summary>Sets the order's work, with or without a lease.</summary>
    Task SetWorkAsync(WorkItem work);

    Task RemoveWorkAsync(string orderId);
    Task AddRecordAsync(ZoneRecord record);
    Task RemoveRecordAsync(string name, ZoneRecordType type, string? value);
    Task SetSettingAsync(string name, string value);
}

/// <summary>Something that must be unique is there already.</summary>
internal sealed class DuplicateException(string message, Exception? inner = null) : Exception(message, inner);
