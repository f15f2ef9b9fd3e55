using System.Net;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using ARSoft.Tools.Net.Dns.DynamicUpdate;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Dns;

/// <summary>Sends signed updates of one zone and says what a refusal means.</summary>
internal sealed class UpdateClient(string apex, DnsExchange exchange, TsigKey key, TimeProvider clock)
{
    /// <summary>The server.</summary>
    public IPEndPoint Server => exchange.Server;

    /// <summary>Makes these the only records of their name and type, at one stroke.</summary>
    /// <exception cref="ZoneException">The server did not take it.</exception>
    public Task ReplaceAsync(string name, ZoneRecordType type, IReadOnlyList<ZoneRecord> records, CancellationToken cancellation) =>
        SendAsync([new DeleteAllRecordsUpdate(DomainName.Parse(name), ZoneText.ToWire(type)), .. records.Select(record => new AddRecordUpdate(ZoneText.ToWire(record)))], cancellation);

    /// <summary>Sends one update, all of it or nothing (RFC 2136 §3.7).</summary>
    /// <exception cref="ZoneException">The server did not take it; what to do.</exception>
    public async Task SendAsync(IReadOnlyList<UpdateBase> updates, CancellationToken cancellation)
    {
        var update = new DnsUpdateMessage { ZoneName = DomainName.Parse(apex), Updates = [.. updates] };
        update.TSigOptions = key.Signature(update.TransactionID, clock);
        try
        {
            var answer = await exchange.UpdateAsync(update, cancellation);
            if (Explain(answer) is { } reason)
                throw new ZoneException($"The DNS server at {Server} did not take an update of {apex}: {reason}");
        }
        catch (DnsExchangeException problem)
        {
            throw new ZoneException($"The DNS server did not take an update of {apex}. {problem.Message} It is sent again once the server answers.", problem);
        }
    }

    /// <summary>Adds what the server lacks, and removes what is to be gone; other records of the set stay.</summary>
    /// <returns>Whether there was anything to do.</returns>
    /// <exception cref="ZoneException">It cannot be asked, or did not take it.</exception>
    public async Task<bool> MendAsync(RecordSet set, IReadOnlyList<ZoneRecord> wanted, IReadOnlyList<ZoneRecord> unwanted, CancellationToken cancellation)
    {
        var held = await ListAsync(set, cancellation);
        IReadOnlyList<UpdateBase> updates =
        [
            .. unwanted.Select(ZoneText.ToWire).Where(record => held.Contains(ZoneText.Canonical(record))).Select(record => new DeleteRecordUpdate(record)),
            .. wanted.Select(ZoneText.ToWire).Where(record => !held.Contains(ZoneText.Canonical(record))).Select(record => new AddRecordUpdate(record)),
        ];
        if (updates.Count > 0)
        {
            await SendAsync(updates, cancellation);
        }
        return updates.Count > 0;
    }

    private async Task<HashSet<string?>> ListAsync(RecordSet set, CancellationToken cancellation)
    {
        try
        {
            var type = ZoneText.ToWire(set.Type);
            var answer = await exchange.AskAsync(set.Name, type, recursive: false, cancellation);
            if (answer.ReturnCode is not (ReturnCode.NoError or ReturnCode.NxDomain) || !answer.IsAuthoritiveAnswer)
                throw new ZoneException($"The DNS server at {Server} does not answer for {apex} ({answer.ReturnCode}). Configure the zone there.");
            return answer.AnswerRecords.Where(record => record.RecordType == type).Select(ZoneText.Canonical).ToHashSet(StringComparer.Ordinal);
        }
        catch (DnsExchangeException problem)
        {
            throw new ZoneException($"The DNS server cannot be asked. {problem.Message}", problem);
        }
    }

    private string? Explain(DnsUpdateMessage answer) => (answer.ReturnCode, answer.TSigOptions?.Error) switch
    {
        (_, ReturnCode.BadKey) => $"it does not know the key {key}. Add the key there, with the same name and algorithm.",
        (_, ReturnCode.BadSig) => $"its key {key} has another secret. Copy the key file again.",
        (_, ReturnCode.BadTime) => "its clock and this machine's differ by more than five minutes. Set them by NTP.",
        (ReturnCode.Refused, _) => $"it refuses the key {key}. Let the key update the zone (BIND: update-policy or allow-update; Knot: an acl with action update).",
        (ReturnCode.NotAuthoritive, _) => "it is not the zone's primary, or does not let the key in. Name the primary, and let the key update the zone.",
        (ReturnCode.NotZone, _) => "a name lies outside the zone as the server has it. Compare --zone with the server's zone.",
        (ReturnCode.NotImplemented, _) => "it takes no updates at all. Switch them on there (RFC 2136).",
        (ReturnCode.NoError, _) when !key.IsProved(answer.TSigOptions) => "its answer is not signed by the key, so it may not be from the server.",
        (ReturnCode.NoError, _) => null,
        (var code, _) => $"it answered {code}. Its log says why.",
    };
}
