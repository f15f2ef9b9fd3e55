using System.Reflection;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Tests.Dns;

/// <summary>A store that keeps records and settings only.</summary>
internal sealed class MemoryZoneStore : IStore
{
    private readonly SemaphoreSlim one = new(1, 1);

    public List<ZoneRecord> Records { get; } = [];

    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    public long Serial { get; set; } = 1;

    public int FullReads { get; set; }

    /// <summary>Done after a full read, before its result is used.</summary>
    public Func<Task> AfterFullRead { get; set; } = () => Task.CompletedTask;

    public Task MigrateAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<T> ReadAsync<T>(Func<IStoreReader, Task<T>> read, CancellationToken cancellation)
    {
        var before = FullReads;
        var result = await RunAsync(read, cancellation);
        if (FullReads > before)
        {
            await AfterFullRead();
        }
        return result;
    }

    public Task<T> ChangeAsync<T>(Func<IStoreWriter, Task<T>> change, CancellationToken cancellation) => RunAsync<T>(writer => change(writer), cancellation);

    public Task<IReadOnlyList<WorkItem>> LeaseAsync(string owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<T> RunAsync<T>(Func<IStoreWriter, Task<T>> act, CancellationToken cancellation)
    {
        await one.WaitAsync(cancellation);
        try
        {
            var writer = DispatchProxy.Create<IStoreWriter, Door>();
            ((Door)(object)writer).Store = this;
            var result = await act(writer);
            Serial += ((Door)(object)writer).Changed ? 1 : 0;
            return result;
        }
        finally
        {
            _ = one.Release();
        }
    }

    /// <summary>The members that a zone uses; the proxy of the run time fills in the others.</summary>
#pragma warning disable CA1852 // The run time derives from it.
    public class Door : DispatchProxy
#pragma warning restore CA1852
    {
        internal MemoryZoneStore Store { get; set; } = null!;

        internal bool Changed { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => (targetMethod!.Name, args) switch
        {
            (nameof(IStoreReader.ListRecordsAsync), [null]) => ListAll(),
            (nameof(IStoreReader.ListRecordsAsync), [string name]) => Task.FromResult<IReadOnlyList<ZoneRecord>>([.. Store.Records.Where(record => record.Name == name)]),
            (nameof(IStoreReader.ReadZoneSerialAsync), _) => Task.FromResult(Store.Serial),
            (nameof(IStoreReader.FindSettingAsync), [string name]) => Task.FromResult(Store.Settings.GetValueOrDefault(name)),
            (nameof(IStoreWriter.SetSettingAsync), [string name, string value]) => Do(() => Store.Settings[name] = value, changes: false),
            (nameof(IStoreWriter.AddRecordAsync), [ZoneRecord record]) => Do(() => Store.Records.Add(record), changes: true),
            (nameof(IStoreWriter.RemoveRecordAsync), [string name, ZoneRecordType type, var value]) =>
                Do(() => Store.Records.RemoveAll(record => record.Name == name && record.Type == type && (value is null || record.Value == (string)value)), changes: true),
            _ => throw new NotSupportedException(targetMethod.Name),
        };

        private Task<IReadOnlyList<ZoneRecord>> ListAll()
        {
            Store.FullReads++;
            return Task.FromResult<IReadOnlyList<ZoneRecord>>([.. Store.Records]);
        }

        private Task Do(Action act, bool changes)
        {
            act();
            Changed |= changes;
            return Task.CompletedTask;
        }
    }
}
