using System.Runtime.CompilerServices;
using LocalHttps.Host.Protocol;

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
    private readonly PublishedList list;
    private readonly TrustedList trusted;
    private readonly DeviceChecks checks;
    private readonly CheckRequests requests;
    private readonly WatcherList watchers;
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long origin;
    private TaskCompletionSource stepped = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        list = new PublishedList(parts, watchers);
        trusted = new TrustedList(parts.Trust, gate);
        requests = new CheckRequests(gate, list, trusted, checks, Assemble, parts.Time);
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
            return [.. list.Table.Rows.OrderBy(row => row.Key, StringComparer.Ordinal).Select(list.View)];
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
            trusted.ThrowIfUnusable();
            foreach (var row in list.Table.Rows)
            {
                list.Publish(row);
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
        return await requests.VerifyAsync(key, cancellationToken);
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
            while (!IsChecked(out var next))
            {
                await next.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <inheritdoc/>
    public void TakeTrust()
    {
        ReadTrust();
        lock (gate)
        {
            if (running is null)
            {
                return;
            }
        }
        Assemble();
        lock (gate)
        {
            list.PublishChanged();
        }
        loop.Wake();
    }

    /// <inheritdoc/>
    public void Rescan()
    {
        parts.Source.Rescan();
        requests.CheckAll();
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
            loop.FollowAsync(parts.Source.WatchAsync, () => announcementsChanged = true, stop.Token),
            loop.FollowAsync(parts.Source.WatchInterfacesAsync, () => interfacesChanged = true, stop.Token));
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

    private bool IsChecked(out Task nextStep)
    {
        lock (gate)
        {
            nextStep = stepped.Task;
            return list.Table.Rows.All(row => row.IsSettled);
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
                checks.StartDue(list.Table, Elapsed);
            }
            list.PublishChanged();
            started.TrySetResult();
            stepped.TrySetResult();
            stepped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return NextDue() - Elapsed;
        }
    }

    private TimeSpan? NextDue()
    {
        TimeSpan?[] due =
        [
            announcementsChanged ? nextAssembly : null,
            IsActive ? lastAssembly + Heartbeat : null,
            IsActive ? DeviceChecks.NextDue(list.Table) : null,
        ];
        return due.Min();
    }

    private void ReadTrust()
    {
        trustChanged = false;
        if (trusted.Read() is { } problem)
        {
            lock (gate)
            {
                watchers.Fail(problem);
            }
        }
        lock (gate)
        {
            parts.Source.Expect(trusted.Entries.Select(entry => entry.Cname).ToHashSet(StringComparer.Ordinal));
        }
        announcementsChanged = true;
        nextAssembly = TimeSpan.Zero;
    }

    private void TakeInterfaces()
    {
        lock (gate)
        {
            checks.ForgetRules();
            watchers.Post(Network);
            foreach (var row in list.Table.Rows)
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
            foreach (var row in list.Update(trusted.Entries))
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
            list.MarkChanged(row);
            if (row.WantsOthers)
            {
                announcementsChanged = true;
            }
        }
        loop.Wake();
    }
}
