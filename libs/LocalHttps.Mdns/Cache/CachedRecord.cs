using System.Net;

namespace LocalHttps.Mdns;

/// <summary>One record as heard on one interface.</summary>
internal sealed class CachedRecord
{
    private static readonly int[] RefreshPercent = [80, 85, 90, 95];
    private IPAddress? address;
    private TxtStrings? text;
    private DnsName? alias;
    private bool isAliasKnown;

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

    /// <summary>How many refresh queries were sent since it was heard last.</summary>
    public int Refreshes { get; set; }

    /// <summary>Whether it ends because a goodbye said so.</summary>
    public bool Goodbye { get; set; }

    /// <summary>When it is to be asked for again (RFC 6762 §5.2: at 80, 85, 90 and 95 % of its life); never for what is ending.</summary>
    public TimeSpan RefreshDue => Refreshes >= RefreshPercent.Length || Expires < Received + TimeToLive
        ? TimeSpan.MaxValue
        : Received + (TimeToLive * RefreshPercent[Refreshes] / 100);

    /// <summary>When it is to be looked at again.</summary>
    public TimeSpan NextDeadline => RefreshDue < Expires ? RefreshDue : Expires;

    /// <summary>What it takes of the cache's byte limit.</summary>
    public required int Cost { get; init; }

    private IPAddress WithScope(IPAddress plain) => plain.IsIPv6LinkLocal ? new IPAddress(Data, InterfaceIndex) : plain;
}
