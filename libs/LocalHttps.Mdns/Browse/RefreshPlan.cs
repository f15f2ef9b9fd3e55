namespace LocalHttps.Mdns;

/// <summary>Decides how records are asked for again. A question for their type, with those devices left out of the known answers, brings them all:
/// responders add the rest to a PTR answer (RFC 6763 §12.1). Where that would take more packets, or where it failed, each is asked for by name.</summary>
internal sealed class RefreshPlan(NameGraph names)
{
    // What fits into a packet of 1440 bytes, roughly, for names of usual length.
    private const int QuestionsInPacket = 60;
    private const int AnswersInPacket = 40;
    private readonly List<CachedRecord> byName = [];
    private readonly List<CachedRecord> byPointer = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<CachedRecord> Taken { get; private set; } = [];

    /// <summary>Those to be asked for by name.</summary>
    public IReadOnlyList<CachedRecord> ByName => byName;

    /// <summary>Whether the types are to be asked for, leaving out who has something to renew.</summary>
    public bool ByPointer => byPointer.Count > 0;

    /// <summary>Divides the records.</summary>
    /// <param name="records">What is to be asked for on one interface.</param>
    /// <param name="isTypeAsked">Whether the types are asked for now anyway.</param>
    /// <param name="mayAskType">Whether they may be asked for now; where not, there are no pointers among the records.</param>
    /// <param name="now">Now.</param>
    public void Make(IReadOnlyList<CachedRecord> records, bool isTypeAsked, bool mayAskType, TimeSpan now)
    {
        Taken = records;
        byName.Clear();
        byPointer.Clear();
        foreach (var record in records)
        {
            record.NeedsOwnQuestion |= record.Refreshes > 0 && PointerOf(record)?.Received > record.AskedByPointer && record.AskedByPointer >= record.Received;
            var own = record.Type != DnsRecordType.Ptr && (record.Refreshes > 0 || record.NeedsOwnQuestion || PointerOf(record) is null);
            (own ? byName : byPointer).Add(record);
        }
        if (ByPointer && !isTypeAsked && byPointer.TrueForAll(record => record.Type != DnsRecordType.Ptr) && (!mayAskType || IsDearer(now)))
        {
            byName.AddRange(byPointer);
            byPointer.Clear();
        }
        foreach (var record in records)
        {
            record.Refreshes++;
            record.IsRefreshOpen = false;
        }
        byPointer.ForEach(record => record.AskedByPointer = now);
    }

    /// <summary>The answers known on an interface for a type (RFC 6762 §7.1).</summary>
    /// <param name="type">The type.</param>
    /// <param name="network">The interface.</param>
    /// <param name="withoutOld">Whether to leave out instances with a record that is past half its life.</param>
    /// <param name="now">Now.</param>
    public IEnumerable<PointerRecord> KnownAnswers(DnsName type, int network, bool withoutOld, TimeSpan now)
    {
        foreach (var node in names.Nodes)
        {
            foreach (var record in node.Records)
            {
                if (record.Type == DnsRecordType.Ptr && record.InterfaceIndex == network && record.Target!.Equals(type)
                    && record.KnownSeconds(now) is > 0 and var seconds && !(withoutOld && HasOld(node, network, now)))
                {
                    yield return new PointerRecord(type, node.Name, seconds);
                }
            }
        }
    }

    private static bool HasOld(NameNode instance, int network, TimeSpan now) =>
        HasOldRecord(instance, network, now) || instance.Trail.Hosts.Exists(host => HasOldRecord(host, network, now))
        || instance.Trail.Aliases.Exists(alias => HasOldRecord(alias, network, now));

    private static bool HasOldRecord(NameNode node, int network, TimeSpan now) => node.Records.Exists(record =>
        record.InterfaceIndex == network && !record.NeedsOwnQuestion && !record.IsEnding && now - record.Received >= record.TimeToLive / 2);

    private static CachedRecord? PointerOf(CachedRecord record) => PointerOf(record.Owner, record.InterfaceIndex)
        ?? record.Owner.Dependents?.Select(instance => PointerOf(instance, record.InterfaceIndex)).FirstOrDefault(pointer => pointer is not null);

    private static CachedRecord? PointerOf(NameNode instance, int network) =>
        instance.Records.Find(record => record.Type == DnsRecordType.Ptr && record.InterfaceIndex == network);

    private bool IsDearer(TimeSpan now)
    {
        var network = byPointer[0].InterfaceIndex;
        var answers = names.Nodes.Count(node => PointerOf(node, network) is { } pointer && pointer.KnownSeconds(now) > 0 && !HasOld(node, network, now));
        var questions = byPointer.Select(record => (record.Owner, record.Type)).Distinct().Count() + byName.Count;
        return (answers / AnswersInPacket) + (byName.Count / QuestionsInPacket) > questions / QuestionsInPacket;
    }
}
