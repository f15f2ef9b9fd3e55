using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Store;

/// <summary>A row of <c>work</c>.</summary>
internal sealed class WorkRow
{
    public required string OrderId { get; init; }
    public required string Kind { get; init; }
    public long DueAt { get; init; }
    public long Attempts { get; init; }
    public string? LeaseOwner { get; init; }
    public long? LeaseUntil { get; init; }

    public static WorkRow Of(WorkItem work) => new()
    {
        OrderId = work.OrderId,
        Kind = work.Kind.ToString(),
        DueAt = work.DueAt.Keep(),
        Attempts = work.Attempts,
        LeaseOwner = work.LeaseOwner,
        LeaseUntil = work.LeaseUntil.Keep(),
    };

    public WorkItem ToWork() => new()
    {
        OrderId = OrderId,
        Kind = Words.Read<WorkKind>(Kind),
        DueAt = DueAt.Time(),
        Attempts = (int)Attempts,
        LeaseOwner = LeaseOwner,
        LeaseUntil = LeaseUntil.Time(),
    };
}

/// <summary>A row of <c>zone_record</c>.</summary>
internal sealed class RecordRow
{
    public required string Name { get; init; }
    public required string Type { get; init; }
    public required string Value { get; init; }
    public long Ttl { get; init; }
    public string? DeviceId { get; init; }

    public static RecordRow Of(ZoneRecord record) => new()
    {
        Name = record.Name,
        Type = record.Type.ToString(),
        Value = record.Value,
        Ttl = (long)record.Ttl.TotalSeconds,
        DeviceId = record.DeviceId,
    };

    public ZoneRecord ToRecord() => new(Name, Words.Read<ZoneRecordType>(Type), Value, TimeSpan.FromSeconds(Ttl), DeviceId);
}

/// <summary>Members of an enumeration, kept by name.</summary>
internal static class Words
{
    public static T Read<T>(string word)
        where T : struct, Enum =>
        Enum.TryParse<T>(word, out var value) ? value : throw new StoreException($"The database holds a {typeof(T).Name} that this program does not know: it was written by a newer one.");
}
