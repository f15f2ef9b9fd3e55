using LocalHttps.Host.Protocol;
using LocalHttps.Identity;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Discovery;

/// <summary>The rows with their verdicts, and what of them watchers were told. Guarded by the directory's lock.</summary>
internal sealed class PublishedList(DirectoryParts parts, WatcherList watchers)
{
    private readonly HashSet<DeviceRow> changed = [];
    private HashSet<DnsName> protectedNames = [];

    /// <summary>The rows.</summary>
    public DeviceTable Table { get; } = new();

    /// <summary>The row of a key.</summary>
    /// <exception cref="ProtocolException"><see cref="ErrorCodes.UnknownDevice"/>.</exception>
    public DeviceRow Require(string key) => Table.Find(key) ?? throw new ProtocolException(
        ErrorCodes.UnknownDevice, "No such device is known now.", ("device", key.Length > DnsName.MaximumLength * 4 ? "" : key));

    /// <summary>Takes what is announced and trusted now; watchers are told at once of what is gone, of the rest by <see cref="PublishChanged"/>.</summary>
    /// <returns>The rows whose announcement says something new.</returns>
    public IReadOnlyList<DeviceRow> Update(IReadOnlyList<TrustEntry> trusted)
    {
        var change = Table.Update(parts.Source.Instances, trusted);
        Protect();
        foreach (var row in change.Gone.Where(row => row.Published is not null))
        {
            watchers.Post(new DeviceChangeEvent(DeviceChange.Removed, row.Published!.View));
        }
        changed.UnionWith(Table.Rows);
        changed.ExceptWith(change.Gone);
        return change.Moved;
    }

    /// <summary>Remembers that a row may look different now, unless it is gone.</summary>
    public void MarkChanged(DeviceRow row)
    {
        if (ReferenceEquals(Table.Find(row.Key), row))
        {
            changed.Add(row);
        }
    }

    /// <summary>Tells watchers of the rows that look different.</summary>
    public void PublishChanged()
    {
        foreach (var row in changed)
        {
            Publish(row);
        }
        changed.Clear();
    }

    /// <summary>Tells watchers of a row if it looks different.</summary>
    public void Publish(DeviceRow row)
    {
        var next = PublishedView.Of(View(row), parts.Time.GetUtcNow());
        if (row.Published is null || row.Published.IsOutdatedBy(next))
        {
            watchers.Post(new DeviceChangeEvent(row.Published is null ? DeviceChange.Added : DeviceChange.Updated, next.View));
            row.Published = next;
        }
    }

    /// <summary>A row as it looks now.</summary>
    public DeviceView View(DeviceRow row)
    {
        var facts = row.Facts();
        return Make(row, facts, Decide(row, facts), row.ShownRounds > 0 || !row.IsChecked);
    }

    /// <summary>A row judged by the observations of one check alone.</summary>
    public CheckedDevice Judge(DeviceRow row, IReadOnlyList<EndpointObservation> observations)
    {
        var tried = observations.Select(one => EndpointKey.Of(one.Endpoint)).ToHashSet();
        var facts = row.Facts();
        facts = facts with
        {
            Observations = observations,
            IsPartial = facts.IsPartial || facts.Device?.Endpoints.All(endpoint => tried.Contains(EndpointKey.Of(endpoint))) == false,
        };
        var verdict = Decide(row, facts);
        return new CheckedDevice(Make(row, facts, verdict, checking: false), facts, verdict);
    }

    // An announcement is no proof, so a trusted device has few endpoints, and those of devices that proved themselves come first.
    private void Protect()
    {
        var names = Table.Rows.Where(row => row is { Trust: not null, Device: not null })
            .OrderByDescending(row => row.IsProved)
            .SelectMany(row => row.Device!.Endpoints)
            .Select(endpoint => endpoint.Instance)
            .Distinct()
            .Take(ServiceBrowser.MaximumProtected)
            .ToHashSet();
        if (!names.SetEquals(protectedNames))
        {
            protectedNames = names;
            parts.Source.Protect(names);
        }
    }

    private DeviceView Make(DeviceRow row, DeviceFacts facts, Verdict verdict, bool checking) =>
        DeviceViews.Make(row, facts, verdict, parts.Source.Interfaces, checking, parts.Time.GetUtcNow());

    private Verdict Decide(DeviceRow row, DeviceFacts facts) =>
        VerdictRules.Decide(facts, parts.Settings.VerdictPolicy, row.Trust, parts.Time.GetUtcNow());
}
