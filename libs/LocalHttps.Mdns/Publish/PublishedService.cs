using System.Text;

namespace LocalHttps.Mdns;

/// <summary>A service of the publisher: its registration, the names it has now and its interfaces.</summary>
internal sealed class PublishedService
{
    // RFC 6762 §8.1: after fifteen conflicts within ten seconds, five seconds before each further attempt.
    private const int ConflictsAllowed = 15;
    private const int FormerKept = 64;
    private static readonly TimeSpan ConflictWindow = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConflictPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FormerWindow = TimeSpan.FromSeconds(10);
    private readonly int[] attempts = [1, 1, 1];
    private readonly Queue<TimeSpan> conflicts = [];
    private readonly Queue<(OwnRecord Record, TimeSpan At)> former = [];
    private bool throttled;
    private PublicationState? toldState;
    private PublicationNames? toldNames;

    public PublishedService(ServiceRegistration registration)
    {
        Registration = registration;
        Choose();
    }

    public ServiceRegistration Registration { get; private set; }

    public PublicationNames Names { get; private set; } = null!;

    public DnsName InstanceName => Names.FullName;

    public DnsName? PublicName { get; private set; }

    /// <summary>By interface index.</summary>
    public SortedDictionary<int, ServiceLink> Links { get; } = [];

    public IEnumerable<NameRole> Roles => PublicName is null ? [NameRole.Instance, NameRole.Host] : [NameRole.Instance, NameRole.Host, NameRole.Alias];

    public PublicationState State =>
        Links.Count == 0 ? PublicationState.Waiting : Links.Values.Any(link => link.IsAnnounced) ? PublicationState.Announced : PublicationState.Probing;

    /// <summary>What others were not told of yet.</summary>
    public List<PublicationEvent> TakeChanges()
    {
        List<PublicationEvent> changes = [];
        if (toldNames is { } before && before != Names)
        {
            changes.Add(new PublicationRenamed(Names, before));
        }
        if (toldState != State)
        {
            changes.Add(new PublicationStateChanged(Names, State));
        }
        (toldNames, toldState) = (Names, State);
        return changes;
    }

    public DnsName? NameOf(NameRole role) => role switch
    {
        NameRole.Instance => InstanceName,
        NameRole.Host => Names.Host,
        _ => Names.Alias,
    };

    /// <summary>Takes another registration; names that stay as registered keep their numbers.</summary>
    public void Change(ServiceRegistration registration)
    {
        if (registration.Name != Registration.Name || registration.ServiceType != Registration.ServiceType)
        {
            attempts[(int)NameRole.Instance] = 1;
        }
        if (HostLabel(registration) != HostLabel(Registration))
        {
            attempts[(int)NameRole.Host] = 1;
        }
        if (registration.PublicName != Registration.PublicName)
        {
            attempts[(int)NameRole.Alias] = 1;
        }
        Registration = registration;
        Choose();
    }

    /// <summary>Takes the next name of a role.</summary>
    public void Rename(NameRole role)
    {
        attempts[(int)role]++;
        Choose();
    }

    /// <summary>Counts a conflict.</summary>
    public void NoteConflict(TimeSpan now)
    {
        conflicts.Enqueue(now);
        while (now - conflicts.Peek() > ConflictWindow)
        {
            conflicts.Dequeue();
        }
        throttled |= conflicts.Count >= ConflictsAllowed;
        while (conflicts.Count > ConflictsAllowed)
        {
            conflicts.Dequeue();
        }
    }

    /// <summary>The names were won: conflicts so far are settled.</summary>
    public void Settle() => throttled = false;

    /// <summary>How long to wait before probing: up to 250 ms, so that machines switched on together do not probe together.</summary>
    public TimeSpan StartDelay(Random random) => throttled ? ConflictPause : TimeSpan.FromMilliseconds(random.Next(0, 251));

    /// <summary>Remembers a record that no longer holds: a reflector may still repeat it.</summary>
    public void Remember(OwnRecord record, TimeSpan now)
    {
        former.Enqueue((record, now));
        while (former.Count > FormerKept)
        {
            former.Dequeue();
        }
    }

    /// <summary>Whether a received record is ours, of any of our interfaces, or was ours a moment ago: no conflict (RFC 6762 §9).</summary>
    public bool Recognises(in ReceivedRecord record, TimeSpan now)
    {
        foreach (var link in Links.Values)
        {
            foreach (var claim in link.Claims)
            {
                foreach (var own in claim.Records)
                {
                    if (NameBytes.Equal(own.Name.Wire, record.Name) && own.Says(record.Type, record.Data))
                    {
                        return true;
                    }
                }
            }
        }
        foreach (var (own, at) in former)
        {
            if (now - at <= FormerWindow && NameBytes.Equal(own.Name.Wire, record.Name) && own.Says(record.Type, record.Data))
            {
                return true;
            }
        }
        return false;
    }

    private static string? HostLabel(ServiceRegistration registration) => registration.HostLabel ?? NameChoice.HostOf(registration.Name);

    private void Choose()
    {
        PublicName = Registration.PublicDomain();
        var alias = PublicName is null ? null : NameChoice.Host(Encoding.ASCII.GetString(PublicName.FirstLabel), attempts[(int)NameRole.Alias]);
        var host = HostLabel(Registration)!;
        if (Registration.HostLabel is null && PublicName is not null && Encoding.ASCII.GetBytes(host).AsSpan().SequenceEqual(PublicName.FirstLabel))
        {
            host = NameChoice.HostOf(host + "-host");
        }
        var instance = NameChoice.Instance(Registration.Name, attempts[(int)NameRole.Instance]);
        Names = new PublicationNames(
            instance,
            RecordSet.InstanceName(Registration, instance),
            LocalName(NameChoice.Host(host, attempts[(int)NameRole.Host])),
            alias is null ? null : LocalName(alias));
    }

    private static DnsName LocalName(string label) => DnsName.Local.Prepend(Encoding.ASCII.GetBytes(label));
}
