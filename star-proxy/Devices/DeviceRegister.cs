using LocalHttps.Acme;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Orders;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Devices;

/// <summary>What the operator does with devices and enrolments.</summary>
internal sealed class DeviceRegister(IStore store, TimeProvider clock)
{
    /// <summary>Adds a device with a name of its own and an enrolment for it.</summary>
    /// <param name="deviceName">What a person reads.</param>
    /// <param name="label">What stands in front of the name, or null.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="validity">How long the enrolment can be used.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<(Device Device, Enrolment Enrolment)> AddAsync(string deviceName, string? label, string zone, TimeSpan validity, CancellationToken cancellation)
    {
        var cname = DeviceCnames.New(zone, label);
        var device = new Device { Id = Id.New(), Cname = cname, DeviceName = deviceName, Template = DeviceTemplate.For(cname), CreatedAt = clock.GetUtcNow() };
        var enrolment = NewEnrolment(device.Id, validity);
        return await store.ChangeAsync(
            async writer =>
            {
                await writer.AddDeviceAsync(device);
                await writer.AddEnrolmentAsync(enrolment);
                return (device, enrolment);
            },
            cancellation);
    }

    /// <summary>Makes an enrolment for an ordinary client.</summary>
    public async Task<Enrolment> EnrolAsync(TimeSpan validity, CancellationToken cancellation)
    {
        var enrolment = NewEnrolment(deviceId: null, validity);
        return await store.ChangeAsync(
            async writer =>
            {
                await writer.AddEnrolmentAsync(enrolment);
                return enrolment;
            },
            cancellation);
    }

    /// <summary>Ends a device: no order, no renewal, and its account is revoked. Its records are the caller's to take away.</summary>
    /// <returns>The device, and the orders that were ended now.</returns>
    public Task<(Device Device, IReadOnlyList<Order> Ended)> TerminateAsync(string id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return store.ChangeAsync(
            async writer =>
            {
                var device = await writer.FindDeviceAsync(id) ?? throw new StoreException("a device is gone");
                device = device with { TerminatedAt = device.TerminatedAt ?? now };
                await writer.SaveDeviceAsync(device);
                if (device.AccountId is { } accountId && await writer.FindAccountAsync(accountId) is { RevokedAt: null } account)
                    await writer.SaveAccountAsync(account with { RevokedAt = now });
                return (device, await OrderEnd.ApplyAsync(writer, accountId: null, id, now));
            },
            cancellation);
    }

    /// <summary>The one line that a device is given.</summary>
    public static string TokenOf(Enrolment enrolment) => $"{enrolment.Id}.{MacKeyOf(enrolment)}";

    /// <summary>The MAC key as clients want it.</summary>
    public static string MacKeyOf(Enrolment enrolment) => StrictBase64Url.Encode(enrolment.MacKey.Span);

    private Enrolment NewEnrolment(string? deviceId, TimeSpan validity) => new()
    {
        Id = EnrolmentSecrets.NewId(),
        MacKey = EnrolmentSecrets.NewMacKey(),
        DeviceId = deviceId,
        CreatedAt = clock.GetUtcNow(),
        ExpiresAt = clock.GetUtcNow() + validity,
    };
}
