using System.Collections.Concurrent;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Dns;

/// <summary>The zone's records in memory. Reads need no lock and see a name's records as they were before or after a change.</summary>
internal sealed class ZoneIndex
{
    // RFC 1912 §2.2 has these for zones whose secondaries are told of changes; nobody transfers this one.
    private const int Refresh = 3600;
    private const int Retry = 600;
    private const int Expire = 604800;
    private static readonly DnsRecordBase[] Nothing = [];
    private readonly ConcurrentDictionary<string, DnsRecordBase[]> names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> below = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly ZoneAuthority authority;
    private readonly DomainName apex;
    private long serial;

    /// <summary>Holds the fixed records and those given.</summary>
    /// <param name="authority">What is said of the zone itself.</param>
    /// <param name="records">The store's records.</param>
    /// <param name="serial">The store's serial.</param>
    /// <param name="refused">Told of records whose values cannot be read; they are left out.</param>
    public ZoneIndex(ZoneAuthority authority, IEnumerable<ZoneRecord> records, long serial, Action<ZoneRecord, FormatException>? refused = null)
    {
        this.authority = authority;
        this.serial = serial;
        apex = DomainName.Parse(authority.Apex);
        NameServers = [.. authority.NameServers.Select(host => new NsRecord(apex, (int)authority.Ttl.TotalSeconds, DomainName.Parse(host)))];
        foreach (var group in records.GroupBy(record => record.Name, StringComparer.Ordinal))
        {
            Replace(group.Key, [.. group], refused);
        }
        foreach (var name in authority.Fixed.Select(record => record.Name).Where(name => !names.ContainsKey(name)))
        {
            Replace(name, [], refused);
        }
    }

    /// <summary>The NS records of the apex.</summary>
    public IReadOnlyList<NsRecord> NameServers { get; }

    /// <summary>The store's serial that this corresponds to.</summary>
    public long Serial
    {
        get => Interlocked.Read(ref serial);
        set => Interlocked.Exchange(ref serial, value);
    }

    /// <summary>The SOA record; in a negative answer its TTL is the smaller one (RFC 2308 §3).</summary>
    public SoaRecord StartOfAuthority(bool negative) => new(
        apex,
        (int)(negative && authority.NegativeTtl < authority.Ttl ? authority.NegativeTtl : authority.Ttl).TotalSeconds,
        NameServers[0].NameServer,
        DomainName.Parse($"hostmaster.{authority.Apex}"),
        // Serials wrap (RFC 1982).
        unchecked((uint)Serial),
        Refresh,
        Retry,
        Expire,
        (int)authority.NegativeTtl.TotalSeconds);

    /// <summary>Whether the name has records, or has names below it (an empty non-terminal, RFC 8020).</summary>
    public bool Exists(string name) => name == authority.Apex || names.ContainsKey(name) || below.ContainsKey(name);

    /// <summary>The name's records of all types.</summary>
    public IReadOnlyList<DnsRecordBase> Find(string name) => names.GetValueOrDefault(name, Nothing);

    /// <summary>Makes these the name's records, beside its fixed ones.</summary>
    public void Replace(string name, IReadOnlyList<ZoneRecord> records, Action<ZoneRecord, FormatException>? refused = null)
    {
        if (!authority.Contains(name))
        {
            return;
        }
        var wire = Convert([.. records, .. authority.Fixed.Where(record => record.Name == name)], refused);
        lock (gate)
        {
            var was = names.ContainsKey(name);
            if (wire.Length > 0)
            {
                names[name] = wire;
            }
            else
            {
                _ = names.TryRemove(name, out _);
            }
            if (was != wire.Length > 0)
            {
                CountAncestors(name, was ? -1 : 1);
            }
        }
    }

    private static DnsRecordBase[] Convert(IReadOnlyList<ZoneRecord> records, Action<ZoneRecord, FormatException>? refused)
    {
        var wire = new List<DnsRecordBase>(records.Count);
        // The records of one name and type share one TTL (RFC 2181 §5.2), and none is there twice.
        foreach (var set in records.GroupBy(record => record.Type))
        {
            var ttl = set.Min(record => record.Ttl);
            foreach (var record in set.DistinctBy(record => record.Value, StringComparer.Ordinal))
            {
                try
                {
                    wire.Add(ZoneText.ToWire(record with { Ttl = ttl }));
                }
                catch (FormatException problem)
                {
                    refused?.Invoke(record, problem);
                }
            }
        }
        return [.. wire];
    }

    private void CountAncestors(string name, int step)
    {
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0 && name.Length - dot - 1 > authority.Apex.Length; dot = name.IndexOf('.', dot + 1))
        {
            var ancestor = name[(dot + 1)..];
            var count = below.GetValueOrDefault(ancestor) + step;
            if (count > 0)
            {
                below[ancestor] = count;
            }
            else
            {
                _ = below.TryRemove(ancestor, out _);
            }
        }
    }
}
