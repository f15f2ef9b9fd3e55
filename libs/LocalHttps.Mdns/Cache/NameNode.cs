namespace LocalHttps.Mdns;

/// <summary>A name of interest with its records: a browsed type's instance, or a host or alias an instance leads to.</summary>
internal sealed class NameNode(DnsName name, bool isProtected)
{
    public DnsName Name { get; } = name;

    public List<CachedRecord> Records { get; } = [];

    /// <summary>When it is to be looked at; kept by the <see cref="Agenda"/>.</summary>
    public TimeSpan Due { get; set; } = TimeSpan.MaxValue;

    /// <summary>Whether it is an instance that never makes way for others.</summary>
    public bool IsProtected { get; set; } = isProtected;

    /// <summary>Whether it is no longer a name of interest.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>When a record of it was heard last.</summary>
    public TimeSpan LastReceived { get; set; }

    /// <summary>Questions not answered yet.</summary>
    public List<PendingQuestion> Questions { get; } = [];

    /// <summary>Whether it may own SRV and TXT. Set while something points to it.</summary>
    public bool IsInstance { get; set; }

    /// <summary>The instances that lead here; null for none. A node that is no instance lives as long as there are any.</summary>
    public HashSet<NameNode>? Dependents { get; set; }

    /// <summary>Where this instance led when it was last followed.</summary>
    public Trail Trail { get; set; } = Trail.Nowhere;

    /// <summary>Whether its records changed since it was last followed, or there was no room to follow it.</summary>
    public bool IsTrailOld { get; set; }

    /// <summary>Whether the instances that lead here have yet to be told that a record changed.</summary>
    public bool IsSpreadOpen { get; set; }

    /// <summary>The last round in which they were.</summary>
    public int SpreadIn { get; set; } = -1;

    /// <summary>What the browser knows of an instance.</summary>
    public InstanceState? State { get; set; }

    /// <summary>When a record ends or may be asked for, a question is due, or the instance is to be looked at again.</summary>
    public TimeSpan NextDeadline
    {
        get
        {
            var next = State?.Deadline ?? TimeSpan.MaxValue;
            foreach (var record in Records)
            {
                next = record.NextDeadline < next ? record.NextDeadline : next;
            }
            foreach (var question in Questions)
            {
                next = question.Due < next ? question.Due : next;
            }
            return next;
        }
    }

    public bool Has(DnsRecordType type)
    {
        foreach (var record in Records)
        {
            if (record.Type == type)
            {
                return true;
            }
        }
        return false;
    }

    public bool Has(DnsRecordType type, int interfaceIndex)
    {
        foreach (var record in Records)
        {
            if (record.Type == type && record.InterfaceIndex == interfaceIndex)
            {
                return true;
            }
        }
        return false;
    }
}

/// <summary>A question that is repeated with growing gaps until it is answered or not worth asking.</summary>
internal sealed class PendingQuestion
{
    public required DnsRecordType Type { get; init; }

    public required int InterfaceIndex { get; init; }

    /// <summary>When to ask next.</summary>
    public TimeSpan Due { get; set; }

    public int Attempts { get; set; }

    /// <summary>Whether it makes sure of a record that somebody ended or disputes; to be answered by that record alone.</summary>
    public bool IsConfirmation { get; init; }

    /// <summary>Whether somebody else's question stood for it the last time.</summary>
    public bool WasSuppressed { get; set; }

    /// <summary>How often it is asked at most: what need not exist is not asked for ever.</summary>
    public required int MaximumAttempts { get; set; }
}

/// <summary>How far an instance is resolved and what was told of it.</summary>
internal sealed class InstanceState
{
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When its first SRV record came; null without one.</summary>
    public TimeSpan? LocatedAt { get; set; }

    /// <summary>When to look again whether it may be told although it is not complete.</summary>
    public TimeSpan? Deadline { get; set; }

    /// <summary>How a PTR or SRV record of it was lost last.</summary>
    public RemovalReason LastLoss { get; set; } = RemovalReason.Expired;

    /// <summary>When somebody could not reach it last; null when nobody said so.</summary>
    public TimeSpan? DisputedAt { get; set; }

    /// <summary>The snapshot last told; null while nobody was told.</summary>
    public ServiceInstance? Told { get; set; }
}
