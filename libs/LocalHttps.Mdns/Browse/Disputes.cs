namespace LocalHttps.Mdns;

/// <summary>Instances that somebody could not reach: each is made sure of, and what nobody confirms ends (RFC 6762 §10.4).</summary>
internal sealed class Disputes(RecordCache cache, Questioner questioner)
{
    /// <summary>How long a record in doubt may still be confirmed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long an instance is left in peace after it was made sure of.</summary>
    public static readonly TimeSpan Peace = TimeSpan.FromMinutes(1);

    // Anybody can announce what cannot be reached; it must not make us ask without end.
    private const int AtOnce = 64;
    private readonly RateGate gate = new(AtOnce, AtOnce / Patience.TotalSeconds);

    /// <summary>Begins to make sure of an instance.</summary>
    /// <returns>False when it is not known, was made sure of lately, or too many others are.</returns>
    public bool TryBegin(DnsName name, TimeSpan now)
    {
        // What is protected does not wait behind what anybody may announce.
        if (cache.Names.Find(name.Wire) is not { IsInstance: true, State: { Told: not null } state } node
            || now - state.DisputedAt < Peace || !(gate.TryPass(now) || node.IsProtected))
        {
            return false;
        }
        state.DisputedAt = now;
        foreach (var record in node.Records)
        {
            // Whoever confirms the location has the pointer and the text too: asking for those would make every device answer, or tell nothing more.
            if (node.Has(DnsRecordType.Srv, record.InterfaceIndex))
            {
                Dispute(record, record.Type == DnsRecordType.Srv, now);
            }
        }
        foreach (var record in node.Trail.Hosts.SelectMany(host => host.Records))
        {
            if (record.Type is DnsRecordType.A or DnsRecordType.Aaaa)
            {
                Dispute(record, isAsked: true, now);
            }
        }
        return true;
    }

    private void Dispute(CachedRecord record, bool isAsked, TimeSpan now)
    {
        if (cache.Dispute(record, now + Patience) && isAsked)
        {
            questioner.ConfirmDisputed(record, now);
        }
    }
}
