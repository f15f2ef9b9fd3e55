namespace LocalHttps.Mdns;

/// <summary>What the browser sent, received and dropped since it was made.</summary>
public sealed record BrowserStatistics
{
    /// <summary>Queries sent, counted once for each interface.</summary>
    public long QueriesSent { get; internal set; }

    /// <summary>Responses that counted.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Our own queries heard again from an address of ours.</summary>
    public long Own { get; internal set; }

    /// <summary>Our own queries heard again from somebody else: a reflector's copies.</summary>
    public long Reflected { get; internal set; }

    /// <summary>Questions of ours that were not sent because somebody else had just asked them (RFC 6762 §7.3).</summary>
    public long QuestionsSuppressed { get; internal set; }

    /// <summary>Queries of others.</summary>
    public long Queries { get; internal set; }

    /// <summary>Datagrams without a header, or with an opcode or response code that multicast DNS does not know.</summary>
    public long Malformed { get; internal set; }

    /// <summary>Responses not sent from port 5353.</summary>
    public long ForeignPort { get; internal set; }

    /// <summary>Unicast responses from outside the link or not asked for.</summary>
    public long UnwantedUnicast { get; internal set; }

    /// <summary>Responses that came in on an interface that is not browsed on.</summary>
    public long UnknownInterface { get; internal set; }

    /// <summary>Records of accepted responses that belong to nothing browsed for.</summary>
    public long UnrelatedRecords { get; internal set; }

    /// <summary>Records with a broken name or data.</summary>
    public long MalformedRecords { get; internal set; }

    /// <summary>Records, names and instances dropped because their sender said more that is new than it may while the cache was two thirds full: about 600 services at once, then 25 a second.</summary>
    public long OverRate { get; internal set; }

    /// <summary>Records, names and instances dropped because one datagram brought more that is new than it may: about 50 KB of memory.</summary>
    public long OverDatagram { get; internal set; }

    /// <summary>Records dropped because there are enough of their name and type on their interface: 16 addresses, 8 of any other type.</summary>
    public long OverName { get; internal set; }

    /// <summary>Records, names and instances dropped because the cache was full and nobody held more than their sender.</summary>
    public long OverLimit { get; internal set; }

    /// <summary>Records that made way for those of senders that hold less.</summary>
    public long Evicted { get; internal set; }
}
