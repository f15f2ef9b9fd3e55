using System.Collections.Immutable;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Fakes;

/// <summary>A store in memory: a change happens whole or not at all, one at a time.</summary>
internal sealed class MemoryStore : IStore
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private MemoryState state = new();

    /// <summary>Runs before each change; its exception keeps the change from happening.</summary>
    public Action? BeforeChange { get; set; }

    /// <summary>Runs after a change; its exception reaches the caller of what has happened.</summary>
    public Action? AfterChange { get; set; }

    /// <summary>Runs on what a change made; its exception undoes it.</summary>
    public Action<MemoryState>? BeforeCommit { get; set; }

    /// <summary>How many changes happened.</summary>
    public int Changes { get; private set; }

    /// <summary>Everything, as it is.</summary>
    public MemoryState State => state;

    public Task MigrateAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<T> ReadAsync<T>(Func<IStoreReader, Task<T>> read, CancellationToken cancellation) => await read(new MemoryWriter(state));

    public async Task<T> ChangeAsync<T>(Func<IStoreWriter, Task<T>> change, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            BeforeChange?.Invoke();
            var writer = new MemoryWriter(state);
            var result = await change(writer);
            BeforeCommit?.Invoke(writer.State);
            state = writer.State;
            Changes++;
            AfterChange?.Invoke();
            return result;
        }
        finally
        {
            gate.Release();
        }
    }

    public Task<IReadOnlyList<WorkItem>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellation) => ChangeAsync<IReadOnlyList<WorkItem>>(async writer =>
    {
        var due = ((MemoryWriter)writer).State.Work.Values.Where(item => item.DueAt <= now && (item.LeaseUntil is not { } end || end < now))
            .OrderBy(item => item.DueAt).Take(limit).Select(item => item with { LeaseOwner = owner, LeaseUntil = until }).ToList();
        foreach (var item in due)
            await writer.SetWorkAsync(item);
        return due;
    }, cancellation);

    public ValueTask DisposeAsync()
    {
        gate.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>What a <see cref="MemoryStore"/> holds.</summary>
internal sealed record MemoryState
{
    public ImmutableDictionary<string, Account> Accounts { get; init; } = ImmutableDictionary<string, Account>.Empty;
    public ImmutableDictionary<string, Enrolment> Enrolments { get; init; } = ImmutableDictionary<string, Enrolment>.Empty;
    public ImmutableList<Device> Devices { get; init; } = [];
    public ImmutableList<Order> Orders { get; init; } = [];
    public ImmutableDictionary<string, Authorization> Authorizations { get; init; } = ImmutableDictionary<string, Authorization>.Empty;
    public ImmutableList<IssuedCertificate> Certificates { get; init; } = [];
    public ImmutableDictionary<string, WorkItem> Work { get; init; } = ImmutableDictionary<string, WorkItem>.Empty;
    public ImmutableList<ZoneRecord> Records { get; init; } = [];
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;
    public long Serial { get; init; }
}
