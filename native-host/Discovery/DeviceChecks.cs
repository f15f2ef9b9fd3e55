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

    /// <summary>How long this machine's addresses are taken to be the same. It gets them also on interfaces that are not searched, of which nobody tells.</summary>
    public static readonly TimeSpan KeptRules = TimeSpan.FromSeconds(1);

    private static readonly ConnectRules ToNobody = new([], [], []);

    private ConnectRules? rules;
    private long rulesAt;
    private long rounds;

    /// <summary>Lets the next check look at the interfaces and at this machine's addresses anew.</summary>
    public void ForgetRules() => rules = null;

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
            Run(row, () => row.IsRoundRunning = false);
            // Where this machine's addresses could not be told, nothing was tried.
            row.NextCheck = rules is null ? CheckSchedule.Soon(now, now) : schedule.After(now, row.Trust is not null, strangers);
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

    /// <summary>Where to connect to. Without knowing this machine's addresses: nowhere, rather than to itself, until they can be told again.</summary>
    private ConnectRules Rules()
    {
        if (rules is not null && parts.Time.GetElapsedTime(rulesAt) < KeptRules)
        {
            return rules;
        }
        rulesAt = parts.Time.GetTimestamp();
        rules = parts.OwnAddresses() is { } own ? new ConnectRules(parts.Source.Interfaces, own, parts.Settings.AllowedSubnets) : null;
        return rules ?? ToNobody;
    }

    private CheckRound Run(DeviceRow row, Action ended)
    {
        var id = ++rounds;
        var allowed = Rules();
        row.Rounds = (row.Rounds + 1) % ushort.MaxValue;
        row.LeavesOutAddresses = false;
        var plan = new CheckPlan(row.Device!.Cname!, row.Trust, parts.Settings.VerdictPolicy, parts.Settings.Timeout,
            [.. row.Device.Endpoints.Select(endpoint => new PlannedEndpoint(endpoint, Targets(row, endpoint, allowed), row.HasAnswered(endpoint)))]);
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
        if ((round.Defect ?? round.Finished.Exception?.InnerException) is { } defect)
        {
            parts.Log($"a check failed: {defect.GetType().Name}");
        }
        report(row, ended);
    }

    /// <summary>The allowed targets, the best one first: chosen before the rest is cut. Where a trusted device's are too many they take turns.</summary>
    private static IReadOnlyList<IPEndPoint> Targets(DeviceRow row, AnnouncedEndpoint endpoint, ConnectRules allowed)
    {
        var most = row.Trust is null ? MaximumTargets : MaximumTrustedTargets;
        IReadOnlyList<IPEndPoint> targets = allowed.TargetsOf(endpoint);
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
