using System.Runtime.InteropServices;

namespace LocalHttps.Mdns;

/// <summary>A record under its name, with the service it is of; the claim is null for a pointer.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct IndexEntry(OwnRecord Record, ServiceLink Link, Claim? Claim, bool IsFirstOfClaim)
{
    /// <summary>Whether its name is ours.</summary>
    public bool IsWon => Claim is null ? Link.HasWon : Claim.State == ClaimState.Won;
}

/// <summary>The records of one interface by name. All services of a type have their pointers under one name: those are never searched one by one.</summary>
internal sealed class RecordIndex
{
    // Services that share a host's name all have its records: a message has them looked through only so often that it stays cheap.
    private const int MostLooks = 50_000;
    private static readonly List<IndexEntry> None = [];
    private readonly Dictionary<DnsName, List<IndexEntry>> pointers = new(NameComparer.Instance);
    private readonly Dictionary<DnsName, List<IndexEntry>> claimed = new(NameComparer.Instance);
    private readonly Dictionary<ServiceLink, List<DnsName>> names = [];
    private long most;

    /// <summary>How many records were looked through so far, for messages and for changes: by this the work is counted.</summary>
    public long Looks { get; private set; }

    /// <summary>How many names of the present message were not looked at, because it had too much looked through already.</summary>
    public int Refused { get; private set; }

    /// <summary>Begins a message, with a whole budget.</summary>
    public void Begin() => (most, Refused) = (Looks + MostLooks, 0);

    /// <summary>Takes the records of a service as they are now, instead of those before.</summary>
    public void Put(ServiceLink link)
    {
        Remove(link);
        var own = names[link] = [];
        foreach (var record in link.Shared)
        {
            Add(pointers, new IndexEntry(record, link, null, IsFirstOfClaim: false), own);
        }
        foreach (var claim in link.Claims)
        {
            foreach (var (position, record) in claim.Records.Index())
            {
                Add(claimed, new IndexEntry(record, link, claim, position == 0), own);
            }
        }
    }

    /// <summary>Forgets the records of a service.</summary>
    public void Remove(ServiceLink link)
    {
        if (!names.Remove(link, out var own))
        {
            return;
        }
        foreach (var name in own)
        {
            Remove(pointers, name, link);
            Remove(claimed, name, link);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        pointers.Clear();
        claimed.Clear();
        names.Clear();
    }

    /// <summary>The pointers of a name, given in wire form, to look through; none when the message had too much looked through.</summary>
    public List<IndexEntry> Pointers(ReadOnlySpan<byte> name) => Afford(Find(pointers, name));

    /// <summary>The records of a name that nobody else may have, given in wire form, to look through; none when the message had too much looked through.</summary>
    public List<IndexEntry> Claimed(ReadOnlySpan<byte> name) => Afford(Find(claimed, name));

    /// <summary>Our pointer that says the same as a received one: found by where it leads, which few pointers have in common.</summary>
    public bool TryFindPointer(in ReceivedRecord received, out IndexEntry found)
    {
        found = default;
        if (received.Type != DnsRecordType.Ptr || Find(pointers, received.Name) is null)
        {
            return false;
        }
        var target = received.Data[..^1];
        return (Find(claimed, target) is { } instance && TryFind(instance[0].Link, received, out found))
            || (Find(pointers, target) is { } types && TryFind(types[0].Link, received, out found));
    }

    /// <summary>Whether a service other than this one has the same record.</summary>
    public bool IsSharedBeside(ServiceLink link, OwnRecord record)
    {
        foreach (var entry in Find(record.IsUnique ? claimed : pointers, record.Name.Wire) ?? [])
        {
            Looks++;
            if (entry.Link != link && entry.Record.Equals(record))
            {
                return true;
            }
        }
        return false;
    }

    private bool TryFind(ServiceLink link, in ReceivedRecord received, out IndexEntry found)
    {
        foreach (var own in link.Shared)
        {
            Looks++;
            if (NameBytes.Equal(own.Name.Wire, received.Name) && own.Says(received.Type, received.Data))
            {
                found = new IndexEntry(own, link, null, IsFirstOfClaim: false);
                return true;
            }
        }
        found = default;
        return false;
    }

    private List<IndexEntry> Afford(List<IndexEntry>? entries)
    {
        if (entries is null)
        {
            return None;
        }
        if (Looks + entries.Count > most)
        {
            Refused++;
            return None;
        }
        Looks += entries.Count;
        return entries;
    }

    private static List<IndexEntry>? Find(Dictionary<DnsName, List<IndexEntry>> index, ReadOnlySpan<byte> name) =>
        index.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var entries) ? entries : null;

    private static void Add(Dictionary<DnsName, List<IndexEntry>> index, IndexEntry entry, List<DnsName> own)
    {
        if (!index.TryGetValue(entry.Record.Name, out var entries))
        {
            index.Add(entry.Record.Name, entries = []);
        }
        entries.Add(entry);
        if (!own.Contains(entry.Record.Name))
        {
            own.Add(entry.Record.Name);
        }
    }

    private void Remove(Dictionary<DnsName, List<IndexEntry>> index, DnsName name, ServiceLink link)
    {
        if (!index.TryGetValue(name, out var entries))
        {
            return;
        }
        Looks += entries.Count;
        if (entries.RemoveAll(entry => entry.Link == link) > 0 && entries.Count == 0)
        {
            index.Remove(name);
        }
    }
}
