using System.Net;

namespace LocalHttps.Mdns;

/// <summary>One record as heard on one interface.</summary>
internal sealed class CachedRecord
{
    private static readonly int[] RefreshPercent = [80, 85, 90, 95];
    private IPAddress? address;
    private TxtStrings? text;
    private DnsName? alias;
    private DiscoveredAddress? discovered;
    private bool isAliasKnown;

    /// <summary>The name that keeps it.</summary>
    public required NameNode Owner { get; init; }

    public required DnsRecordType Type { get; init; }

    public required int InterfaceIndex { get; init; }

    /// <summary>The target of PTR (here: the service type that points to the instance), SRV and CNAME.</summary>
    public DnsName? Target { get; init; }

    /// <summary>The port of SRV.</summary>
    public ushort Port { get; init; }

    /// <summary>The data of A, AAAA and TXT.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>The address of A and AAAA; a link-local one with its scope.</summary>
    public IPAddress Address => address ??= Type == DnsRecordType.A ? new IPAddress(Data) : WithScope(new IPAddress(Data));

    /// <summary>What A and AAAA tell of an instance: the same object for all instances of the host.</summary>
    public DiscoveredAddress Discovered => discovered ??= new DiscoveredAddress(Address, InterfaceIndex, Owner.Name);

    /// <summary>The strings of TXT.</summary>
    public TxtStrings Text => text ??= TxtData.Split(Data);

    /// <summary>For SRV and TXT: the alias to ask for, when it gives a public name.</summary>
    public DnsName? Alias
    {
        get
        {
            if (!isAliasKnown)
            {
                alias = PublicNames.AliasOf(this);
                isAliasKnown = true;
            }
            return alias;
        }
    }

    /// <summary>When it was heard last.</summary>
    public TimeSpan Received { get; set; }

    public TimeSpan TimeToLive { get; set; }

    public TimeSpan Expires { get; set; }

    /// <summary>The life in seconds as it was said, however long it is believed.</summary>
    public uint SaidSeconds { get; set; }

    /// <summary>How many refresh queries were sent since it was heard last.</summary>
    public int Refreshes { get; set; }

    /// <summary>Whether it waits in a <see cref="RefreshList"/> to be asked for.</summary>
    public bool IsRefreshOpen { get; set; }

    /// <summary>When it was asked for by a question for its type last.</summary>
    public TimeSpan AskedByPointer { get; set; } = TimeSpan.MinValue;

    /// <summary>Whether its responder leaves it out when it is asked for the type, so that it needs a question of its own.</summary>
    public bool NeedsOwnQuestion { get; set; }

    /// <summary>Who brought it; null for nobody in particular.</summary>
    public Source? Source { get; set; }

    /// <summary>Whether it is a pointer to an instance whose location never came.</summary>
    public bool IsUnlocated { get; set; }

    /// <summary>Whether it counts among what its sender may lose.</summary>
    public bool IsHeld { get; set; }

    /// <summary>The next record of the same sender.</summary>
    public CachedRecord? Newer { get; set; }

    /// <summary>The record before of the same sender.</summary>
    public CachedRecord? Older { get; set; }

    /// <summary>Whether it ends because a goodbye said so.</summary>
    public bool Goodbye { get; set; }

    /// <summary>Whether it ends because a client could not use what it says, unless somebody confirms it (RFC 6762 §10.4).</summary>
    public bool IsDisputed { get; set; }

    /// <summary>Whether a goodbye or a cache flush ends it within the second, or a dispute within ten.</summary>
    public bool IsEnding => Expires < Received + TimeToLive;

    /// <summary>From when it may be asked for again (RFC 6762 §5.2: at 80, 85, 90 and 95 % of its life); never for what is ending.</summary>
    public TimeSpan RefreshOpens => IsRefreshOpen || Refreshes >= RefreshPercent.Length || IsEnding
        ? TimeSpan.MaxValue
        : Received + (TimeToLive * RefreshPercent[Refreshes] / 100);

    /// <summary>When it is to be looked at again.</summary>
    public TimeSpan NextDeadline => RefreshOpens < Expires ? RefreshOpens : Expires;

    /// <summary>The seconds left to it as a known answer; 0 where it may not be listed as one: less than half is left (RFC 6762 §7.1), or it is ending.</summary>
    public uint KnownSeconds(TimeSpan now)
    {
        var left = SaidSeconds - (now - Received).TotalSeconds;
        return IsEnding || left < 0 || (uint)left < (SaidSeconds + 1L) / 2 ? 0 : (uint)left;
    }

    /// <summary>What it takes of the cache's byte limit.</summary>
    public required int Cost { get; init; }

    /// <summary>Sets whether its sender may lose it.</summary>
    public void Hold(bool held)
    {
        Source?.HoldingOf(this).Count(held == IsHeld ? 0 : held ? 1 : -1);
        IsHeld = held;
    }

    private IPAddress WithScope(IPAddress plain) => plain.IsIPv6LinkLocal ? new IPAddress(Data, InterfaceIndex) : plain;
}
