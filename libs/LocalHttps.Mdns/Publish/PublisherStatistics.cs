namespace LocalHttps.Mdns;

/// <summary>What a publisher received, answered and passed over since its start.</summary>
public sealed record PublisherStatistics
{
    /// <summary>Queries looked at.</summary>
    public long Queries { get; internal set; }

    /// <summary>Queries passed over because more than a thousand came in a second, and more than four of this asker; of legacy askers, because of the four.</summary>
    public long OverRate { get; internal set; }

    /// <summary>Questions passed over because one query had more than 64, and what else in it would have cost too much.</summary>
    public long OverLimit { get; internal set; }

    /// <summary>Datagrams without a header, or not of opcode and response code 0 (RFC 6762 §18.3, §18.11).</summary>
    public long Malformed { get; internal set; }

    /// <summary>Datagrams sent by unicast, or to be answered so, from outside the link (RFC 6762 §5.5, §11).</summary>
    public long OffLink { get; internal set; }

    /// <summary>Own datagrams that came back.</summary>
    public long Own { get; internal set; }

    /// <summary>Answers left out because the asker knew them (RFC 6762 §7.1).</summary>
    public long KnownAnswers { get; internal set; }

    /// <summary>Answers left out because another responder gave the same (RFC 6762 §7.4).</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Truncated queries answered at once because too many others were waited for.</summary>
    public long DeferralsRefused { get; internal set; }

    /// <summary>Names found in use by somebody else.</summary>
    public long Conflicts { get; internal set; }

    /// <summary>Simultaneous probes of somebody else that won (RFC 6762 §8.2).</summary>
    public long LostTieBreaks { get; internal set; }

    /// <summary>Messages sent.</summary>
    public long Sent { get; internal set; }
}
