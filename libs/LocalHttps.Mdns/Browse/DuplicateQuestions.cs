namespace LocalHttps.Mdns;

/// <summary>Takes the questions of others for our own (RFC 6762 §7.3).</summary>
internal static class DuplicateQuestions
{
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(1);

    /// <summary>Counts what a query of somebody else asks as asked by us, where we were about to and he knows no answer that we do not.</summary>
    /// <returns>How many of our questions need not be sent.</returns>
    public static int Suppress(ReadOnlySpan<byte> query, InterfaceSchedule schedule, BrowsedType[] types, NameGraph names, TimeSpan now)
    {
        // With TC set the rest of what he knows is not here.
        if (!MessageCursor.TryOpen(query, out var cursor) || cursor.Header.Truncated || KnowsMore(query, schedule.Network.Index, names, now))
        {
            return 0;
        }
        Span<byte> buffer = stackalloc byte[DnsName.MaximumLength];
        var (suppressed, matched) = (0, 0UL);
        while (cursor.TryNextQuestion(out var question))
        {
            if (!question.WantsUnicast && question.IsInternet && question.TryReadName(buffer, out var name))
            {
                matched |= question.Type == DnsRecordType.Ptr ? BitOf(name, types) : 0;
                suppressed += names.Find(name) is { } node ? Suppress(node, question.Type, schedule.Network.Index, now) : 0;
            }
        }
        var all = types.Length >= 64 ? ulong.MaxValue : (1UL << types.Length) - 1;
        return suppressed + (matched == all && types.Length <= 64 && schedule.TrySuppress(now) ? 1 : 0);
    }

    private static ulong BitOf(ReadOnlySpan<byte> name, BrowsedType[] types)
    {
        for (var i = 0; i < types.Length && i < 64; i++)
        {
            if (NameBytes.Equal(types[i].Name.Wire, name))
            {
                return 1UL << i;
            }
        }
        return 0;
    }

    private static bool KnowsMore(ReadOnlySpan<byte> query, int network, NameGraph names, TimeSpan now)
    {
        Span<byte> buffer = stackalloc byte[DnsName.MaximumLength];
        if (!MessageCursor.TryOpen(query, out var cursor))
        {
            return true;
        }
        while (cursor.TryNextRecord(out var record))
        {
            if (record.Type != DnsRecordType.Ptr || !record.TryReadTarget(buffer, out var target) || names.Find(target) is not { } node
                || !node.Records.Exists(known => known.Type == DnsRecordType.Ptr && known.InterfaceIndex == network && known.KnownSeconds(now) > 0))
            {
                return true;
            }
        }
        return false;
    }

    private static int Suppress(NameNode node, DnsRecordType type, int network, TimeSpan now)
    {
        var suppressed = 0;
        foreach (var question in node.Questions)
        {
            // Not twice in a row: who means ill can send a query that nobody else receives.
            if (question.Type == type && question.InterfaceIndex == network && !question.IsConfirmation && !question.WasSuppressed
                && question.Due != TimeSpan.MaxValue && question.Due - now <= Near)
            {
                QuestionPlanner.Advance(question, now);
                question.WasSuppressed = true;
                suppressed++;
            }
        }
        return suppressed;
    }
}
