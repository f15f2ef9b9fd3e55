namespace LocalHttps.Mdns;

/// <summary>What others' responses mean for our records: they give the same answer, let it run out, or have the name too.</summary>
internal static class ResponseReader
{
    /// <summary>Reads a response.</summary>
    /// <param name="cursor">The message.</param>
    /// <param name="face">Where it was received.</param>
    /// <param name="isMulticast">Whether everybody on the link heard it.</param>
    /// <param name="now">Now.</param>
    /// <param name="duplicates">Counts our answers that need not be sent any more.</param>
    /// <returns>Claims that somebody else contradicts.</returns>
    public static HashSet<(ServiceLink Link, Claim Claim)> Read(MessageCursor cursor, PublishInterface face, bool isMulticast, TimeSpan now, ref long duplicates)
    {
        HashSet<(ServiceLink, Claim)> contradicted = [];
        face.Index.Begin();
        Span<byte> names = stackalloc byte[ReceivedRecord.BufferLength];
        Span<byte> data = stackalloc byte[ReceivedRecord.BufferLength];
        while (cursor.TryNextRecord(out var view))
        {
            if (!ReceivedRecord.TryRead(view, names, data, out var record))
            {
                continue;
            }
            if (face.Index.TryFindPointer(record, out var pointer))
            {
                duplicates += isMulticast ? Agree(pointer, record, face, now) : 0;
            }
            var entries = face.Index.Claimed(record.Name);
            if (IsSaid(entries, record))
            {
                foreach (var entry in entries)
                {
                    duplicates += isMulticast && entry.Record.Says(record.Type, record.Data) ? Agree(entry, record, face, now) : 0;
                }
                continue;
            }
            foreach (var entry in entries)
            {
                if (entry is { IsFirstOfClaim: true, Claim: { } claim } && IsConflict(claim, record, isMulticast)
                    && !contradicted.Contains((entry.Link, claim)) && !entry.Link.Service.Recognises(record, now))
                {
                    contradicted.Add((entry.Link, claim));
                }
            }
        }
        return contradicted;
    }

    /// <summary>Whether a record of a name is not ours: what is ours came back by another interface or a reflector.</summary>
    public static bool IsForeign(List<IndexEntry> entries, in ReceivedRecord record, TimeSpan now)
    {
        if (IsSaid(entries, record))
        {
            return false;
        }
        foreach (var entry in entries)
        {
            if (entry.IsFirstOfClaim && !entry.Link.Service.Recognises(record, now))
            {
                return true;
            }
        }
        return false;
    }

    // Services that share a name have the same records of it.
    private static bool IsSaid(List<IndexEntry> entries, in ReceivedRecord record)
    {
        foreach (var entry in entries)
        {
            if (entry.Record.Says(record.Type, record.Data))
            {
                return true;
            }
        }
        return false;
    }

    // RFC 6762 §7.4: the same answer with as long a life need not be given again. §6.6: one with less than half of it, and a goodbye, is put right.
    private static int Agree(IndexEntry entry, in ReceivedRecord record, PublishInterface face, TimeSpan now)
    {
        if (record.TimeToLive >= entry.Record.Record.TimeToLive)
        {
            return face.TryLeave(entry.Record) ? 1 : 0;
        }
        if (record.TimeToLive * 2L < entry.Record.Record.TimeToLive && entry.Link.IsAnnounced)
        {
            Answering.Enqueue(face, entry.Record, entry.Link, now, atOnce: false);
        }
        return 0;
    }

    // While probing, whatever stands under the name shows that somebody has it; later only what cannot be true beside ours (RFC 6762 §8.1, §9).
    // By unicast only a probe is answered: once the name is ours, nobody who reaches this machine alone takes it away.
    private static bool IsConflict(Claim claim, in ReceivedRecord record, bool isMulticast)
    {
        // An NSEC record comes with the records it tells of, and those who have the same records as we send one too.
        if (record.TimeToLive == 0 || record.Type == DnsRecordType.Nsec)
        {
            return false;
        }
        if (claim.State != ClaimState.Won)
        {
            // Before the first probe nothing counts (§8.1): it may be stale, and who has the name will say so when asked.
            return claim.Sent > 0;
        }
        if (!isMulticast)
        {
            return false;
        }
        if (record.Type == DnsRecordType.Cname || claim.Role == NameRole.Alias)
        {
            return true;
        }
        foreach (var own in claim.Records)
        {
            if (own.Type == record.Type)
            {
                return true;
            }
        }
        return false;
    }
}
