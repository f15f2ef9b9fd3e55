namespace LocalHttps.Mdns;

/// <summary>Who keeps a name and who takes another.</summary>
internal sealed class NameKeeper(Random random)
{
    private readonly Dictionary<DnsName, List<(PublishedService Service, NameRole Role)>> taken = new(NameComparer.Instance);
    private readonly Dictionary<PublishedService, List<DnsName>> entered = [];

    /// <summary>Lets those claims wait whose records lose against what a probe proposes at the same moment (RFC 6762 §8.2).</summary>
    /// <returns>How many lost.</returns>
    public static int Yield(Query probe, TimeSpan now)
    {
        var lost = 0;
        foreach (var (entries, proposed) in probe.Proposals)
        {
            var theirs = TieBreak.Sort(proposed);
            foreach (var entry in entries)
            {
                if (entry is { IsFirstOfClaim: true, Claim: { State: ClaimState.Probing } claim } && TieBreak.Compare(claim.Proposed, theirs) < 0)
                {
                    claim.Yield(now);
                    lost++;
                }
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

    /// <summary>Passes over names that other services here have, and takes those that are left.</summary>
    public void AvoidOwn(PublishedService service)
    {
        Leave(service);
        foreach (var role in service.Roles)
        {
            while (IsTaken(service, role))
            {
                service.Rename(role);
            }
        }
        var own = entered[service] = [];
        foreach (var role in service.Roles)
        {
            var name = service.NameOf(role)!;
            if (!taken.TryGetValue(name, out var holders))
            {
                taken.Add(name, holders = []);
            }
            holders.Add((service, role));
            own.Add(name);
        }
    }

    /// <summary>Others may have the names of a service that is no more.</summary>
    public void Leave(PublishedService service)
    {
        if (!entered.Remove(service, out var own))
        {
            return;
        }
        foreach (var name in own)
        {
            var holders = taken[name];
            holders.RemoveAll(holder => holder.Service == service);
            if (holders.Count == 0)
            {
                taken.Remove(name);
            }
        }
    }

    // Who shares a name may all say the same of it: one of them stands for all.
    private bool IsTaken(PublishedService service, NameRole role)
    {
        var name = service.NameOf(role)!;
        return service.Roles.Any(other => other != role && service.NameOf(other)!.Equals(name))
            || (taken.TryGetValue(name, out var holders) && (holders[0].Role != role || !MaySay(service, role, holders[0].Service)));
    }

    // Two services of one host say the same of it, two with one public name as well.
    private static bool MaySay(PublishedService service, NameRole role, PublishedService other) => role switch
    {
        NameRole.Host => (service.Registration.Addresses ?? []).SequenceEqual(other.Registration.Addresses ?? []),
        NameRole.Alias => service.PublicName!.Equals(other.PublicName),
        _ => false,
    };
}
