using System.Net;

namespace LocalHttps.Mdns;

/// <summary>A question of a query.</summary>
/// <param name="Name">The name asked about.</param>
/// <param name="Type">The record type asked for.</param>
/// <param name="WantsUnicast">The QU bit (RFC 6762 §5.4).</param>
public sealed record DnsQuestion(DnsName Name, DnsRecordType Type, bool WantsUnicast = false);

/// <summary>A resource record of class IN.</summary>
/// <param name="Name">The owner.</param>
/// <param name="TimeToLive">Seconds; 0 is a goodbye (RFC 6762 §10.1).</param>
/// <param name="CacheFlush">The cache-flush bit: this replaces what was known (RFC 6762 §10.2).</param>
public abstract record DnsRecord(DnsName Name, uint TimeToLive, bool CacheFlush);

/// <summary>A PTR record.</summary>
public sealed record PointerRecord(DnsName Name, DnsName Target, uint TimeToLive = 4500) : DnsRecord(Name, TimeToLive, CacheFlush: false);

/// <summary>An SRV record (RFC 2782).</summary>
public sealed record ServiceRecord(DnsName Name, DnsName Target, ushort Port, uint TimeToLive = 120, bool CacheFlush = true)
    : DnsRecord(Name, TimeToLive, CacheFlush);

/// <summary>A TXT record (RFC 6763 §6).</summary>
public sealed record TextRecord(DnsName Name, TxtStrings Text, uint TimeToLive = 4500, bool CacheFlush = true) : DnsRecord(Name, TimeToLive, CacheFlush);

/// <summary>An A or AAAA record, by the family of its address.</summary>
public sealed record AddressRecord(DnsName Name, IPAddress Address, uint TimeToLive = 120, bool CacheFlush = true) : DnsRecord(Name, TimeToLive, CacheFlush);

/// <summary>A CNAME record.</summary>
public sealed record CanonicalNameRecord(DnsName Name, DnsName Target, uint TimeToLive = 120, bool CacheFlush = true)
    : DnsRecord(Name, TimeToLive, CacheFlush);

/// <summary>Says which types a name has, and so that it has no others (RFC 6762 §6.1).</summary>
/// <param name="Name">The owner; the record's next name is the same.</param>
/// <param name="Types">The types there are; numbers over 255 are not written.</param>
/// <param name="TimeToLive">Seconds.</param>
/// <param name="CacheFlush">The cache-flush bit.</param>
public sealed record NextSecureRecord(DnsName Name, IReadOnlyList<DnsRecordType> Types, uint TimeToLive = 120, bool CacheFlush = true)
    : DnsRecord(Name, TimeToLive, CacheFlush);
