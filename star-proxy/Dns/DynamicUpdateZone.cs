using System.Net;
using System.Threading.Channels;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using ARSoft.Tools.Net.Dns.DynamicUpdate;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Dns;

/// <summary>The zone at a server that takes updates (RFC 2136) signed by TSIG (RFC 8945). The store says what is to be there; other records of the zone are left alone.</summary>
internal sealed class DynamicUpdateZone : IZone
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(1);

    // Enough to check a hundred thousand names in a minute without being a burden.
    private const int Width = 8;
    private readonly IStore store;
    private readonly ZoneAuthority authority;
    private readonly ZoneDebts debts;
    private readonly UpdateClient client;
    private readonly ILogger logger;
    private readonly TimeProvider clock;
    private readonly NameLocks locks = new();
    private readonly Channel<bool> behind = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public DynamicUpdateZone(IStore store, string apex, IPEndPoint server, TsigKey key, ILogger<DynamicUpdateZone> logger, TimeProvider clock)
    {
        this.store = store;
        this.logger = logger;
        this.clock = clock;
        authority = new ZoneAuthority { Apex = apex, NameServers = [] };
        debts = new ZoneDebts(store);
        client = new UpdateClient(apex, new DnsExchange(server, clock, Limit), key, clock);
    }

    /// <inheritdoc/>
    public string Apex => authority.Apex;

    /// <inheritdoc/>
    public Task SetAsync(string name, ZoneRecordType type, IReadOnlyList<ZoneRecord> records, CancellationToken cancellation)
    {
        ZoneChanges.Demand(authority, name, type, records);
        return ChangeAsync(name, type, writer => ZoneChanges.SetAsync(writer, name, type, records), () => client.ReplaceAsync(name, type, records, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public Task AddAsync(ZoneRecord record, CancellationToken cancellation)
    {
        ZoneChanges.Demand(authority, record.Name, record.Type, [record]);
        return ChangeAsync(
            record.Name,
            record.Type,
            writer => ZoneChanges.AddAsync(writer, record),
            () => client.SendAsync([new AddRecordUpdate(ZoneText.ToWire(record))], cancellation),
            cancellation);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(ZoneRecord record, CancellationToken cancellation)
    {
        ZoneChanges.Demand(authority, record.Name, record.Type, [record]);
        return ChangeAsync(
            record.Name,
            record.Type,
            writer => ZoneChanges.RemoveAsync(writer, record),
            () => client.SendAsync([new DeleteRecordUpdate(ZoneText.ToWire(record))], cancellation),
            cancellation);
    }

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellation) => ZoneProbe.DemandAuthorityAsync(client.Server, Apex, clock, "The DNS server", cancellation);

    /// <summary>Whether key, clocks and rights are such that the server takes changes; for <c>check</c>. Leaves nothing behind.</summary>
    /// <exception cref="ZoneException">What is wrong and what to do.</exception>
    public async Task TryChangeAsync(CancellationToken cancellation)
    {
        var trial = new TxtRecord(DomainName.Parse($"_localhttps-check.{Apex}"), 0, "check");
        await client.SendAsync([new AddRecordUpdate(trial), new DeleteAllRecordsUpdate(trial.Name, RecordType.Txt)], cancellation);
    }

    /// <summary>Brings the server in line with the store: at the start, and whenever it did not take a change. Ends when it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = ShortestPause;
        var due = true;
        var settled = clock.GetTimestamp();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (due)
                {
                    await ReconcileAsync(cancellation);
                    (pause, settled) = (ShortestPause, clock.GetTimestamp());
                }
                await debts.ForgetPaidAsync(cancellation);
                if (clock.GetElapsedTime(settled) > Settle)
                {
                    await SettleAsync(cancellation);
                    settled = clock.GetTimestamp();
                }
                due = await IsBehindAsync(cancellation);
            }
            catch (Exception problem) when (problem is ZoneException or StoreException)
            {
                due = true;
                logger.LogWarning("The DNS server is not in line with the database; next try in {Pause}: {Reason}", pause, problem.Message);
                // Several instances must not come back all at once.
                await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Compares every record of the store with the server, and mends what differs.</summary>
    /// <exception cref="ZoneException">The server cannot be asked or does not take it.</exception>
    public async Task ReconcileAsync(CancellationToken cancellation)
    {
        var (records, owed) = await store.ReadAsync(async reader => (await reader.ListRecordsAsync(null), await ZoneDebts.ListAsync(reader)), cancellation);
        var (sets, mended) = await MendAsync(records.Where(record => authority.Contains(record.Name)).Select(record => new RecordSet(record.Name, record.Type)), owed, cancellation);
        logger.LogInformation("The DNS server is in line with the database: {Sets} record sets, {Mended} mended", sets, mended);
    }

    // What a process that has ended, such as a command of the operator's, left owing.
    private async Task SettleAsync(CancellationToken cancellation)
    {
        var owed = await store.ReadAsync(ZoneDebts.ListAsync, cancellation);
        _ = await MendAsync([], owed, cancellation);
    }

    private async Task<(int Sets, int Mended)> MendAsync(IEnumerable<RecordSet> kept, IReadOnlyDictionary<OwedRecord, string> owed, CancellationToken cancellation)
    {
        var sets = kept.Union(owed.Keys.Select(record => new RecordSet(record.Name, record.Type))).ToList();
        var gone = owed.Keys.ToLookup(record => new RecordSet(record.Name, record.Type), record => record.Value);
        var mended = 0;
        await Parallel.ForEachAsync(
            sets,
            new ParallelOptions { MaxDegreeOfParallelism = Width, CancellationToken = cancellation },
            async (set, stop) => _ = await MendAsync(set, [.. gone[set]], stop) ? Interlocked.Increment(ref mended) : 0);
        debts.Pay(owed);
        return (sets.Count, mended);
    }

    private async Task<bool> IsBehindAsync(CancellationToken cancellation)
    {
        using var quiet = new CancellationTokenSource(Quiet, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(quiet.Token, cancellation);
        try
        {
            return await behind.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<bool> MendAsync(RecordSet set, IReadOnlyList<string> gone, CancellationToken cancellation)
    {
        using var held = await locks.HoldAsync(set.Name, cancellation);
        var wanted = (await store.ReadAsync(reader => reader.ListRecordsAsync(set.Name), cancellation)).Where(record => record.Type == set.Type).ToList();
        var unwanted = gone.Except(wanted.Select(record => record.Value), StringComparer.Ordinal).Select(value => new ZoneRecord(set.Name, set.Type, value, TimeSpan.Zero, DeviceId: null));
        try
        {
            return await client.MendAsync(set, wanted, [.. unwanted], cancellation);
        }
        catch (FormatException problem)
        {
            logger.LogError("The {Type} records of {Name} are left as they are: {Reason}", set.Type, set.Name, problem.Message);
            return false;
        }
    }

    private async Task ChangeAsync(string name, ZoneRecordType type, Func<IStoreWriter, Task<bool>> change, Func<Task> send, CancellationToken cancellation)
    {
        using var held = await locks.HoldAsync(name, cancellation);
        var taken = false;
        try
        {
            var token = ZoneDebts.NewToken();
            var owed = await store.ChangeAsync(writer => ChangeAsync(writer, name, type, change, token), cancellation);
            await send();
            debts.Pay(owed.ToDictionary(record => record, _ => token));
            taken = true;
        }
        finally
        {
            // Refused, or given up by the caller while it was under way: the store may have it and the server not.
            if (!taken)
            {
                _ = behind.Writer.TryWrite(item: true);
            }
        }
    }

    private static async Task<IReadOnlyList<OwedRecord>> ChangeAsync(IStoreWriter writer, string name, ZoneRecordType type, Func<IStoreWriter, Task<bool>> change, string token)
    {
        var before = await ListAsync(writer, name, type);
        _ = await change(writer);
        // What the store no longer holds would never be looked for again after a crash between here and the server's answer.
        var removed = before.Except(await ListAsync(writer, name, type)).ToList();
        if (removed.Count > 0)
        {
            await ZoneDebts.OweAsync(writer, removed, token);
        }
        return removed;
    }

    private static async Task<IReadOnlyList<OwedRecord>> ListAsync(IStoreReader reader, string name, ZoneRecordType type) =>
        [.. (await reader.ListRecordsAsync(name)).Where(record => record.Type == type).Select(record => new OwedRecord(record.Name, record.Type, record.Value))];
}

/// <summary>The records of one name and type.</summary>
internal sealed record RecordSet(string Name, ZoneRecordType Type);
