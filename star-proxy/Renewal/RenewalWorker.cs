using System.Collections.Concurrent;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Operation;
using LocalHttps.Star.Store;
using LocalHttps.Star.Upstream;

namespace LocalHttps.Star.Renewal;

/// <summary>Takes due work by lease and does it, for as long as the process lives: no failure of a CA, a zone or the store ends it.</summary>
internal sealed partial class RenewalWorker(IStore store, IUpstream upstream, RenewalSettings settings, WorkBell bell, StarMetrics metrics, TimeProvider time, ILogger<RenewalWorker> logger) : BackgroundService
{
    private readonly OrderWork work = new(upstream, settings, time);
    private readonly ConcurrentDictionary<string, Task> underWay = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var alive = KeepLeasesAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await RoundAsync(stoppingToken))
                    await bell.WaitAsync(settings.Poll, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception problem)
            {
                LogRoundFailed(logger, problem);
                await PauseAsync(stoppingToken);
            }
        }
        await Task.WhenAll([alive, .. underWay.Values]);
    }

    /// <summary>Takes what is due and does it, or starts it.</summary>
    /// <returns>Whether there may be more at once.</returns>
    internal async Task<bool> RoundAsync(CancellationToken cancellation)
    {
        var room = upstream.IsImmediate ? settings.Batch : settings.Parallelism - underWay.Count;
        if (room <= 0)
            return false;
        var now = time.GetUtcNow();
        var leased = await store.LeaseAsync(settings.Owner, now, now + settings.Lease, room, cancellation);
        if (leased.Count == 0)
            return false;
        if (upstream.IsImmediate)
            await DoTogetherAsync(leased);
        else
            Start(leased, cancellation);
        return leased.Count == room;
    }

    /// <summary>Waits until nothing is under way.</summary>
    internal Task SettledAsync() => Task.WhenAll(underWay.Values);

    // What a CA of this process makes costs microseconds, so that one change of the store for many is what counts. A stop waits for it.
    private async Task DoTogetherAsync(IReadOnlyList<WorkItem> leased)
    {
        var outcomes = await DoAllAsync(leased);
        var now = time.GetUtcNow();
        bool[] counted;
        try
        {
            counted = await store.ChangeAsync(writer => StoreAllAsync(writer, outcomes, now), CancellationToken.None);
        }
        catch (Exception problem) when (outcomes.Length > 1)
        {
            // One that cannot be stored must not keep the others.
            LogTogetherFailed(logger, problem, outcomes.Length);
            foreach (var outcome in outcomes)
                await SettleAsync(outcome);
            return;
        }
        for (var index = 0; index < outcomes.Length; index++)
            Count(outcomes[index], counted[index], now);
    }

    private async Task<Outcome[]> DoAllAsync(IReadOnlyList<WorkItem> leased)
    {
        var outcomes = new Outcome[leased.Count];
        IReadOnlyList<WorkFacts> facts;
        try
        {
            facts = await store.ReadAsync(reader => ReadAllAsync(reader, leased), CancellationToken.None);
        }
        catch (Exception problem) when (leased.Count > 1)
        {
            LogTogetherFailed(logger, problem, leased.Count);
            for (var index = 0; index < outcomes.Length; index++)
                outcomes[index] = await ReadAndTryAsync(leased[index], CancellationToken.None);
            return outcomes;
        }
        await Parallel.ForAsync(0, facts.Count, async (index, _) => outcomes[index] = await TryAsync(facts[index], CancellationToken.None));
        return outcomes;
    }

    private async Task<Outcome> ReadAndTryAsync(WorkItem lease, CancellationToken cancellation)
    {
        try
        {
            return await TryAsync(await store.ReadAsync(reader => OrderWork.ReadAsync(reader, lease), cancellation), cancellation);
        }
        catch (Exception problem) when (problem is not OperationCanceledException and not LeaseLostException)
        {
            return InVain(new WorkFacts(lease, Order: null, IsEnded: false, Latest: null), problem);
        }
    }

    private void Start(IReadOnlyList<WorkItem> leased, CancellationToken cancellation)
    {
        foreach (var lease in leased)
        {
            // Taken twice by this instance only if its sign of life came too late; the first goes on.
            if (underWay.ContainsKey(lease.OrderId))
                continue;
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            underWay[lease.OrderId] = DoOneAsync(lease, start.Task, cancellation);
            start.SetResult();
        }
    }

    private async Task DoOneAsync(WorkItem lease, Task start, CancellationToken cancellation)
    {
        await start;
        try
        {
            await SettleAsync(await ReadAndTryAsync(lease, cancellation));
        }
        catch (Exception problem) when (problem is OperationCanceledException or LeaseLostException)
        {
            // A stop: whoever comes next goes on at once.
            await SettleAsync(new Outcome.Later(lease, lease.DueAt, lease.Attempts));
        }
        finally
        {
            underWay.TryRemove(lease.OrderId, out _);
            bell.Ring();
        }
    }

    private async Task<Outcome> TryAsync(WorkFacts facts, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(settings.StepLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            return await work.DoAsync(facts, journal => SaveJournalAsync(facts.Lease, journal), either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return InVain(facts, new UpstreamException($"It took longer than {settings.StepLimit}."));
        }
        catch (Exception problem) when (problem is not OperationCanceledException and not LeaseLostException)
        {
            return InVain(facts, problem);
        }
    }

    private Outcome InVain(WorkFacts facts, Exception problem)
    {
        metrics.UpstreamFailed();
        var (lease, order, _, latest) = facts;
        var now = time.GetUtcNow();
        var lifetime = latest is not null ? latest.NotAfter - latest.NotBefore : order?.AutoRenewal is { } renewal ? TimeSpan.FromSeconds(renewal.Lifetime) : settings.PlainLifetime;
        var next = now + BackOff.After(lease.Attempts + 1, lifetime, (problem as UpstreamException)?.RetryAfter);
        var known = problem is UpstreamException;
        LogInVain(logger, known ? null : problem, lease.Kind, lease.OrderId, Names(order), lease.Attempts + 1, problem.Message.TrimEnd('.'), Living(latest, now), next);
        return new Outcome.Later(lease, next, lease.Attempts + 1);
    }

    private async Task SettleAsync(Outcome outcome)
    {
        var now = time.GetUtcNow();
        try
        {
            Count(outcome, await store.ChangeAsync(writer => Settlement.StoreAsync(writer, outcome, now), CancellationToken.None), now);
        }
        catch (Exception problem)
        {
            // The lease ends by itself, and the journal says how far it came.
            LogNotStored(logger, problem, outcome.Lease.OrderId);
        }
    }

    private void Count(Outcome outcome, bool counted, DateTimeOffset now)
    {
        if (outcome is Outcome.Issued issued && counted)
        {
            metrics.CertificateIssued(issued.DueAt is null ? "first" : "renewal");
            if (issued.DueAt is { } due)
                metrics.Renewed(now > due ? now - due : TimeSpan.Zero);
            if (issued.Lease.Attempts > 0)
                LogRecovered(logger, issued.Lease.OrderId, issued.Lease.Attempts, issued.Certificate.NotAfter);
        }
        else if (outcome is Outcome.Failed failed && counted)
        {
            LogRefused(logger, failed.Lease.OrderId, failed.Problem.Type, failed.Problem.Detail);
        }
        else if (!counted)
        {
            LogDropped(logger, outcome.Lease.Kind, outcome.Lease.OrderId);
        }
    }

    private Task SaveJournalAsync(WorkItem lease, string journal) => store.ChangeAsync(async writer =>
    {
        var held = await writer.FindWorkAsync(lease.OrderId);
        var order = await writer.FindOrderAsync(lease.OrderId);
        if (order is null || !Settlement.IsHeld(held, lease))
            throw new LeaseLostException();
        await writer.SaveOrderAsync(order with { Journal = journal });
        await writer.SetWorkAsync(held! with { LeaseUntil = time.GetUtcNow() + settings.Lease });
        return true;
    }, CancellationToken.None);

    // Signs of life for what is waited for; a process that has stopped gives none.
    private async Task KeepLeasesAsync(CancellationToken cancellation)
    {
        using var pulse = new PeriodicTimer(settings.Lease / 3, time);
        try
        {
            while (await pulse.WaitForNextTickAsync(cancellation))
                await ProlongAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private async Task ProlongAsync(CancellationToken cancellation)
    {
        string[] held = [.. underWay.Keys];
        if (held.Length == 0)
            return;
        try
        {
            await store.ChangeAsync(async writer =>
            {
                var until = time.GetUtcNow() + settings.Lease;
                foreach (var id in held)
                {
                    if (await writer.FindWorkAsync(id) is { } item && item.LeaseOwner == settings.Owner)
                        await writer.SetWorkAsync(item with { LeaseUntil = until });
                }
                return true;
            }, cancellation);
        }
        catch (Exception problem) when (problem is not OperationCanceledException)
        {
            LogRoundFailed(logger, problem);
        }
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(settings.Poll, time, cancellation);
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    private static async Task<IReadOnlyList<WorkFacts>> ReadAllAsync(IStoreReader reader, IReadOnlyList<WorkItem> leased)
    {
        var facts = new List<WorkFacts>(leased.Count);
        foreach (var lease in leased)
            facts.Add(await OrderWork.ReadAsync(reader, lease));
        return facts;
    }

    private static async Task<bool[]> StoreAllAsync(IStoreWriter writer, Outcome[] outcomes, DateTimeOffset now)
    {
        var counted = new bool[outcomes.Length];
        for (var index = 0; index < outcomes.Length; index++)
            counted[index] = await Settlement.StoreAsync(writer, outcomes[index], now);
        return counted;
    }

    private static string Names(Order? order) => order is null ? "" : string.Join(' ', order.Identifiers.Select(identifier => identifier.Value));

    private static string Living(IssuedCertificate? latest, DateTimeOffset now) => latest switch
    {
        null => "there is no certificate yet",
        _ when latest.NotAfter > now => $"the present certificate lives until {latest.NotAfter:u}",
        _ => $"the last certificate ended at {latest.NotAfter:u}",
    };
}
