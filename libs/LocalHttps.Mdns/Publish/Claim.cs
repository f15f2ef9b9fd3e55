namespace LocalHttps.Mdns;

/// <summary>Which of a service's names.</summary>
internal enum NameRole
{
    Instance,
    Host,
    Alias,
}

/// <summary>How far the claim to a name is on one interface.</summary>
internal enum ClaimState
{
    /// <summary>Probing, or about to.</summary>
    Probing,

    /// <summary>Lost to a simultaneous probe: waiting a second before probing again (RFC 6762 §8.2).</summary>
    Yielding,

    /// <summary>Nobody objected: the name is ours and defended.</summary>
    Won,
}

/// <summary>One name on one interface: three probes 250 ms apart, and 250 ms more for objections (RFC 6762 §8.1).</summary>
internal sealed class Claim(NameRole role, DnsName name)
{
    public const int Probes = 3;
    public static readonly TimeSpan ProbeGap = TimeSpan.FromMilliseconds(250);
    public static readonly TimeSpan YieldPause = TimeSpan.FromSeconds(1);

    public NameRole Role { get; } = role;

    public DnsName Name { get; } = name;

    /// <summary>The unique records of the name.</summary>
    public IReadOnlyList<OwnRecord> Records { get; set; } = [];

    /// <summary>What of them is proposed when probing (RFC 6762 §8.2).</summary>
    public IEnumerable<(DnsRecordType Type, byte[] Data)> Proposed => Records.Where(record => !record.IsDenial).Select(record => (record.Type, record.Data));

    public ClaimState State { get; private set; }

    /// <summary>When to probe next, or to be content.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>Probes sent in this round.</summary>
    public int Sent { get; private set; }

    public void Restart(TimeSpan due) => (State, Due, Sent) = (ClaimState.Probing, due, 0);

    public void Yield(TimeSpan now) => (State, Due, Sent) = (ClaimState.Yielding, now + YieldPause, 0);

    /// <summary>Does what is due.</summary>
    /// <returns>Whether a probe is to be sent.</returns>
    public bool Advance(TimeSpan now)
    {
        if (State == ClaimState.Won || Due > now)
        {
            return false;
        }
        if (Sent == Probes)
        {
            (State, Due) = (ClaimState.Won, TimeSpan.MaxValue);
            return false;
        }
        (State, Due) = (ClaimState.Probing, now + ProbeGap);
        Sent++;
        return true;
    }
}

/// <summary>Decides between two who probe for one name at the same moment (RFC 6762 §8.2, §8.2.1).</summary>
internal static class TieBreak
{
    /// <summary>Compares all records of a name, each set sorted by type, then by data; the later one wins.</summary>
    /// <returns>Below 0 when <paramref name="ours"/> loses; 0 when they say the same.</returns>
    /// <param name="ours">Our records.</param>
    /// <param name="theirs">The other's, sorted.</param>
    public static int Compare(IEnumerable<(DnsRecordType Type, byte[] Data)> ours, IReadOnlyList<(DnsRecordType Type, byte[] Data)> theirs)
    {
        var (mine, other) = (Sort(ours), theirs);
        for (var i = 0; i < Math.Min(mine.Count, other.Count); i++)
        {
            var order = Order(mine[i], other[i]);
            if (order != 0)
            {
                return order;
            }
        }
        return mine.Count.CompareTo(other.Count);
    }

    /// <summary>Sorts records by type, then by data: all are of class IN, by which the RFC sorts first.</summary>
    public static List<(DnsRecordType Type, byte[] Data)> Sort(IEnumerable<(DnsRecordType Type, byte[] Data)> records)
    {
        var sorted = records.ToList();
        sorted.Sort(Order);
        return sorted;
    }

    private static int Order((DnsRecordType Type, byte[] Data) a, (DnsRecordType Type, byte[] Data) b) =>
        a.Type != b.Type ? a.Type.CompareTo(b.Type) : a.Data.AsSpan().SequenceCompareTo(b.Data);
}
