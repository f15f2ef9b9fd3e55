namespace LocalHttps.Mdns;

/// <summary>Decides what is to be asked for besides the browsed types: the records an instance still misses.</summary>
internal static class QuestionPlanner
{
    // Enough for the records of several answers that arrive together to share one query.
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestGap = TimeSpan.FromHours(1);
    private const int WithoutEnd = int.MaxValue;
    private const int Optional = 3;
    // One query or answer may be lost; who asks a third time, three seconds after the first, has waited for both.
    private const int Patience = 3;

    /// <summary>Adds the questions that are missing, and has their names looked at when they are due.</summary>
    public static void Plan(NameNode instance, Trail trail, Agenda agenda, TimeSpan now)
    {
        var done = 0UL;
        foreach (var pointer in instance.Records)
        {
            // An instance of several types has several PTR records on one interface; one look is enough for the first 64 interfaces.
            var bit = pointer.InterfaceIndex < 64 ? 1UL << pointer.InterfaceIndex : 0;
            if (pointer.Type == DnsRecordType.Ptr && (done & bit) == 0)
            {
                done |= bit;
                Plan(instance, trail, pointer.InterfaceIndex, agenda, now);
            }
        }
    }

    /// <summary>Adds a question that makes sure of a record that somebody ended or disputes, unless it waits to be asked already.</summary>
    /// <param name="record">The record.</param>
    /// <param name="agenda">When names are looked at.</param>
    /// <param name="due">When to ask.</param>
    /// <param name="attempts">How often: once, or several times with growing gaps.</param>
    public static void Confirm(CachedRecord record, Agenda agenda, TimeSpan due, int attempts = 1)
    {
        var node = record.Owner;
        var question = node.Questions.Find(known => known.IsConfirmation && known.Type == record.Type && known.InterfaceIndex == record.InterfaceIndex);
        if (question is null)
        {
            node.Questions.Add(question = new PendingQuestion { Type = record.Type, InterfaceIndex = record.InterfaceIndex, Due = due, MaximumAttempts = attempts, IsConfirmation = true });
        }
        question.Due = due < question.Due ? due : question.Due;
        question.MaximumAttempts = Math.Max(question.MaximumAttempts, attempts);
        agenda.Put(node, question.Due);
    }

    /// <summary>Counts an attempt and sets the next: after 1, 2, 4 … s, never again when it was asked often enough.</summary>
    public static void Advance(PendingQuestion question, TimeSpan now)
    {
        var gap = question.Attempts >= 12 ? LongestGap : TimeSpan.FromSeconds(Math.Min(1 << question.Attempts, LongestGap.TotalSeconds));
        question.Attempts++;
        question.Due = question.Attempts >= question.MaximumAttempts ? TimeSpan.MaxValue : now + gap;
    }

    /// <summary>Whether an answer may well still come: the place or the addresses were asked for once or twice only.</summary>
    public static bool IsYoung(NameNode node) => node.Questions.Exists(question =>
        question.Type is DnsRecordType.Srv or DnsRecordType.A or DnsRecordType.Aaaa && question.Attempts < Patience);

    private static void Plan(NameNode instance, Trail trail, int network, Agenda agenda, TimeSpan now)
    {
        Ask(instance, DnsRecordType.Srv, network, WithoutEnd, agenda, now);
        Ask(instance, DnsRecordType.Txt, network, Optional, agenda, now);
        foreach (var host in trail.Hosts)
        {
            if (!host.Has(DnsRecordType.Cname, network))
            {
                PlanAddresses(host, network, agenda, now);
            }
        }
        foreach (var alias in trail.Aliases)
        {
            Ask(alias, DnsRecordType.Cname, network, Optional, agenda, now);
        }
    }

    private static void PlanAddresses(NameNode host, int network, Agenda agenda, TimeSpan now)
    {
        var v4 = host.Has(DnsRecordType.A, network);
        var v6 = host.Has(DnsRecordType.Aaaa, network);
        Ask(host, DnsRecordType.A, network, v6 ? Optional : WithoutEnd, agenda, now);
        Ask(host, DnsRecordType.Aaaa, network, v4 ? Optional : WithoutEnd, agenda, now);
        // A CNAME may not share its owner name with addresses (RFC 1034 §3.6.2).
        if (v4 || v6)
        {
            host.Questions.RemoveAll(at => at.Type == DnsRecordType.Cname && at.InterfaceIndex == network);
            return;
        }
        Ask(host, DnsRecordType.Cname, network, Optional, agenda, now);
    }

    private static void Ask(NameNode node, DnsRecordType type, int network, int attempts, Agenda agenda, TimeSpan now)
    {
        if (node.Has(type, network))
        {
            return;
        }
        foreach (var known in node.Questions)
        {
            if (known.Type == type && known.InterfaceIndex == network && !known.IsConfirmation)
            {
                // An address of the other family may have gone since: what was given up is asked for again.
                known.Due = known.Due == TimeSpan.MaxValue && known.Attempts < attempts ? now + BatchDelay : known.Due;
                known.MaximumAttempts = attempts;
                agenda.Put(node, known.Due);
                return;
            }
        }
        node.Questions.Add(new PendingQuestion { Type = type, InterfaceIndex = network, Due = now + BatchDelay, MaximumAttempts = attempts });
        agenda.Put(node, now + BatchDelay);
    }
}
