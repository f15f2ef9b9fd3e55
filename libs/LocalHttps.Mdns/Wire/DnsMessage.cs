using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace LocalHttps.Mdns;

/// <summary>A decoded message: what a responder or a test reads. The browser itself reads datagrams in place.</summary>
/// <param name="Header">The header as received.</param>
/// <param name="Questions">Questions of class IN.</param>
/// <param name="Records">Valid records of the known types and class IN, of all sections in order.</param>
public sealed record DnsMessage(DnsHeader Header, IReadOnlyList<DnsQuestion> Questions, IReadOnlyList<DnsRecord> Records)
{
    // One datagram may cost 64 KB; objects, lists and arrays of a record take up to this much beside the bytes of its names and data.
    private const int AllocationBudget = 48 * 1024;
    private const int AllocationPerItem = 200;

    // A bitmap of 32 bytes names 256 types, four bytes each, in a list that grew by doubling.
    private const int AllocationPerBitmapByte = 64;

    /// <summary>Those of <see cref="Records"/> that stand in the authority section: what a probe proposes (RFC 6762 §8.2).</summary>
    public IReadOnlyList<DnsRecord> Authorities { get; init; } = [];

    /// <summary>Those of <see cref="Records"/> that stand in the additional section.</summary>
    public IReadOnlyList<DnsRecord> Additionals { get; init; } = [];

    /// <summary>Decodes any bytes. Broken records are left out, and all that would make the message cost over 64 KB of memory.</summary>
    /// <returns>False when there is no header.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out DnsMessage? message)
    {
        message = null;
        if (!MessageCursor.TryOpen(datagram, out var cursor))
        {
            return false;
        }
        var budget = AllocationBudget;
        var questions = new List<DnsQuestion>();
        Span<byte> buffer = stackalloc byte[DnsName.MaximumLength];
        while (cursor.TryNextQuestion(out var question))
        {
            if (question.IsInternet && question.TryReadName(buffer, out var name) && Spend(ref budget, name.Length))
            {
                questions.Add(new DnsQuestion(new DnsName(name), question.Type, question.WantsUnicast));
            }
        }
        var records = new List<DnsRecord>();
        int answers = 0, authorities = 0;
        for (var position = 0; cursor.TryNextRecord(out var view); position++)
        {
            if (view.IsInternet && view.HasValidShape() && Convert(view, ref budget) is { } record)
            {
                records.Add(record);
                answers += position < cursor.Header.Answers ? 1 : 0;
                authorities += position >= cursor.Header.Answers && position < cursor.Header.Answers + cursor.Header.Authorities ? 1 : 0;
            }
        }
        message = new DnsMessage(cursor.Header, questions, records)
        {
            Authorities = records.GetRange(answers, authorities),
            Additionals = records.GetRange(answers + authorities, records.Count - answers - authorities),
        };
        return true;
    }

    private static DnsRecord? Convert(RecordView view, ref int budget)
    {
        Span<byte> buffer = stackalloc byte[DnsName.MaximumLength];
        Span<byte> targetBuffer = stackalloc byte[DnsName.MaximumLength];
        scoped ReadOnlySpan<byte> target = default;
        scoped ReadOnlySpan<byte> bitmap = default;
        if (view.Type is not (DnsRecordType.A or DnsRecordType.Aaaa or DnsRecordType.Txt or DnsRecordType.Ptr or DnsRecordType.Srv or DnsRecordType.Cname or DnsRecordType.Nsec)
            || !view.TryReadName(buffer, out var owner)
            || (view.Type is DnsRecordType.Ptr or DnsRecordType.Srv or DnsRecordType.Cname && !view.TryReadTarget(targetBuffer, out target))
            || (view.Type == DnsRecordType.Nsec && !view.TryReadTypes(targetBuffer, out bitmap))
            || !Spend(ref budget, owner.Length + target.Length + (bitmap.Length * AllocationPerBitmapByte) + (view.Type == DnsRecordType.Txt ? TextCost(view.Data) : 0)))
        {
            return null;
        }
        var name = new DnsName(owner);
        return view.Type switch
        {
            DnsRecordType.Ptr => new PointerRecord(name, new DnsName(target), view.TimeToLive),
            DnsRecordType.Srv => new ServiceRecord(name, new DnsName(target), view.ServicePort, view.TimeToLive, view.CacheFlush),
            DnsRecordType.Cname => new CanonicalNameRecord(name, new DnsName(target), view.TimeToLive, view.CacheFlush),
            DnsRecordType.Txt => new TextRecord(name, TxtData.Split(view.Data), view.TimeToLive, view.CacheFlush),
            DnsRecordType.Nsec => new NextSecureRecord(name, TypeBitmap.Decode(bitmap), view.TimeToLive, view.CacheFlush),
            _ => new AddressRecord(name, new IPAddress(view.Data), view.TimeToLive, view.CacheFlush),
        };
    }

    // Each string becomes an array of its own: 32 bytes beside its content, and its place in a growing list.
    private static int TextCost(ReadOnlySpan<byte> data)
    {
        var cost = 0;
        for (var at = 0; at < data.Length; at += data[at] + 1)
        {
            cost += data[at] + 56;
        }
        return cost;
    }

    private static bool Spend(ref int budget, int bytes)
    {
        budget -= bytes + AllocationPerItem;
        return budget >= 0;
    }
}
