namespace LocalHttps.Mdns;

/// <summary>Puts questions into as few queries as there can be.</summary>
internal sealed class Questioner(BrowsedType[] types, NameGraph names, Agenda agenda, SortedDictionary<int, InterfaceSchedule> schedules, Random random)
{
    // A repeated question waits this long for a query that is sent anyway.
    private static readonly TimeSpan Company = TimeSpan.FromMilliseconds(150);
    // At once and after 1, 3 and 7 s: radio loses packets, and a device that is there should not be taken for gone.
    private const int DisputeQuestions = 4;
    private static readonly TimeSpan Postponement = TimeSpan.FromSeconds(1);
    private readonly RefreshPlan refreshes = new(names);
    private readonly Outbox outbox = new();

    /// <summary>The queries to send, and nothing is left.</summary>
    public IReadOnlyList<OutgoingQuery> TakeQueries() => outbox.Take();

    /// <summary>Asks what is due of a name.</summary>
    public void AskPending(NameNode node, TimeSpan now)
    {
        foreach (var question in node.Questions)
        {
            if (question.Due > now)
            {
                continue;
            }
            var schedule = schedules.GetValueOrDefault(question.InterfaceIndex);
            if (question.Attempts > 0 && schedule?.Due > now && schedule.Due - now <= Company)
            {
                question.Due = schedule.Due;
                continue;
            }
            // A record that is disputed must have been asked for before it ends, whatever flood is on; there are few of them.
            var isDispute = question is { IsConfirmation: true, MaximumAttempts: > 1 };
            if (!isDispute && schedule?.TryAsk(now) == false)
            {
                question.Due = now + Postponement;
                continue;
            }
            outbox.Add(question.InterfaceIndex, new DnsQuestion(node.Name, question.Type));
            QuestionPlanner.Advance(question, now);
            question.WasSuppressed = false;
        }
        node.Questions.RemoveAll(question => question.IsConfirmation && question.Attempts >= question.MaximumAttempts);
    }

    /// <summary>A record may be asked for again from now on.</summary>
    public void Open(CachedRecord record, TimeSpan now)
    {
        if (schedules.TryGetValue(record.InterfaceIndex, out var schedule))
        {
            schedule.Refreshes.Add(record, now, random);
        }
    }

    /// <summary>Somebody said that a record ends, and may not be who announced it: its device answers within the second that is left (RFC 6762 §10.1, §10.2).</summary>
    public void Confirm(CachedRecord record, TimeSpan now)
    {
        if (!schedules.TryGetValue(record.InterfaceIndex, out var schedule))
        {
            return;
        }
        if (record.Type == DnsRecordType.Ptr)
        {
            schedule.Confirm(now);
        }
        else
        {
            QuestionPlanner.Confirm(record, agenda, schedule.ConfirmationSlot(now));
        }
    }

    /// <summary>Somebody could not use a record: it is asked for four times before it ends (RFC 6762 §10.4).</summary>
    public void ConfirmDisputed(CachedRecord record, TimeSpan now)
    {
        if (schedules.TryGetValue(record.InterfaceIndex, out var schedule))
        {
            QuestionPlanner.Confirm(record, agenda, schedule.ConfirmationSlot(now), DisputeQuestions);
        }
    }

    /// <summary>Asks what is due on an interface. Whatever is sent there takes along what may be asked for again.</summary>
    public void Ask(int network, InterfaceSchedule schedule, TimeSpan now)
    {
        var isSeries = schedule.Due <= now;
        var isConfirmation = schedule.ConfirmationDue <= now;
        var byPointer = false;
        if (isSeries || isConfirmation || schedule.Refreshes.Due <= now || outbox.Holds(network))
        {
            var mayAskTypes = isSeries ? now : schedule.MayAskTypes;
            refreshes.Make(schedule.Refreshes.Take(now, mayAskTypes), isSeries, mayAskTypes <= now, now);
            byPointer = refreshes.ByPointer;
            foreach (var record in refreshes.Taken)
            {
                agenda.Put(record.Owner, record.NextDeadline);
            }
            foreach (var record in refreshes.ByName)
            {
                outbox.Add(network, new DnsQuestion(record.Owner.Name, record.Type));
            }
        }
        if (!isSeries && !isConfirmation && !byPointer)
        {
            return;
        }
        var listed = 0;
        foreach (var type in types)
        {
            var known = refreshes.KnownAnswers(type.Name, network, byPointer, now).ToList();
            outbox.Add(network, new DnsQuestion(type.Name, DnsRecordType.Ptr, isSeries && schedule.WantsUnicast), known);
            listed += known.Count;
        }
        schedule.NoteListed(listed);
        if (isSeries || byPointer)
        {
            schedule.Advance(now);
        }
        else
        {
            schedule.Note(now);
        }
    }
}
