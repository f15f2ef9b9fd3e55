using System.Buffers.Binary;
using System.Net.Sockets;

namespace LocalHttps.Mdns;

/// <summary>Builds one query or response with name compression. Sections come in their order: questions, answers, authority, additional.</summary>
public sealed class DnsMessageWriter
{
    /// <summary>Fits an Ethernet frame with IPv6 and UDP headers (RFC 6762 §17).</summary>
    public const int DefaultLimit = 1440;

    private const int MaximumPointer = 0x3FFF;
    private readonly byte[] buffer;
    private readonly Dictionary<DnsName, int> suffixes = new(NameComparer.Instance);
    private readonly ushort flags;
    private readonly ushort id;
    private readonly bool legacy;
    private int length = DnsHeader.Length;
    private ushort questions;
    private ushort answers;
    private ushort authorities;
    private ushort additionals;

    /// <summary>Starts a message.</summary>
    /// <param name="flags">0 for a query, <see cref="DnsHeader.ResponseFlags"/> for a response.</param>
    /// <param name="limit">Most bytes the message may have.</param>
    /// <param name="id">The transaction id; 0 but in a legacy unicast response (RFC 6762 §6.7).</param>
    /// <param name="legacy">For a resolver that knows only unicast DNS: names in SRV data are not compressed (RFC 6762 §18.14).</param>
    public DnsMessageWriter(ushort flags, int limit = DefaultLimit, ushort id = 0, bool legacy = false)
    {
        this.flags = flags;
        this.id = id;
        this.legacy = legacy;
        buffer = new byte[limit];
    }

    /// <summary>Whether it holds neither question nor record.</summary>
    public bool IsEmpty => questions + answers + authorities + additionals == 0;

    /// <summary>Starts a query.</summary>
    public static DnsMessageWriter Query(int limit = DefaultLimit) => new(0, limit);

    /// <summary>Starts a multicast response.</summary>
    public static DnsMessageWriter Response(int limit = DefaultLimit) => new(DnsHeader.ResponseFlags, limit);

    /// <summary>Adds a question.</summary>
    /// <returns>False, and nothing added, when there is no more room.</returns>
    /// <exception cref="InvalidOperationException">A record was added already.</exception>
    public bool TryAdd(DnsQuestion question)
    {
        Require(answers + authorities + additionals == 0);
        return Try(ref questions, () => WriteName(question.Name) && WriteNumber((ushort)question.Type) && WriteNumber((ushort)(question.WantsUnicast ? 0x8001 : 1)));
    }

    /// <summary>Adds a record to the answer section.</summary>
    /// <returns>False, and nothing added, when there is no more room.</returns>
    /// <exception cref="InvalidOperationException">A record of a later section was added already.</exception>
    /// <exception cref="ArgumentException">A TXT string is over 255 bytes (RFC 6763 §6.1); nothing is added, and the message can go on.</exception>
    public bool TryAddAnswer(DnsRecord record)
    {
        Require(authorities + additionals == 0);
        return Try(ref answers, record);
    }

    /// <summary>Adds a record to the authority section: what a probe proposes (RFC 6762 §8.2).</summary>
    /// <returns>False, and nothing added, when there is no more room.</returns>
    /// <exception cref="InvalidOperationException">An additional record was added already.</exception>
    /// <exception cref="ArgumentException">A TXT string is over 255 bytes (RFC 6763 §6.1); nothing is added, and the message can go on.</exception>
    public bool TryAddAuthority(DnsRecord record)
    {
        Require(additionals == 0);
        return Try(ref authorities, record);
    }

    /// <summary>Adds a record to the additional section.</summary>
    /// <returns>False, and nothing added, when there is no more room.</returns>
    /// <exception cref="ArgumentException">A TXT string is over 255 bytes (RFC 6763 §6.1); nothing is added, and the message can go on.</exception>
    public bool TryAddAdditional(DnsRecord record) => Try(ref additionals, record);

    /// <summary>The message so far.</summary>
    public byte[] ToArray()
    {
        new DnsHeader(id, flags, questions, answers, authorities, additionals).Write(buffer);
        return buffer[..length];
    }

    private static void Require(bool inOrder)
    {
        if (!inOrder)
        {
            throw new InvalidOperationException("Questions come before answers, answers before authority and additional records.");
        }
    }

    private bool Try(ref ushort count, DnsRecord record)
    {
        // Before anything is written: what is half written would stay.
        if (record is TextRecord { Text: var text } && !TxtData.CanJoin(text))
        {
            throw new ArgumentException($"A TXT string of {record.Name} is over 255 bytes (RFC 6763 §6.1).", nameof(record));
        }
        return Try(ref count, () => WriteRecord(record));
    }

    private bool Try(ref ushort count, Func<bool> write)
    {
        var start = length;
        if (count < ushort.MaxValue && write())
        {
            count++;
            return true;
        }
        length = start;
        foreach (var dangling in suffixes.Where(at => at.Value >= start).Select(at => at.Key).ToList())
        {
            suffixes.Remove(dangling);
        }
        return false;
    }

    private bool WriteRecord(DnsRecord record)
    {
        var type = record switch
        {
            PointerRecord => DnsRecordType.Ptr,
            ServiceRecord => DnsRecordType.Srv,
            TextRecord => DnsRecordType.Txt,
            CanonicalNameRecord => DnsRecordType.Cname,
            NextSecureRecord => DnsRecordType.Nsec,
            AddressRecord { Address.AddressFamily: AddressFamily.InterNetwork } => DnsRecordType.A,
            _ => DnsRecordType.Aaaa,
        };
        if (!WriteName(record.Name) || !WriteNumber((ushort)type) || !WriteNumber((ushort)(record.CacheFlush ? 0x8001 : 1))
            || !WriteNumber((ushort)(record.TimeToLive >> 16)) || !WriteNumber((ushort)record.TimeToLive) || !WriteNumber(0))
        {
            return false;
        }
        var data = length;
        var written = record switch
        {
            PointerRecord pointer => WriteName(pointer.Target),
            // RFC 6762 §18.14 allows compression in SRV and NSEC data and every mDNS reader must understand it.
            ServiceRecord service => WriteNumber(0) && WriteNumber(0) && WriteNumber(service.Port)
                && (legacy ? WriteBytes([.. service.Target.Wire, 0]) : WriteName(service.Target)),
            TextRecord text => WriteBytes(TxtData.Join(text.Text)),
            CanonicalNameRecord alias => WriteName(alias.Target),
            NextSecureRecord denial => WriteName(denial.Name) && WriteBytes(TypeBitmap.Encode(denial.Types)),
            AddressRecord address => WriteBytes(address.Address.GetAddressBytes()),
            _ => throw new InvalidOperationException($"No wire form is known for {record.GetType().Name}."),
        };
        BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(data - 2), (ushort)(length - data));
        return written;
    }

    private bool WriteName(DnsName name)
    {
        for (var rest = name.Wire; ; rest = rest[(rest[0] + 1)..])
        {
            if (rest.Length == 0)
            {
                return WriteBytes([0]);
            }
            var suffix = new DnsName(rest);
            if (suffixes.TryGetValue(suffix, out var known))
            {
                return WriteNumber((ushort)(0xC000 | known));
            }
            if (length <= MaximumPointer)
            {
                suffixes.Add(suffix, length);
            }
            if (!WriteBytes(rest[..(rest[0] + 1)]))
            {
                return false;
            }
        }
    }

    private bool WriteNumber(ushort number) => WriteBytes([(byte)(number >> 8), (byte)number]);

    private bool WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - length < bytes.Length)
        {
            return false;
        }
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
        return true;
    }
}
