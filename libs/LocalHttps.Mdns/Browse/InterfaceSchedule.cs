namespace LocalHttps.Mdns;

/// <summary>When one interface is asked for the browsed types: after 20–120 ms or at once, then 1, 2, 4 … s up to an hour (RFC 6762 §5.2).</summary>
internal sealed class InterfaceSchedule(MdnsInterface network, Random random)
{
    private const int AttemptsLeftForTheAbsent = 5;
    private const int MostQuestions = 1000;
    private const int QuestionsASecond = 200;
    private const int QuestionsAtOnce = 100;
    // Known answers a second, about four packets: the more are listed, the longer until they are listed again for what anybody may have said.
    private const int ListedASecond = 160;
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ConfirmationGap = TimeSpan.FromMilliseconds(250);
    private int attempts;
    private bool isNew;
    private bool isSpent;
    private bool wasSuppressed;
    private double questions = MostQuestions;
    private TimeSpan questionsAt;
    private TimeSpan slot = TimeSpan.MinValue;
    private TimeSpan rest = Shortest;

    /// <summary>The interface as it is now.</summary>
    public MdnsInterface Network { get; set; } = network;

    /// <summary>What may be asked for again, collected until it is worth a query.</summary>
    public RefreshList Refreshes { get; } = new();

    /// <summary>When to ask next.</summary>
    public TimeSpan Due { get; private set; }

    /// <summary>When to ask once, out of turn, because somebody ended an instance; the end of time when nobody did.</summary>
    public TimeSpan ConfirmationDue { get; private set; } = TimeSpan.MaxValue;

    /// <summary>When the types were asked for last.</summary>
    public TimeSpan? Asked { get; private set; }

    /// <summary>When a question that allows unicast answers was sent last.</summary>
    public TimeSpan? AskedForUnicast { get; private set; }

    /// <summary>Whether the next query should allow unicast answers: only the first on a link that is new to us (RFC 6762 §5.4).
    /// No later one, and none that a person asks for, since another program on the port may be given our unicast.</summary>
    public bool WantsUnicast => isNew;

    /// <summary>When the types may be asked for again out of turn: after a second (RFC 6762 §5.2), later where many known answers go with the question.</summary>
    public TimeSpan MayAskTypes => Asked is { } at ? at + rest : TimeSpan.MinValue;

    /// <summary>When the first of all this is due.</summary>
    public TimeSpan NextDue => Earlier(Earlier(Due, ConfirmationDue), Refreshes.Due);

    /// <summary>Begins the series again.</summary>
    /// <param name="now">Now.</param>
    /// <param name="atOnce">Whether to begin without the delay.</param>
    public void Restart(TimeSpan now, bool atOnce)
    {
        attempts = 0;
        isNew = true;
        Due = now + (atOnce ? TimeSpan.Zero : Jitter());
    }

    /// <summary>Begins the series again without waiting, but not within a second of the last query (RFC 6762 §5.2).</summary>
    public void Hurry(TimeSpan now)
    {
        attempts = 0;
        Due = Asked is { } at && at + Shortest > now ? at + Shortest : now;
    }

    /// <summary>Takes note of a query of the series sent now.</summary>
    public void Advance(TimeSpan now)
    {
        AskedForUnicast = WantsUnicast ? now : AskedForUnicast;
        isNew = wasSuppressed = false;
        Next(now);
    }

    /// <summary>Takes note of how many known answers went with a question for the types.</summary>
    public void NoteListed(int answers) => rest = TimeSpan.FromSeconds(Math.Max(1, answers / (double)ListedASecond));

    /// <summary>Takes note of a query out of turn sent now; the series goes on.</summary>
    public void Note(TimeSpan now)
    {
        Asked = now;
        ConfirmationDue = TimeSpan.MaxValue;
    }

    /// <summary>Takes somebody else's equal query for our next one (RFC 6762 §7.3), when ours is near. Never for two in a row, nor for the first:
    /// who means ill can send a query that nobody else receives.</summary>
    public bool TrySuppress(TimeSpan now)
    {
        if (attempts == 0 || wasSuppressed || Asked is not { } last || Due - now > (Due - last) / 2)
        {
            return false;
        }
        wasSuppressed = true;
        Next(now);
        return true;
    }

    /// <summary>Asks for the types once more, soon but once a second at most, and more seldom in a crowd.</summary>
    public void Confirm(TimeSpan now)
    {
        if (ConfirmationDue == TimeSpan.MaxValue)
        {
            var due = now + Jitter();
            ConfirmationDue = MayAskTypes > due ? MayAskTypes : due;
        }
    }

    /// <summary>Asks for the types again in half a minute, then in doubling gaps: something was taken for gone that may only have been away for a moment.</summary>
    public void AskMore(TimeSpan now)
    {
        attempts = Math.Min(attempts, AttemptsLeftForTheAbsent);
        Due = Earlier(Due, now + TimeSpan.FromSeconds(1 << AttemptsLeftForTheAbsent));
    }

    /// <summary>When to make sure of a single record: what several need shares a query, and there are four a second at most.</summary>
    public TimeSpan ConfirmationSlot(TimeSpan now)
    {
        if (slot < now)
        {
            var due = now + Jitter();
            slot = slot != TimeSpan.MinValue && slot + ConfirmationGap > due ? slot + ConfirmationGap : due;
        }
        return slot;
    }

    /// <summary>Whether one more question may be asked now. However many names a flood brings, they are asked for slowly, and many in one query.</summary>
    public bool TryAsk(TimeSpan now)
    {
        questions = Math.Min(MostQuestions, questions + ((now - questionsAt).TotalSeconds * QuestionsASecond));
        questionsAt = now;
        isSpent = questions < 1 || (isSpent && questions < QuestionsAtOnce);
        questions -= isSpent ? 0 : 1;
        return !isSpent;
    }

    private static TimeSpan Earlier(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private TimeSpan Jitter() => TimeSpan.FromMilliseconds(random.Next(20, 120));

    private void Next(TimeSpan now)
    {
        Asked = now;
        ConfirmationDue = TimeSpan.MaxValue;
        Due = now + (attempts >= 12 ? Longest : TimeSpan.FromSeconds(Math.Min(1 << attempts, Longest.TotalSeconds)));
        attempts++;
    }
}
