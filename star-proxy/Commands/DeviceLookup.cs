using LocalHttps.Star.Domain;
using LocalHttps.Star.Orders;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Commands;

/// <summary>Finds devices and says how they are.</summary>
internal sealed class DeviceLookup(IStore store, TimeProvider clock)
{
    private const int PageLength = 500;

    // What a person can look at.
    private const int OrdersShown = 20;

    /// <summary>All devices.</summary>
    public async Task<IReadOnlyList<DeviceView>> ListAsync(CancellationToken cancellation)
    {
        var views = new List<DeviceView>();
        await foreach (var device in AllAsync(cancellation))
            views.Add(await ViewAsync(device, cancellation));
        return views;
    }

    /// <summary>The one that is meant.</summary>
    /// <exception cref="CommandException">There is none, or several.</exception>
    public async Task<Device> FindAsync(string which, CancellationToken cancellation)
    {
        var cname = which.TrimEnd('.').ToLowerInvariant();
        var exact = await store.ReadAsync(async reader => (Id.IsWellFormed(which) ? await reader.FindDeviceAsync(which) : null) ?? await reader.FindDeviceByCnameAsync(cname), cancellation);
        if (exact is not null)
            return exact;
        var named = new List<Device>();
        await foreach (var device in AllAsync(cancellation))
        {
            if (device.DeviceName == which)
                named.Add(device);
        }
        return named switch
        {
            [var one] => one,
            [] => throw new CommandException(ExitCodes.NothingFound, "no-device", "There is no such device.", "To see all: localhttps-star device list --data DIR"),
            _ => throw new CommandException(ExitCodes.Usage, "several-devices", $"{named.Count} devices have this name.", $"Name one in DNS: {string.Join(", ", named.Take(5).Select(device => device.Cname))}"),
        };
    }

    /// <summary>How a device is.</summary>
    public Task<DeviceView> ViewAsync(Device device, CancellationToken cancellation) => store.ReadAsync(
        async reader =>
        {
            DateTimeOffset? end = null;
            foreach (var order in await OrdersAsync(reader, device))
            {
                if (order.ValidAt is not null && await reader.FindLatestCertificateAsync(order.Id) is { } certificate && !(certificate.NotAfter <= end))
                    end = certificate.NotAfter;
            }
            var state = device.TerminatedAt is not null ? "terminated" : device.AccountId is null ? "added" : end > clock.GetUtcNow() ? "certified" : "enrolled";
            return new DeviceView(device.Id, device.DeviceName, device.Cname, state, device.CreatedAt, end);
        },
        cancellation);

    /// <summary>Everything about a device.</summary>
    public async Task<DeviceDetails> DescribeAsync(Device device, CancellationToken cancellation)
    {
        var view = await ViewAsync(device, cancellation);
        return await store.ReadAsync(
            async reader =>
            {
                var addresses = (await reader.ListRecordsAsync(device.Cname)).Where(record => record.Type is ZoneRecordType.A or ZoneRecordType.Aaaa).Select(record => record.Value);
                var orders = await OrdersAsync(reader, device);
                return new DeviceDetails(view, device.AccountId, [.. addresses], [.. orders.TakeLast(OrdersShown).Select(Describe)]);
            },
            cancellation);
    }

    private OrderView Describe(Order order)
    {
        var state = new OrderState(order, []);
        return new(order.Id, state.StatusAt(clock.GetUtcNow()), order.AutoRenewal is not null, order.CreatedAt, order.AutoRenewal?.EndDate, order.Error is { } error ? $"{error.Type[(error.Type.LastIndexOf(':') + 1)..]}: {error.Detail}" : null);
    }

    private static async Task<IReadOnlyList<Order>> OrdersAsync(IStoreReader reader, Device device)
    {
        var all = new List<Order>();
        string? after = null;
        do
        {
            var page = await reader.ListOrdersAsync(accountId: null, device.Id, after, PageLength);
            all.AddRange(page);
            after = page.Count == PageLength ? page[^1].Id : null;
        }
        while (after is not null);
        return all;
    }

    private async IAsyncEnumerable<Device> AllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        string? after = null;
        do
        {
            var from = after;
            var page = await store.ReadAsync(reader => reader.ListDevicesAsync(accountId: null, from, PageLength), cancellation);
            foreach (var device in page)
                yield return device;
            after = page.Count == PageLength ? page[^1].Id : null;
        }
        while (after is not null);
    }
}
