using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>The devices by key: what is announced, joined with what is trusted. Guarded by the directory's lock.</summary>
internal sealed class DeviceTable
{
    /// <summary>Devices nobody trusts that are listed; who was there first stays.</summary>
    public const int MaximumStrangers = 1000;

    /// <summary>Endpoints of a device that are looked at. A device has one or two; more is somebody else's doing.</summary>
    public const int MaximumEndpoints = 16;

    private readonly Dictionary<string, DeviceRow> rows = new(StringComparer.Ordinal);

    /// <summary>The rows in no particular order.</summary>
    public IReadOnlyCollection<DeviceRow> Rows => rows.Values;

    /// <summary>How many of them nobody trusts.</summary>
    public int Strangers => rows.Values.Count(row => row.Trust is null);

    /// <summary>The row of a key; null where there is none.</summary>
    public DeviceRow? Find(string key) => rows.GetValueOrDefault(key);

    /// <summary>Takes what is announced and trusted now.</summary>
    /// <returns>The rows that are gone, and those whose announcement says something new.</returns>
    public TableChange Update(IReadOnlyCollection<ServiceInstance> instances, IReadOnlyList<TrustEntry> trusted)
    {
        var devices = Admit(DeviceAssembler.Assemble(instances, trusted), trusted);
        var lookAlikes = LookAlikes.Find(devices, trusted);
        var announced = devices.ToDictionary(device => device.Key, StringComparer.Ordinal);
        var entries = trusted.DistinctBy(entry => entry.Cname, StringComparer.Ordinal).ToDictionary(entry => entry.Cname, StringComparer.Ordinal);
        var moved = new List<DeviceRow>();
        foreach (var key in announced.Keys.Union(entries.Keys, StringComparer.Ordinal))
        {
            if (!rows.TryGetValue(key, out var row))
            {
                rows[key] = row = new DeviceRow(key);
            }
            if (row.Update(announced.GetValueOrDefault(key), entries.GetValueOrDefault(key), lookAlikes.GetValueOrDefault(key)))
            {
                moved.Add(row);
            }
        }
        var gone = rows.Values.Where(row => !announced.ContainsKey(row.Key) && !entries.ContainsKey(row.Key)).ToArray();
        foreach (var row in gone)
        {
            rows.Remove(row.Key);
        }
        return new TableChange(gone, moved);
    }

    private List<AssembledDevice> Admit(IReadOnlyList<AssembledDevice> devices, IReadOnlyList<TrustEntry> trusted)
    {
        var names = trusted.Select(entry => entry.Cname).ToHashSet(StringComparer.Ordinal);
        var room = MaximumStrangers;
        return [.. devices
            .OrderByDescending(device => names.Contains(device.Key))
            .ThenByDescending(device => rows.ContainsKey(device.Key))
            .TakeWhile(device => names.Contains(device.Key) || room-- > 0)];
    }
}

/// <summary>What an update of the table changed.</summary>
internal sealed record TableChange(IReadOnlyList<DeviceRow> Gone, IReadOnlyList<DeviceRow> Moved);
