using LocalHttps.Mdns;
using Theirs = ARSoft.Tools.Net.Dns;

namespace LocalHttps.Fuzz;

/// <summary>Compares three readings of one message: our decoder's, the plain reader's, and ARSoft.Tools.Net's.</summary>
internal static class Difference
{
    private const int HeaderLength = 12;
    // Below this, nothing of a message can be left out for what it would cost (DnsMessage).
    private const int Cheap = 1000;

    /// <summary>Why ARSoft.Tools.Net sees the message differently, or that it does not.</summary>
    /// <returns>Null where no known reason holds.</returns>
    public static string? Explain(byte[] bytes)
    {
        if (!DnsMessage.TryDecode(bytes, out var message))
        {
            return bytes.Length < HeaderLength ? "no header" : null;
        }
        var ours = Compared(message).ToList();
        var plain = new PlainReader(bytes).Read();
        var wanted = plain.Records.Select(record => record.Words).OfType<string>().ToList();
        if (!ours.SequenceEqual(wanted, StringComparer.Ordinal))
        {
            return bytes.Length > Cheap && IsPart(ours, wanted) ? "left out for what it would cost" : null;
        }
        var (theirs, refusal) = TheirRecords(bytes);
        var strange = plain.Records.Select(record => record.Strangeness).FirstOrDefault(reason => reason is not null);
        if (theirs is null)
        {
            return plain.IsCut ? "they refuse a message that is cut"
                : plain.HasStrangeQuestion ? "they refuse a message with a broken question"
                : strange is not null ? $"they refuse the whole message for {strange}"
                : plain.Records.Any(record => record.Words is null) ? "they refuse a type or class that is skipped here"
                : refusal?.GetType().Name;
        }
        return ours.SequenceEqual(theirs, StringComparer.Ordinal) ? "the same"
            : !IsPart(ours, theirs) ? null
            : strange is not null ? $"they accept {strange}"
            : plain.IsCut ? "they accept a record that runs out of the message"
            : theirs.Count - ours.Count <= plain.Records.Count(record => record.Words is null) ? "they take a class that is not IN"
            : null;
    }

    /// <summary>The readings, for a person.</summary>
    public static string Describe(byte[] bytes)
    {
        var (theirs, refusal) = TheirRecords(bytes);
        var ours = DnsMessage.TryDecode(bytes, out var message) ? Compared(message) : [];
        var plain = bytes.Length < HeaderLength ? [] : new PlainReader(bytes).Read().Records.Select(record => record.ToString());
        return $"ours:\n  {string.Join("\n  ", ours)}\nplain:\n  {string.Join("\n  ", plain)}\ntheirs: {refusal?.GetType().Name} {refusal?.Message}\n  {string.Join("\n  ", theirs ?? [])}";
    }

    // What does not exist is only told by our own kind, and is not compared.
    private static IEnumerable<string> Compared(DnsMessage message) => message.Records.Where(record => record is not NextSecureRecord).Select(Plain.Of);

    private static bool IsPart(List<string> part, List<string> whole)
    {
        var found = 0;
        foreach (var words in whole)
        {
            found += found < part.Count && part[found] == words ? 1 : 0;
        }
        return found == part.Count;
    }

    private static (List<string>? Records, Exception? Refusal) TheirRecords(byte[] bytes)
    {
        try
        {
            var message = Theirs.DnsMessage.Parse(bytes);
            return ([.. message.AnswerRecords.Concat(message.AuthorityRecords).Concat(message.AdditionalRecords).Select(Plain.Of).OfType<string>()], null);
        }
        catch (Exception problem)
        {
            return (null, problem);
        }
    }
}
