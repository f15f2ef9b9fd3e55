namespace LocalHttps.Mdns;

/// <summary>What the browser sent, received and dropped since it was made.</summary>
public sealed record BrowserStatistics
{
    /// <summary>Queries sent, counted once for each interface.</summary>
    public long QueriesSent { get; internal set; }

    /// <summary>Responses that counted.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Our own queries heard again.</summary>
    public long Own { get; internal set; }

    /// <summary>Queries of others.</summary>
    public long Queries { get; internal set; }

    /// <summary>Datagrams without a header, or with an opcode or response code that multicast DNS does not know.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Responses not sent from port 5353.</summary>
    public long ForeignPort { get; internal set; }

    /// <summary>Unicast responses from outside the link or not asked for.</summary>
    public long UnwantedUnicast { get; internal set; }

    /// <summary>Records of accepted responses that belong to nothing browsed for.</summary>
    public long UnrelatedRecords { get; internal set; }

    /// <summary>Records with a broken name or data.</summary>
    public long MalformedRecords { get; internal set; }

    /// <summary>Records, names and instances dropped because the cache was full.</summary>
    public long OverLimit { get; internal set; }
}
