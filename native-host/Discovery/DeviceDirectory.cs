using System.Runtime.CompilerServices;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Trust;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>The live list of devices. One loop takes what the network, the trust store, the checks and the clock say, and tells watchers what is
/// visible of it; checks run beside it and none waits for another.</summary>
public sealed class DeviceDirectory : IDeviceDirectory, IAsyncDisposable
{
    /// <summary>How often times that pass by themselves (expiry, staleness) are looked at while anybody watches.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);

    // Putting the list together takes at most about this share of one core, however fast announcements change.
    private const int AssemblyRest = 8;

    private readonly Lock gate = new();
    private readonly DirectoryParts parts;
    private readonly WakeLoop loop;
    private readonly DeviceTable table = new();
    private readonly DeviceChecks checks;
    private readonly WatcherList watchers;
    private readonly HashSet<DeviceRow> changed = [];
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long origin;
    private TaskCompletionSource stepped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<TrustEntry> trusted = [];
    private TrustStoreException? trustProblem;
    private Task? running;
    private TimeSpan lastAssembly;
    private TimeSpan nextAssembly;
    private int waiting;
    private volatile bool announcementsChanged = true;
    private volatile bool trustChanged = true;
    private volatile bool interfacesChanged = true;

    /// <summary>Makes a directory; it does nothing until it is used or started.</summary>
    public DeviceDirectory(DirectoryParts parts)
    {
        this.parts = parts;
        origin = parts.Time.GetTimestamp();
        loop = new WakeLoop(parts.Time, Step, parts.Log);
        checks = new DeviceChecks(parts, new CheckSchedule(parts.Random), Report, stop.Token);
        watchers = new WatcherList(gate);
    }

    /// <inheritdoc/>
    public NetworkState Network => new() { Interfaces = [.. parts.Source.Interfaces.Select(item => item.Name)] };

    private TimeSpan Elapsed => parts.Time.GetElapsedTime(origin);

