using System.Runtime.InteropServices;

namespace LocalHttps.Mdns;

/// <summary>What a received query wants of us, what its sender knows already and what he proposes to have himself.</summary>
internal sealed class Query
{
    /// <summary>Most questions looked at in one query.</summary>
    public const int MaximumQuestions = 64;

    private readonly List<DnsQuestion> asked = [];

    private Query(DnsHeader header, Dictionary<OwnRecord, (ServiceLink Link, bool Unicast)> wanted)
    {
        Header = header;
        Wanted = wanted;
    }

    public DnsHeader Header { get; }

    /// <summary>Our records that answer it, without the known ones.</summary>
    public Dictionary<OwnRecord, (ServiceLink Link, bool Unicast)> Wanted { get; }

    /// <summary>Our records its sender has, with at least half their life left (RFC 6762 §7.1).</summary>
    public HashSet<OwnRecord> Known { get; } = [];

    /// <summary>The records it proposes for names we claim, by what we have of the name (RFC 6762 §8.2).</summary>
    public Dictionary<List<IndexEntry>, List<(DnsRecordType Type, byte[] Data)>> Proposals { get; } = [];

    /// <summary>The questions we answer, for a legacy response.</summary>
    public List<DnsQuestion> Questions { get; } = [];

    /// <summary>Whether it is a probe.</summary>
    public bool IsProbe => Header.Authorities > 0;

    /// <summary>Whether others may answer too: then we wait a moment (RFC 6762 §6).</summary>
    public bool OthersMayAnswer { get; private set; }

    /// <summary>Questions passed over because there were too many.</summary>
    public int PassedOver { get; private set; }

    /// <summary>Known answers left out.</summary>
    public int Suppressed { get; private set; }

    /// <summary>Reads it; the work is bounded by the datagram's 9,000 bytes and our records.</summary>
    /// <param name="cursor">The message.</param>
    /// <param name="face">Where it was received.</param>
    /// <param name="wanted">Empty; takes what it wants, which may be a thousand records.</param>
    /// <param name="now">Now.</param>
    public static Query Read(MessageCursor cursor, PublishInterface face, Dictionary<OwnRecord, (ServiceLink Link, bool Unicast)> wanted, TimeSpan now)
    {
        face.Index.Begin();
        var query = new Query(cursor.Header, wanted);
        query.ReadQuestions(ref cursor, face);
        query.ReadRecords(ref cursor, face, now);
        query.PassedOver += face.Index.Refused;
        query.Suppressed = query.Known.Count(query.Wanted.Remove);
        return query;
    }

    private void ReadQuestions(ref MessageCursor cursor, PublishInterface face)
    {
        Span<byte> buffer = stackalloc byte[ReceivedRecord.BufferLength];
        for (var count = 0; cursor.TryNextQuestion(out var question); count++)
        {
            if (count >= MaximumQuestions)
            {
                PassedOver++;
                OthersMayAnswer = true;
            }
            else if (question.IsInternet && question.TryReadName(buffer, out var name))
            {
                ReadQuestion(question, face.Index, name);
            }
        }
    }

    private void ReadQuestion(QuestionView question, RecordIndex index, ReadOnlySpan<byte> name)
    {
        // The same question many times over costs no more than once.
        foreach (var known in asked)
        {
            if (known.Type == question.Type && known.WantsUnicast == question.WantsUnicast && NameBytes.Equal(known.Name.Wire, name))
            {
                return;
            }
        }
        var before = Wanted.Count;
        var answered = Want(index.Claimed(name), question);
        answered |= question.Type is DnsRecordType.Ptr or DnsRecordType.Any && Want(index.Pointers(name), question);
        OthersMayAnswer |= !answered;
        asked.Add(new DnsQuestion(new DnsName(name), question.Type, question.WantsUnicast));
        if (Wanted.Count > before)
        {
            Questions.Add(asked[^1]);
        }
    }

    private bool Want(List<IndexEntry> entries, QuestionView question)
    {
        var answered = false;
        foreach (var entry in entries)
        {
            if ((IsProbe ? entry.IsWon : entry.Link.HasWon) && Answers(entry, question.Type))
            {
                answered = true;
                OthersMayAnswer |= !entry.Record.IsUnique;
                ref var wanted = ref CollectionsMarshal.GetValueRefOrAddDefault(Wanted, entry.Record, out _);
                wanted = (entry.Link, question.WantsUnicast || wanted.Unicast);
            }
        }
        return answered;
    }

    private static bool Answers(IndexEntry entry, DnsRecordType type)
    {
        if (type == DnsRecordType.Any)
        {
            return !entry.Record.IsDenial;
        }
        // An alias answers for every type (RFC 1034 §3.6.2); a denial answers for a type the name does not have (RFC 6762 §6.1).
        return entry.Record.Type == type
            || entry.Record.Type == DnsRecordType.Cname
            || (entry.Record.IsDenial && !HasType(entry.Claim!, type));
    }

    private static bool HasType(Claim claim, DnsRecordType type)
    {
        // Asked for each of many services: without an enumerator each.
        for (var i = 0; i < claim.Records.Count; i++)
        {
            if (claim.Records[i].Type == type)
            {
                return true;
            }
        }
        return false;
    }

    private void ReadRecords(ref MessageCursor cursor, PublishInterface face, TimeSpan now)
    {
        Span<byte> names = stackalloc byte[ReceivedRecord.BufferLength];
        Span<byte> data = stackalloc byte[ReceivedRecord.BufferLength];
        for (var position = 0; cursor.TryNextRecord(out var view); position++)
        {
            if (position >= Header.Answers + Header.Authorities)
            {
                return;
            }
            if (!ReceivedRecord.TryRead(view, names, data, out var record))
            {
                continue;
            }
            if (position < Header.Answers && face.Index.TryFindPointer(record, out var pointer))
            {
                Know(pointer, record);
            }
            var entries = face.Index.Claimed(record.Name);
            if (position >= Header.Answers)
            {
                Propose(entries, record, now);
                continue;
            }
            foreach (var entry in entries)
            {
                if (entry.Record.Says(record.Type, record.Data))
                {
                    Know(entry, record);
                }
            }
        }
    }

    private void Know(in IndexEntry entry, in ReceivedRecord record)
    {
        if (record.TimeToLive * 2L >= entry.Record.Record.TimeToLive)
        {
            Known.Add(entry.Record);
        }
    }

    private void Propose(List<IndexEntry> entries, in ReceivedRecord record, TimeSpan now)
    {
        if (entries.Count == 0)
        {
            return;
        }
        if (!Proposals.TryGetValue(entries, out var proposed))
        {
            Proposals.Add(entries, proposed = []);
        }
        proposed.Add((record.Type, record.Data.ToArray()));
        IsForeign = IsForeign || ResponseReader.IsForeign(entries, record, now);
    }

    /// <summary>Whether any proposed record is not ours: what is all ours came back by another interface or a reflector.</summary>
    public bool IsForeign { get; private set; }
}
