namespace LocalHttps.Star.Domain;

/// <summary>What is to be done for an order.</summary>
internal enum WorkKind
{
    /// <summary>Get the first certificate.</summary>
    Issue,

    /// <summary>Get the next certificate of the series.</summary>
    Renew,

    /// <summary>Tell the upstream that the order is cancelled.</summary>
    Cancel,
}

/// <summary>One thing to do, at most one per order; taken by a lease so that one instance does it.</summary>
internal sealed record WorkItem
{
    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>What is to be done.</summary>
    public required WorkKind Kind { get; init; }

    /// <summary>Not before this.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>How often it was tried in vain.</summary>
    public int Attempts { get; init; }

    /// <summary>The instance that does it now.</summary>
    public string? LeaseOwner { get; init; }

    /// <summary>Until when that instance may; after it another takes over.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }
}

/// <summary>One record of the delegated zone.</summary>
/// <param name="Name">The owner: lower-case A-labels without the final dot.</param>
/// <param name="Type">What it is.</param>
/// <param name="Value">An address, or the text of a TXT or CAA record as a zone file writes it.</param>
/// <param name="Ttl">In whole seconds.</param>
/// <param name="DeviceId">The device that it goes away with.</param>
internal sealed record ZoneRecord(string Name, ZoneRecordType Type, string Value, TimeSpan Ttl, string? DeviceId);

/// <summary>The kinds of records that the proxy writes.</summary>
internal enum ZoneRecordType
{
    /// <summary>An IPv4 address.</summary>
    A,

    /// <summary>An IPv6 address.</summary>
    Aaaa,

    /// <summary>A text, such as a dns-01 response.</summary>
    Txt,

    /// <summary>Who may issue (RFC 8659, RFC 8657).</summary>
    Caa,
}
