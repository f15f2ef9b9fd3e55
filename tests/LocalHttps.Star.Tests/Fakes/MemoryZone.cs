using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Tests.Fakes;

/// <summary>A zone that is a list.</summary>
internal sealed class MemoryZone : IZone
{
    private readonly List<ZoneRecord> records = [];

    public string Apex => SampleOrders.Zone;

    /// <summary>Runs before each change; its exception keeps the change from happening.</summary>
    public Action<string> Before { get; set; } = _ => { };

    public IReadOnlyList<ZoneRecord> Records => [.. records];

    public Task SetAsync(string name, ZoneRecordType type, IReadOnlyList<ZoneRecord> records, CancellationToken cancellation)
    {
        Before("set");
        this.records.RemoveAll(record => record.Name == name && record.Type == type);
        this.records.AddRange(records);
        return Task.CompletedTask;
    }

    public Task AddAsync(ZoneRecord record, CancellationToken cancellation)
    {
        Before("add");
        if (!records.Contains(record))
            records.Add(record);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(ZoneRecord record, CancellationToken cancellation)
    {
        Before("remove");
        records.RemoveAll(at => at.Name == record.Name && at.Type == record.Type && at.Value == record.Value);
        return Task.CompletedTask;
    }

    /// <summary>Why it does not answer.</summary>
    public ZoneException? Fault { get; init; }

    public Task CheckAsync(CancellationToken cancellation) => Fault is null ? Task.CompletedTask : Task.FromException(Fault);
}
