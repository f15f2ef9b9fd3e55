using System.Net;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;

namespace LocalHttps.Host.Discovery;

/// <summary>Starts the checks of devices and files what they show. Guarded by the directory's lock, which checks that run take to report.</summary>
/// <param name="parts">What the directory is made of.</param>
/// <param name="schedule">When to check again.</param>
/// <param name="report">Runs an action under the directory's lock and shows what it changed of the row.</param>
/// <param name="stop">Abandons all checks.</param>
internal sealed class DeviceChecks(DirectoryParts parts, CheckSchedule schedule, Action<DeviceRow, Action> report, CancellationToken stop)
{
    /// <summary>Attempts for one endpoint of a device nobody trusts at most. A dual-stack device has two to six addresses.</summary>
    public const int MaximumTargets = 6;

    /// <summary>Attempts for one endpoint of a trusted device in one check at most, as many as the mDNS cache holds for a host: anybody can add
    /// addresses to the device's own host name, and the right one must be tried.</summary>
    public const int MaximumTrustedTargets = 16;

    private ConnectRules rules = new([], [], []);
    private long rounds;

    /// <summary>Takes the interfaces as they are now.</summary>
    public void TakeInterfaces()
    {
        // Without knowing its own addresses the host connects nowhere rather than to itself.
        rules = parts.OwnAddresses() is { } own
            ? new ConnectRules(parts.Source.Interfaces, own, parts.Settings.AllowedSubnets)
            : new ConnectRules([], [], []);
    }

    /// <summary>Lets the schedule check a device as soon as it may.</summary>
    public static void Hasten(DeviceRow row, TimeSpan now) => row.NextCheck = row.CanCheck ? CheckSchedule.Soon(row.LastCheck, now) : null;

    /// <summary>Starts the checks that are due.</summary>
    public void StartDue(DeviceTable table, TimeSpan now)
    {
        var strangers = table.Strangers;
        foreach (var row in table.Rows.Where(row => row.CanCheck && !row.IsRoundRunning && row.NextCheck <= now))
        {
            row.IsRoundRunning = true;
            row.LastCheck = now;
            row.NextCheck = schedule.After(now, row.Trust is not null, strangers);
            Run(row, () => row.IsRoundRunning = false);
        }
    }

    /// <summary>When the next check is due; null where none is.</summary>
    public static TimeSpan? NextDue(DeviceTable table) =>
        table.Rows.Where(row => row.CanCheck && !row.IsRoundRunning).Min(row => row.NextCheck);

    /// <summary>Starts a check the person sees running.</summary>
    public CheckRound StartShown(DeviceRow row)
    {
        row.ShownRounds++;
        return Run(row, () => row.ShownRounds--);
    }

    private CheckRound Run(DeviceRow row, Action ended)
    {
        var id = ++rounds;
        row.Rounds = (row.Rounds + 1) % ushort.MaxValue;
        row.LeavesOutAddresses = false;
        var plan = new CheckPlan(row.Device!.Cname!, row.Trust, parts.Settings.VerdictPolicy, parts.Settings.Timeout,
            [.. row.Device.Endpoints.Select(endpoint => new PlannedEndpoint(endpoint, Targets(row, endpoint), row.HasAnswered(endpoint)))]);
        var round = CheckRound.Start(plan, parts.Probe, parts.Time,
            (endpoint, observations) => Take(row, endpoint, id, observations), stop);
        _ = EndAsync(row, round, ended);
        return round;
    }

    private void Take(DeviceRow row, AnnouncedEndpoint endpoint, long round, IReadOnlyList<EndpointObservation> observations)
    {
        report(row, () => row.Observe(endpoint, round, observations));
        // It may be gone without a goodbye: then its records go too, long before they run out (RFC 6762 §10.4).
        if (observations.Count > 0 && observations.All(one => one.Outcome is ObservationOutcome.NoAnswer or ObservationOutcome.Refused))
        {
            parts.Source.Reconfirm(endpoint.Instance);
        }
    }

    private async Task EndAsync(DeviceRow row, CheckRound round, Action ended)
    {
        await Task.WhenAny(round.Finished);
        if (round.Finished.IsFaulted)
        {
            parts.Log($"a check failed: {round.Finished.Exception.InnerException?.GetType().Name}");
        }
        report(row, ended);
    }

    /// <summary>The allowed targets, the best one first: chosen before the rest is cut. Where a trusted device's are too many they take turns.</summary>
    private IReadOnlyList<IPEndPoint> Targets(DeviceRow row, AnnouncedEndpoint endpoint)
    {
        var most = row.Trust is null ? MaximumTargets : MaximumTrustedTargets;
        IReadOnlyList<IPEndPoint> targets = rules.TargetsOf(endpoint);
        if (targets.Count > most && row.Trust is not null)
        {
            row.LeavesOutAddresses = true;
            var from = row.Rounds * (most - 1) % targets.Count;
            targets = [.. targets.Skip(from), .. targets.Take(from)];
        }
        var first = row.BestAddress(endpoint);
        return [.. targets.OrderByDescending(target => target.Address.ToString() == first).Take(most)];
    }
}
