using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Dns;

/// <summary>Changes of the zone as the store takes them, and what may be changed.</summary>
internal static class ZoneChanges
{
    /// <summary>Refuses records that no server would take.</summary>
    /// <exception cref="ZoneException">A name outside the zone, a mixture, or a value that is not one of its type.</exception>
    public static void Demand(ZoneAuthority authority, string name, ZoneRecordType type, IReadOnlyList<ZoneRecord> records)
    {
        if (!authority.Contains(name))
            throw new ZoneException("The name does not lie in the zone.");
        if (records.Any(record => record.Name != name || record.Type != type))
            throw new ZoneException("The records are not all of the name and type.");
        foreach (var record in records)
        {
            try
            {
                _ = ZoneText.ToWire(record);
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                throw new ZoneException($"The {type} record cannot be kept: {e.Message}", e);
            }
        }
    }

    /// <summary>Makes these the only records of their name and type.</summary>
    /// <returns>Whether that changed anything.</returns>
    public static async Task<bool> SetAsync(IStoreWriter writer, string name, ZoneRecordType type, IReadOnlyList<ZoneRecord> records)
    {
        var kept = (await writer.ListRecordsAsync(name)).Where(record => record.Type == type).ToList();
        var gone = kept.Except(records).ToList();
        foreach (var record in gone)
        {
            await writer.RemoveRecordAsync(name, type, record.Value);
        }
        // A record whose TTL or device changes was removed above by its value.
        var added = records.Distinct().Except(kept).ToList();
        foreach (var record in added)
        {
            await writer.AddRecordAsync(record);
        }
        return gone.Count + added.Count > 0;
    }

    /// <summary>Adds one, unless it is there.</summary>
    /// <returns>Whether that changed anything.</returns>
    public static async Task<bool> AddAsync(IStoreWriter writer, ZoneRecord record)
    {
        var same = (await writer.ListRecordsAsync(record.Name)).Where(at => at.Type == record.Type && at.Value == record.Value).ToList();
        if (same.Contains(record))
            return false;
        if (same.Count > 0)
        {
            await writer.RemoveRecordAsync(record.Name, record.Type, record.Value);
        }
        await writer.AddRecordAsync(record);
        return true;
    }

    /// <summary>Removes one, if it is there.</summary>
    /// <returns>Whether that changed anything.</returns>
    public static async Task<bool> RemoveAsync(IStoreWriter writer, ZoneRecord record)
    {
        var held = (await writer.ListRecordsAsync(record.Name)).Any(at => at.Type == record.Type && at.Value == record.Value);
        if (held)
        {
            await writer.RemoveRecordAsync(record.Name, record.Type, record.Value);
        }
        return held;
    }
}

/// <summary>One change of a name at a time: what is asked later is also done later.</summary>
internal sealed class NameLocks
{
    // More than changes are ever under way; two names that share one only wait for each other.
    private readonly SemaphoreSlim[] stripes = [.. Enumerable.Range(0, 256).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Waits for the name's turn; disposing passes it on.</summary>
    public async Task<IDisposable> HoldAsync(string name, CancellationToken cancellation)
    {
        var stripe = stripes[(uint)name.GetHashCode(StringComparison.Ordinal) % (uint)stripes.Length];
        await stripe.WaitAsync(cancellation);
        return new Turn(stripe);
    }

    private sealed class Turn(SemaphoreSlim stripe) : IDisposable
    {
        public void Dispose() => stripe.Release();
    }
}
