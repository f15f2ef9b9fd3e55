namespace LocalHttps.Mdns;

/// <summary>How much the cache may hold. What does not fit is dropped and counted.</summary>
internal sealed record CacheLimits
{
    /// <summary>Instances.</summary>
    public int Instances { get; init; } = 4096;

    /// <summary>Instances among them whose location (SRV) never came: a flood of names is cheap to send, and a device tells its location soon.</summary>
    public int Unlocated { get; init; } = 2048;

    /// <summary>Records of all kinds.</summary>
    public int Records { get; init; } = 16384;

    /// <summary>A and AAAA records of one host on one interface.</summary>
    public int AddressesPerHost { get; init; } = 16;

    /// <summary>Records of any other one type of one owner on one interface; several mean that announcements contradict each other.</summary>
    public int RecordsPerType { get; init; } = 8;

    /// <summary>Bytes of memory, roughly, of names and records.</summary>
    public int Bytes { get; init; } = 12 << 20;

    /// <summary>Bytes of memory, roughly, that what is new in one datagram may take; the rest of it is heard when it is said again.</summary>
    public int BytesPerDatagram { get; init; } = 55_000;

    /// <summary>Bytes of memory, roughly, of names and records up to which a sender may say as much that is new as it likes: about 2,000 services,
    /// for a reflector or a sleep proxy speaks for many devices.</summary>
    public int FreeBytes { get; init; } = 8 << 20;

    /// <summary>Bytes of memory, roughly, that what is new from one sender may take at once beyond that: about 600 services.</summary>
    public int SourceBurst { get; init; } = 2_500_000;

    /// <summary>Bytes a second by which a sender regains that right: about 25 services.</summary>
    public int SourceRate { get; init; } = 100_000;

    /// <summary>Senders that are told apart; more of them share 64 places.</summary>
    public int Sources { get; init; } = 1024;

    /// <summary>Longest time a record is believed without being heard again: what RFC 6762 §10 recommends for records not about a host.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromMinutes(75);
}
