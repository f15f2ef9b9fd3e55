namespace LocalHttps.Mdns;

/// <summary>One service on one interface.</summary>
internal sealed class ServiceLink(PublishedService service, MdnsInterface network)
{
    // "At least two" (RFC 6762 §8.3), a second apart.
    private const int Announcements = 2;
    private static readonly TimeSpan AnnouncementGap = TimeSpan.FromSeconds(1);
    private int announcementsLeft = Announcements;
    private TimeSpan announcementDue;
    private bool announced;

    public PublishedService Service { get; } = service;

    public MdnsInterface Network { get; set; } = network;

    public List<Claim> Claims { get; } = [];

    /// <summary>The pointers.</summary>
    public IReadOnlyList<OwnRecord> Shared { get; set; } = [];

    /// <summary>What was announced and would be remembered by others: to be taken back when it no longer holds.</summary>
    public HashSet<OwnRecord> Known { get; } = [];

    /// <summary>Whether nobody objected to any of the names.</summary>
    public bool HasWon
    {
        get
        {
            foreach (var claim in Claims)
            {
                if (claim.State != ClaimState.Won)
                {
                    return false;
                }
            }
            return true;
        }
    }

    /// <summary>Whether it was announced with the names it has.</summary>
    public bool IsAnnounced => announced && HasWon;

    /// <summary>All records but those that say what does not exist.</summary>
    public IEnumerable<OwnRecord> Records => Shared.Concat(Claims.SelectMany(claim => claim.Records)).Where(record => !record.IsDenial);

    /// <summary>When there is something to do.</summary>
    public TimeSpan Wake
    {
        get
        {
            var wake = HasWon && announcementsLeft > 0 ? announcementDue : TimeSpan.MaxValue;
            foreach (var claim in Claims)
            {
                wake = claim.Due < wake ? claim.Due : wake;
            }
            return wake;
        }
    }

    /// <summary>Announces the whole set anew, but not within a second of the last time.</summary>
    public void Reannounce() => announcementsLeft = Announcements;

    /// <summary>Silent until the names are won again.</summary>
    public void Restart()
    {
        announcementsLeft = Announcements;
        announced = false;
    }

    /// <summary>Whether the set is to be announced now; counts it.</summary>
    public bool TakeAnnouncement(TimeSpan now)
    {
        if (!HasWon || announcementsLeft == 0 || announcementDue > now)
        {
            return false;
        }
        announcementsLeft--;
        announcementDue = now + AnnouncementGap;
        return announced = true;
    }

    /// <summary>Probes for all names again.</summary>
    public void RestartAll(TimeSpan due)
    {
        Claims.ForEach(claim => claim.Restart(due));
        Restart();
    }

    /// <summary>Makes the records anew. A name that is another one now, and the instance when its host is, are probed for; else changes are announced.</summary>
    /// <returns>What was announced, no longer holds and is not replaced by what will be announced.</returns>
    public List<OwnRecord> Rebuild(PublisherOptions options, TimeSpan now, TimeSpan delay, bool conflict)
    {
        var before = Records.ToHashSet();
        var hostChanged = Find(NameRole.Host) is { } host && !host.Name.Equals(Service.Names.Host);
        var old = Claims.ToList();
        Claims.Clear();
        foreach (var role in Service.Roles)
        {
            var name = Service.NameOf(role)!;
            var claim = old.Find(at => at.Role == role && at.Name.Equals(name)) ?? new Claim(role, name);
            claim.Records = RecordSet.Unique(Service, role, Network, options);
            if (!old.Contains(claim) || (role == NameRole.Instance && hostChanged))
            {
                claim.Restart(now + delay);
                Restart();
            }
            Claims.Add(claim);
        }
        Shared = RecordSet.Shared(Service, options);
        var after = Records.ToHashSet();
        if (!after.SetEquals(before))
        {
            Reannounce();
        }
        // What was given up to another is not ours any more when he says it.
        foreach (var record in before.Where(record => !conflict && record.IsUnique && !after.Contains(record)))
        {
            Service.Remember(record, now);
        }
        var gone = Known.Where(record => !after.Contains(record)).ToList();
        Known.ExceptWith(gone);
        return [.. gone.Where(record => !record.IsUnique || !after.Any(at => at.Type == record.Type && at.Name.Equals(record.Name)))];
    }

    /// <summary>The claim to one of the names.</summary>
    public Claim? Find(NameRole role) => Claims.Find(claim => claim.Role == role);

    /// <summary>Records that whoever gets this one will need (RFC 6763 §12, RFC 6762 §6.2).</summary>
    public IEnumerable<OwnRecord> AdditionalsOf(OwnRecord record) => record.Type switch
    {
        DnsRecordType.Ptr when !record.Name.Equals(RecordSet.Enumeration) => Of(NameRole.Instance).Where(at => !at.IsDenial).Concat(OfHost()),
        DnsRecordType.Srv or DnsRecordType.A or DnsRecordType.Aaaa => OfHost(),
        _ => [],
    };

    private IReadOnlyList<OwnRecord> Of(NameRole role) => Find(role)?.Records ?? [];

    // Both families, or that one of them does not exist.
    private IEnumerable<OwnRecord> OfHost()
    {
        var records = Of(NameRole.Host);
        var both = records.Any(at => at.Type == DnsRecordType.A) && records.Any(at => at.Type == DnsRecordType.Aaaa);
        return records.Where(at => !both || !at.IsDenial);
    }
}
