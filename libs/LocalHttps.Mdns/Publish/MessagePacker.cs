namespace LocalHttps.Mdns;

/// <summary>Packs records into as few messages as they fit.</summary>
internal static class MessagePacker
{
    // A legacy asker keeps what he got like any resolver, but hears no goodbye: RFC 6762 §6.7 allows ten seconds.
    private const uint LegacyLife = 10;

    /// <summary>Responses with all answers; additional records only where there is room left in the last.</summary>
    public static List<byte[]> Responses(IEnumerable<DnsRecord> answers, IEnumerable<DnsRecord> additionals)
    {
        var messages = new List<byte[]>();
        var writer = DnsMessageWriter.Response();
        foreach (var answer in answers)
        {
            if (writer.TryAddAnswer(answer))
            {
                continue;
            }
            if (!writer.IsEmpty)
            {
                messages.Add(writer.ToArray());
                writer = DnsMessageWriter.Response();
            }
            if (!writer.TryAddAnswer(answer))
            {
                // One record alone may be longer than a frame (RFC 6762 §17).
                writer = DnsMessageWriter.Response(MdnsConstants.MaximumDatagram);
                writer.TryAddAnswer(answer);
                messages.Add(writer.ToArray());
                writer = DnsMessageWriter.Response();
            }
        }
        if (writer.IsEmpty)
        {
            return messages;
        }
        foreach (var additional in additionals)
        {
            writer.TryAddAdditional(additional);
        }
        messages.Add(writer.ToArray());
        return messages;
    }

    /// <summary>The answer to a resolver that knows only unicast DNS: its id and questions, short lives, no cache-flush bit (RFC 6762 §6.7).</summary>
    public static byte[] Legacy(Query query, IEnumerable<DnsRecord> answers, IEnumerable<DnsRecord> additionals)
    {
        var writer = new DnsMessageWriter(DnsHeader.ResponseFlags, id: query.Header.Id, legacy: true);
        foreach (var question in query.Questions)
        {
            writer.TryAdd(question with { WantsUnicast = false });
        }
        if (answers.All(answer => writer.TryAddAnswer(Short(answer))))
        {
            _ = additionals.All(additional => writer.TryAddAdditional(Short(additional)));
        }
        return writer.ToArray();
    }

    /// <summary>Probes: each name once, of any type, unicast answers welcome; what we propose in the authority section, without cache-flush bits.</summary>
    public static List<byte[]> Probes(IReadOnlyList<Claim> claims)
    {
        var messages = new List<byte[]>();
        for (var rest = claims; rest.Count > 0;)
        {
            var count = rest.Count;
            byte[]? message;
            while ((message = Probe([.. rest.Take(count)], DnsMessageWriter.DefaultLimit)) is null && count > 1)
            {
                count--;
            }
            messages.Add(message ?? Probe([rest[0]], MdnsConstants.MaximumDatagram)!);
            rest = [.. rest.Skip(count)];
        }
        return messages;
    }

    private static byte[]? Probe(IReadOnlyList<Claim> claims, int limit)
    {
        var writer = DnsMessageWriter.Query(limit);
        var proposed = claims.SelectMany(claim => claim.Records).Where(record => !record.IsDenial).Distinct();
        return claims.Select(claim => claim.Name).Distinct().All(name => writer.TryAdd(new DnsQuestion(name, DnsRecordType.Any, WantsUnicast: true)))
            && proposed.All(record => writer.TryAddAuthority(record.Record with { CacheFlush = false }))
            ? writer.ToArray()
            : null;
    }

    private static DnsRecord Short(DnsRecord record) => record with { TimeToLive = Math.Min(record.TimeToLive, LegacyLife), CacheFlush = false };
}
