using System.Buffers;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;

namespace LocalHttps.Star.Dns;

/// <summary>Answers questions from the index (RFC 1034 §4.3.2, without recursion, aliases, wildcards and cuts, of which the zone has none).</summary>
internal static class ZoneAnswers
{
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Answers one question.</summary>
    public static DnsMessage Answer(ZoneAuthority authority, ZoneIndex index, DnsMessage query)
    {
        var reply = query.CreateResponseInstance();
        reply.IsCheckingDisabled = false;
        if (query.Questions is not [var question])
        {
            reply.ReturnCode = ReturnCode.FormatError;
        }
        else if (question.RecordType is RecordType.Axfr or RecordType.Ixfr || question.RecordClass is not (RecordClass.INet or RecordClass.Any) || !IsOurs(authority, question.Name))
        {
            reply.ReturnCode = ReturnCode.Refused;
        }
        else if (question.RecordType is RecordType.Opt or RecordType.TKey or RecordType.TSig)
        {
            reply.ReturnCode = ReturnCode.FormatError;
        }
        else if (IsMeta(question.RecordType))
        {
            reply.ReturnCode = ReturnCode.NotImplemented;
        }
        else
        {
            Fill(reply, authority, index, question);
        }
        return reply;
    }

    private static void Fill(DnsMessage reply, ZoneAuthority authority, ZoneIndex index, DnsQuestion question)
    {
        reply.IsAuthoritiveAnswer = true;
        var name = Key(question.Name);
        if (name is null || !index.Exists(name))
        {
            reply.ReturnCode = ReturnCode.NxDomain;
        }
        else
        {
            reply.AnswerRecords.AddRange(Select(index, name == authority.Apex, index.Find(name), question.RecordType));
        }
        if (reply.AnswerRecords.Count == 0)
        {
            reply.AuthorityRecords.Add(index.StartOfAuthority(negative: true));
        }
    }

    private static IEnumerable<DnsRecordBase> Select(ZoneIndex index, bool isApex, IReadOnlyList<DnsRecordBase> records, RecordType type) => (isApex, type) switch
    {
        (true, RecordType.Soa or RecordType.Any) => [index.StartOfAuthority(negative: false)],
        (true, RecordType.Ns) => index.NameServers,
        (_, RecordType.Any) => OneSet(records),
        _ => records.Where(record => record.RecordType == type),
    };

    // One set of those there are (RFC 8482 §4.1): nobody needs more, and a forged source is sent little.
    private static IEnumerable<DnsRecordBase> OneSet(IReadOnlyList<DnsRecordBase> records) => records.Where(record => record.RecordType == records[0].RecordType);

    // MAILB and MAILA (RFC 1035 §3.2.3), which nobody ever served.
    private static bool IsMeta(RecordType type) => (int)type is 253 or 254;

    private static bool IsOurs(ZoneAuthority authority, DomainName name)
    {
        var apex = authority.Apex.Split('.');
        return name.LabelCount >= apex.Length && name.Labels[^apex.Length..].Zip(apex).All(pair => string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The index's key; null where a label holds what no name of ours holds, such as a dot.</summary>
    private static string? Key(DomainName name)
    {
        var labels = Array.ConvertAll(name.Labels, label => label.ToLowerInvariant());
        return Array.TrueForAll(labels, label => !label.AsSpan().ContainsAnyExcept(NameCharacters)) ? string.Join('.', labels) : null;
    }
}
