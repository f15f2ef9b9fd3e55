namespace LocalHttps.Mdns;

/// <summary>Who keeps a name and who takes another.</summary>
internal sealed class NameKeeper(IReadOnlyList<PublishedService> services, Random random)
{
    /// <summary>Lets those claims wait whose records lose against what a probe proposes at the same moment (RFC 6762 §8.2).</summary>
    /// <returns>How many lost.</returns>
    public static int Yield(Query probe, TimeSpan now)
    {
        var lost = 0;
        foreach (var ((_, claim), theirs) in probe.Proposals)
        {
            var ours = claim.Records.Where(record => !record.IsDenial).Select(record => (record.Type, record.Data));
            if (claim.State == ClaimState.Probing && TieBreak.Compare(ours, theirs) < 0)
            {
                claim.Yield(now);
                lost++;
            }
        }
        return lost;
    }

    /// <summary>Somebody else has a name: what was ours is probed for again (RFC 6762 §9), what was not yet is given up for another (§8.1).</summary>
    /// <returns>Whether the service has another name now.</returns>
    public bool Contradict(ServiceLink link, Claim claim, TimeSpan now)
    {
        var service = link.Service;
        if (!link.Claims.Contains(claim))
        {
            // Renamed already, for what the same message said on another record.
            return false;
        }
        service.NoteConflict(now);
        if (claim.State == ClaimState.Won)
        {
            claim.Restart(now + service.StartDelay(random));
            link.Restart();
            return false;
        }
        service.Rename(claim.Role);
        AvoidOwn(service);
        return true;
    }

    /// <summary>Passes over names that other services here have.</summary>
    public void AvoidOwn(PublishedService service)
    {
        foreach (var role in service.Roles)
        {
            while (services.Any(other => IsTaken(service, role, other)))
            {
                service.Rename(role);
            }
        }
    }

    private static bool IsTaken(PublishedService service, NameRole role, PublishedService other) => other.Roles.Any(theirs =>
        other.NameOf(theirs)!.Equals(service.NameOf(role)) && (other == service ? theirs != role : theirs != role || !MaySay(service, role, other)));

    // Two services of one host say the same of it, two with one public name as well.
    private static bool MaySay(PublishedService service, NameRole role, PublishedService other) => role switch
    {
        NameRole.Host => (service.Registration.Addresses ?? []).SequenceEqual(other.Registration.Addresses ?? []),
        NameRole.Alias => service.PublicName!.Equals(other.PublicName),
        _ => false,
    };
}
