using System.Net;
using System.Runtime.InteropServices;

namespace LocalHttps.Mdns;

/// <summary>A record under its name, with the service it is of; the claim is null for a pointer.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct IndexEntry(OwnRecord Record, ServiceLink Link, Claim? Claim, bool IsFirstOfClaim)
{
    /// <summary>Whether its name is ours.</summary>
    public bool IsWon => Claim is null ? Link.HasWon : Claim.State == ClaimState.Won;
}

/// <summary>One interface: what is published on it, what waits to be sent, what was sent when.</summary>
internal sealed class PublishInterface(MdnsInterface network, Random random)
{
    private const int FewestKept = 64;
    private static readonly IReadOnlyList<IndexEntry> None = [];
    private readonly Dictionary<OwnRecord, TimeSpan> sent = [];
    private Dictionary<DnsName, List<IndexEntry>>? index;
    private int pruneAt = FewestKept;

    public MdnsInterface Network { get; set; } = network;

    public List<ServiceLink> Links { get; } = [];

    public AnswerQueue Answers { get; } = new(random);

    public DeferredQueries Deferred { get; } = new(random);

    /// <summary>When there is something to do.</summary>
    public TimeSpan Wake
    {
        get
        {
            var wake = Answers.Wake < Deferred.Wake ? Answers.Wake : Deferred.Wake;
            foreach (var link in Links)
            {
                wake = link.Wake < wake ? link.Wake : wake;
            }
            return wake;
        }
    }

    /// <summary>The records changed.</summary>
    public void Changed() => index = null;

    /// <summary>A service is no longer published here.</summary>
    public void Remove(ServiceLink link)
    {
        Links.Remove(link);
        Answers.Remove(link);
        Deferred.Remove(link);
        ForgetSent(link, link.Known);
        Changed();
    }

    /// <summary>Our records of a name, given in wire form.</summary>
    public IReadOnlyList<IndexEntry> Find(ReadOnlySpan<byte> name)
    {
        index ??= BuildIndex();
        return index.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var entries) ? entries : None;
    }

    /// <summary>When a record was multicast here last.</summary>
    public TimeSpan? LastSent(OwnRecord record) => sent.TryGetValue(record, out var at) ? at : null;

    /// <summary>Takes note that a record was multicast now.</summary>
    public void NoteSent(OwnRecord record, TimeSpan now)
    {
        if (sent.Count >= pruneAt)
        {
            foreach (var old in sent.Where(known => now - known.Value > known.Key.Life).Select(known => known.Key).ToList())
            {
                sent.Remove(old);
            }
            pruneAt = Math.Max(FewestKept, sent.Count * 2);
        }
        sent[record] = now;
        Answers.Remove(record);
    }

    /// <summary>Forgets when records were sent that a service no longer has.</summary>
    public void ForgetSent(ServiceLink link, IEnumerable<OwnRecord> records)
    {
        foreach (var record in records.Where(record => !IsSharedBeside(link, record)))
        {
            sent.Remove(record);
        }
    }

    /// <summary>Whether another service here has the same record.</summary>
    public bool IsSharedBeside(ServiceLink link, OwnRecord record) => Links.Exists(other => other != link && other.Records.Contains(record));

    /// <summary>Whether an address is on this link (RFC 6762 §11).</summary>
    public bool IsOnLink(IPAddress source) => source.IsIPv6LinkLocal || Network.Addresses.Any(at => Contains(at, source));

    private static bool Contains(InterfaceAddress own, IPAddress source) =>
        own.Address.AddressFamily == source.AddressFamily && own.PrefixLength > 0
        && new IPNetwork(BaseOf(own), own.PrefixLength).Contains(source.ScopeFree());

    private static IPAddress BaseOf(InterfaceAddress own)
    {
        var bytes = own.Address.GetAddressBytes();
        for (var bit = own.PrefixLength; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }
        return new IPAddress(bytes);
    }

    private Dictionary<DnsName, List<IndexEntry>> BuildIndex()
    {
        var built = new Dictionary<DnsName, List<IndexEntry>>(NameComparer.Instance);
        foreach (var link in Links)
        {
            foreach (var record in link.Shared)
            {
                Add(new IndexEntry(record, link, null, IsFirstOfClaim: false));
            }
            foreach (var claim in link.Claims)
            {
                foreach (var (position, record) in claim.Records.Index())
                {
                    Add(new IndexEntry(record, link, claim, position == 0));
                }
            }
        }
        return built;

        void Add(IndexEntry entry)
        {
            if (!built.TryGetValue(entry.Record.Name, out var entries))
            {
                built.Add(entry.Record.Name, entries = []);
            }
            entries.Add(entry);
        }
    }
}

/// <summary>Addresses without the interface they are of.</summary>
file static class AddressForm
{
    public static IPAddress ScopeFree(this IPAddress address) => new(address.GetAddressBytes());
}