    private bool IsActive => !watchers.IsEmpty || waiting > 0;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            running ??= Task.Run(RunAsync, CancellationToken.None);
        }
        return started.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DeviceView> Snapshot()
    {
        lock (gate)
        {
            return [.. table.Rows.OrderBy(row => row.Key, StringComparer.Ordinal).Select(View)];
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<DeviceChangeEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        ReadTrust();
        var mailbox = new ChangeMailbox();
        lock (gate)
        {
            ThrowIfTrustIsUnusable();
            foreach (var row in table.Rows)
            {
                Publish(row);
                mailbox.Post(new DeviceChangeEvent(DeviceChange.Added, row.Published!.View));
            }
            watchers.Add(mailbox);
        }
        loop.Wake();
        await foreach (var change in watchers.ReadAsync(mailbox, cancellationToken))
        {
            yield return change;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<NetworkState> WatchNetworkAsync(CancellationToken cancellationToken) => watchers.ReadNetworkAsync(() => Network, cancellationToken);

    /// <inheritdoc/>
    public async Task<CheckedDevice> VerifyAsync(string key, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        DeviceRow row;
        CheckRound? round = null;
        lock (gate)
        {
            ThrowIfTrustIsUnusable();
            row = table.Find(key) ?? throw UnknownDevice(key);
            if (row.CanCheck)
            {
                round = checks.StartShown(row);
                Publish(row);
            }
        }
        await (round?.Enough ?? Task.CompletedTask).WaitAsync(cancellationToken);
        lock (gate)
        {
            var facts = row.Facts() with { Observations = round?.Observations ?? [] };
            var verdict = Decide(row, facts);
            return new CheckedDevice(Make(row, facts, verdict, checking: false), facts, verdict);
        }
    }

    /// <inheritdoc/>
    public async Task SettledAsync(CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        Interlocked.Increment(ref waiting);
        try
        {
            await parts.Source.QuietAsync(cancellationToken);
            Assemble();
            loop.Wake();
            while (true)
            {
                Task next;
                lock (gate)
                {
                    if (table.Rows.All(row => row.IsChecked))
                    {
                        return;
                    }
                    next = stepped.Task;
                }
                await next.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <inheritdoc/>
    public void Rescan()
    {
        parts.Source.Rescan();
        lock (gate)
        {
            foreach (var row in table.Rows.Where(row => row.CanCheck && row.ShownRounds == 0))
            {
                checks.StartShown(row);
                changed.Add(row);
            }
        }
        loop.Wake();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        if (running is not null)
        {
            await running;
        }
        await loop.DisposeAsync();
        lock (gate)
        {
            watchers.Complete();
        }
        await parts.Source.DisposeAsync();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        parts.Trust.Changed += OnTrustChanged;
        var listening = Task.WhenAll(
            loop.KeepAsync(ListenAsync, stop.Token),
            loop.KeepAsync(ListenToInterfacesAsync, stop.Token));
        loop.Wake();
        await loop.RunAsync(stop.Token);
        parts.Trust.Changed -= OnTrustChanged;
        await listening;
    }

    private void OnTrustChanged(object? sender, EventArgs e)
    {
        trustChanged = true;
        loop.Wake();
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in parts.Source.WatchAsync(cancellationToken))
        {
            announcementsChanged = true;
            loop.Wake();
        }
    }

    private async Task ListenToInterfacesAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in parts.Source.WatchInterfacesAsync(cancellationToken))
        {
            interfacesChanged = true;
            loop.Wake();
        }
    }

    private TimeSpan? Step()
    {
        if (trustChanged)
        {
            ReadTrust();
        }
        if (interfacesChanged)
        {
            interfacesChanged = false;
            TakeInterfaces();
        }
        if ((announcementsChanged && Elapsed >= nextAssembly) || Elapsed - lastAssembly >= Heartbeat)
        {
            Assemble();
        }
        lock (gate)
        {
            if (IsActive)
            {
                checks.StartDue(table, Elapsed);
            }
            foreach (var row in changed)
            {
                Publish(row);
            }
            changed.Clear();
            started.TrySetResult();
            stepped.TrySetResult();
            stepped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return NextDue() - Elapsed;
        }
    }

    private TimeSpan? NextDue()
    {
        if (!IsActive)
        {
            return announcementsChanged ? nextAssembly : null;
        }
        TimeSpan?[] due = [DeviceChecks.NextDue(table), lastAssembly + Heartbeat, announcementsChanged ? nextAssembly : null];
        return due.Min();
    }

    private void ReadTrust()
    {
        trustChanged = false;
        try
        {
            var entries = parts.Trust.Read();
            lock (gate)
            {
                (trusted, trustProblem) = (entries, null);
            }
        }
        catch (TrustStoreException problem)
        {
            lock (gate)
            {
                (trusted, trustProblem) = ([], problem);
                watchers.Fail(problem);
            }
        }
        announcementsChanged = true;
        nextAssembly = TimeSpan.Zero;
    }

    private void TakeInterfaces()
    {
        lock (gate)
        {
            checks.TakeInterfaces();
            watchers.Post(Network);
            foreach (var row in table.Rows)
            {
                DeviceChecks.Hasten(row, Elapsed);
            }
        }
    }

    private void Assemble()
    {
        lock (gate)
        {
            announcementsChanged = false;
            lastAssembly = Elapsed;
            var change = table.Update(parts.Source.Instances, trusted);
            foreach (var row in change.Gone.Where(row => row.Published is not null))
            {
                watchers.Post(new DeviceChangeEvent(DeviceChange.Removed, row.Published!.View));
            }
            changed.UnionWith(table.Rows);
            changed.ExceptWith(change.Gone);
            foreach (var row in change.Moved)
            {
                DeviceChecks.Hasten(row, lastAssembly);
            }
            nextAssembly = Elapsed + (AssemblyRest * (Elapsed - lastAssembly));
        }
    }

    private void Report(DeviceRow row, Action action)
    {
        lock (gate)
        {
            action();
            if (ReferenceEquals(table.Find(row.Key), row))
            {
                changed.Add(row);
            }
        }
        loop.Wake();
    }

    private void Publish(DeviceRow row)
    {
        var next = PublishedView.Of(View(row), parts.Time.GetUtcNow());
        if (row.Published is null || row.Published.IsOutdatedBy(next))
        {
            watchers.Post(new DeviceChangeEvent(row.Published is null ? DeviceChange.Added : DeviceChange.Updated, next.View));
            row.Published = next;
        }
    }

    private DeviceView View(DeviceRow row)
    {
        var facts = row.Facts();
        return Make(row, facts, Decide(row, facts), row.ShownRounds > 0 || !row.IsChecked);
    }

    private DeviceView Make(DeviceRow row, DeviceFacts facts, Verdict verdict, bool checking) =>
        DeviceViews.Make(row, facts, verdict, parts.Source.Interfaces, checking, parts.Time.GetUtcNow());

    private Verdict Decide(DeviceRow row, DeviceFacts facts) =>
        VerdictRules.Decide(facts, parts.Settings.VerdictPolicy, row.Trust, parts.Time.GetUtcNow());

    private void ThrowIfTrustIsUnusable()
    {
        if (trustProblem is { } problem)
        {
            throw problem;
        }
    }

    private static ProtocolException UnknownDevice(string key) =>
        new(ErrorCodes.UnknownDevice, "No such device is known now.", ("device", key.Length > DnsName.MaximumLength * 4 ? "" : key));
}
