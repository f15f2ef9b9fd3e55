using ARSoft.Tools.Net.Dns;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Dns;

/// <summary>The zone in the store, answered from memory by <see cref="ZoneServer"/>.</summary>
internal sealed class EmbeddedZone : IZone
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private const long Unread = -1;

    // Reading everything again may take up to a tenth of the time.
    private const int Rest = 10;
    private readonly IStore store;
    private readonly ZoneAuthority authority;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly NameLocks locks = new();
    private readonly Lock gate = new();
    private readonly List<OwnChange> meanwhile = [];
    private volatile ZoneIndex index;
    private bool loading;
    private bool current;

    public EmbeddedZone(IStore store, ZoneAuthority authority, ILogger<EmbeddedZone> logger, TimeProvider clock)
    {
        this.store = store;
        this.authority = authority;
        this.logger = logger;
        this.clock = clock;
        index = new ZoneIndex(authority, [], Unread);
    }

    /// <inheritdoc/>
    public string Apex => authority.Apex;

    /// <summary>Where the zone is served, by this process or by another that runs beside it; for the check.</summary>
    public System.Net.IPEndPoint? Server { get; set; }

    /// <summary>Answers a well-formed question.</summary>
    public DnsMessage Answer(DnsMessage query)
    {
        var now = index;
        if (now.Serial != Unread)
            return ZoneAnswers.Answer(authority, now, query);
        // Nothing is known yet, not even what does not exist.
        var reply = query.CreateResponseInstance();
        reply.ReturnCode = ReturnCode.ServerFailure;
        return reply;
    }

    /// <summary>Reads the whole zone.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            loading = true;
        }
        try
        {
            var (records, serial) = await store.ReadAsync(async reader => (await reader.ListRecordsAsync(null), await reader.ReadZoneSerialAsync()), cancellation);
            var fresh = new ZoneIndex(authority, records, serial, Refused);
            lock (gate)
            {
                // What changed while it was read would else be gone; and as nobody knows which of it was read, it is read once more.
                meanwhile.ForEach(change => fresh.Replace(change.Name, change.Records, Refused));
                current = meanwhile.Count == 0;
                index = fresh;
            }
        }
        finally
        {
            lock (gate)
            {
                loading = false;
                meanwhile.Clear();
            }
        }
    }

    /// <summary>Follows the changes of other instances until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var pause = Poll;
            try
            {
                pause = await FollowAsync(cancellation);
            }
            catch (StoreException problem)
            {
                logger.LogWarning(problem, "The zone could not be read; DNS answers what was read last");
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public Task SetAsync(string name, ZoneRecordType type, IReadOnlyList<ZoneRecord> records, CancellationToken cancellation)
    {
        ZoneChanges.Demand(authority, name, type, records);
        return ChangeAsync(name, writer => ZoneChanges.SetAsync(writer, name, type, records), cancellation);
    }

    /// <inheritdoc/>
    public Task AddAsync(ZoneRecord record, CancellationToken cancellation)
    {
        ZoneChanges.Demand(authority, record.Name, record.Type, [record]);
        return ChangeAsync(record.Name, writer => ZoneChanges.AddAsync(writer, record), cancellation);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(ZoneRecord record, CancellationToken cancellation) =>
        ChangeAsync(record.Name, writer => ZoneChanges.RemoveAsync(writer, record), cancellation);

    /// <inheritdoc/>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        if (Server is not { } server)
            throw new ZoneException("DNS is not served yet. Start the service.");
        await ZoneProbe.DemandAuthorityAsync(server, Apex, clock, "The zone's own server", cancellation);
    }

    private async Task ChangeAsync(string name, Func<IStoreWriter, Task<bool>> change, CancellationToken cancellation)
    {
        using var held = await locks.HoldAsync(name, cancellation);
        var own = await store.ChangeAsync(async writer => await change(writer) ? new OwnChange(name, await writer.ListRecordsAsync(name)) : null, cancellation);
        if (own is null)
        {
            return;
        }
        lock (gate)
        {
            index.Replace(name, own.Records, Refused);
            // The store counts each change once; another instance's makes the two differ.
            index.Serial += index.Serial == Unread ? 0 : 1;
            if (loading)
            {
                meanwhile.Add(own);
            }
        }
    }

    private async Task<TimeSpan> FollowAsync(CancellationToken cancellation)
    {
        var serial = await store.ReadAsync(reader => reader.ReadZoneSerialAsync(), cancellation);
        if (serial == index.Serial && current)
            return Poll;
        var start = clock.GetTimestamp();
        await LoadAsync(cancellation);
        var took = clock.GetElapsedTime(start) * Rest;
        return took > Poll ? took : Poll;
    }

    private void Refused(ZoneRecord record, FormatException problem) =>
        logger.LogError("A {Type} record of {Name} is left out: {Reason}", record.Type, record.Name, problem.Message);

    private sealed record OwnChange(string Name, IReadOnlyList<ZoneRecord> Records);
}
