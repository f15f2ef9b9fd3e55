namespace LocalHttps.Mdns;

/// <summary>Decides what is to be asked for besides the browsed types: the records an instance still misses.</summary>
internal static class QuestionPlanner
{
    // Enough for the records of several answers that arrive together to share one query.
    private static readonly TimeSpan BatchDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestGap = TimeSpan.FromHours(1);
    private const int WithoutEnd = int.MaxValue;
    private const int Optional = 3;

    /// <summary>Adds the questions that are missing.</summary>
    /// <returns>When the first of the questions is due; the end of time when nothing is missing.</returns>
    public static TimeSpan Plan(NameNode instance, Trail trail, TimeSpan now)
    {
        var added = TimeSpan.MaxValue;
        foreach (var network in instance.Of(DnsRecordType.Ptr).Select(record => record.InterfaceIndex).Distinct())
        {
            Ask(instance, DnsRecordType.Srv, network, WithoutEnd);
            Ask(instance, DnsRecordType.Txt, network, Optional);
            foreach (var host in trail.Hosts.Where(host => !host.Has(DnsRecordType.Cname, network)))
            {
                var v4 = host.Has(DnsRecordType.A, network);
                var v6 = host.Has(DnsRecordType.Aaaa, network);
                Ask(host, DnsRecordType.A, network, v6 ? Optional : WithoutEnd);
                Ask(host, DnsRecordType.Aaaa, network, v4 ? Optional : WithoutEnd);
                // A CNAME may not share its owner name with addresses (RFC 1034 §3.6.2).
                if (v4 || v6)
                {
                    host.Questions.RemoveAll(at => at.Type == DnsRecordType.Cname && at.InterfaceIndex == network);
                }
                else
                {
                    Ask(host, DnsRecordType.Cname, network, Optional);
                }
            }
            foreach (var alias in trail.Aliases)
            {
                Ask(alias, DnsRecordType.Cname, network, Optional);
            }
        }
        return added;

        void Ask(NameNode node, DnsRecordType type, int network, int attempts)
        {
            if (node.Has(type, network))
            {
                return;
            }
            if (node.Questions.Find(at => at.Type == type && at.InterfaceIndex == network) is { } known)
            {
                // An address of the other family may have gone since: what was given up is asked for again.
                known.Due = known.Due == TimeSpan.MaxValue && known.Attempts < attempts ? now + BatchDelay : known.Due;
                known.MaximumAttempts = attempts;
                added = known.Due < added ? known.Due : added;
                return;
            }
            node.Questions.Add(new PendingQuestion { Type = type, InterfaceIndex = network, Due = now + BatchDelay, MaximumAttempts = attempts });
            added = now + BatchDelay < added ? now + BatchDelay : added;
        }
    }

    /// <summary>Counts an attempt and sets the next: after 1, 2, 4 … s, never again when it was asked often enough.</summary>
    public static void Advance(PendingQuestion question, TimeSpan now)
    {
        var gap = question.Attempts >= 12 ? LongestGap : TimeSpan.FromSeconds(Math.Min(1 << question.Attempts, LongestGap.TotalSeconds));
        question.Attempts++;
        question.Due = question.Attempts >= question.MaximumAttempts ? TimeSpan.MaxValue : now + gap;
    }
}
