using System.Security.Cryptography;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Dns;

/// <summary>Records that the store has removed and that a DNS server may still hold; kept in the store, so that a crash forgets none.</summary>
internal sealed class ZoneDebts(IStore store)
{
    private const string Setting = "zone-debts";
    private readonly Dictionary<OwedRecord, string> paid = [];
    private readonly Lock gate = new();

    /// <summary>Tells one removal from the next of the same record.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Notes removals within the change that does them.</summary>
    public static async Task OweAsync(IStoreWriter writer, IEnumerable<OwedRecord> records, string token)
    {
        var all = Parse(await writer.FindSettingAsync(Setting));
        foreach (var record in records)
        {
            all[record] = token;
        }
        await writer.SetSettingAsync(Setting, Format(all));
    }

    /// <summary>All that is owed.</summary>
    public static async Task<IReadOnlyDictionary<OwedRecord, string>> ListAsync(IStoreReader reader) => Parse(await reader.FindSettingAsync(Setting));

    /// <summary>The server has taken these; they are forgotten together, later.</summary>
    public void Pay(IReadOnlyDictionary<OwedRecord, string> settled)
    {
        lock (gate)
        {
            foreach (var (record, token) in settled)
            {
                paid[record] = token;
            }
        }
    }

    /// <summary>Forgets what was paid, unless it is owed anew.</summary>
    public async Task ForgetPaidAsync(CancellationToken cancellation)
    {
        List<KeyValuePair<OwedRecord, string>> settled;
        lock (gate)
        {
            settled = [.. paid];
        }
        if (settled.Count == 0)
        {
            return;
        }
        await store.ChangeAsync(
            async writer =>
            {
                var all = Parse(await writer.FindSettingAsync(Setting));
                settled.ForEach(entry => all.Remove(entry.Key, entry.Value));
                await writer.SetSettingAsync(Setting, Format(all));
                return all.Count;
            },
            cancellation);
        lock (gate)
        {
            settled.ForEach(entry => paid.Remove(entry.Key, entry.Value));
        }
    }

    private static string Format(Dictionary<OwedRecord, string> all) => string.Join('\n', all.Select(entry => $"{entry.Key.Type} {entry.Key.Name} {entry.Value} {entry.Key.Value}"));

    private static Dictionary<OwedRecord, string> Parse(string? text) => (text ?? "")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', 4))
        .ToDictionary(parts => new OwedRecord(parts[1], Enum.Parse<ZoneRecordType>(parts[0]), parts[3]), parts => parts[2]);
}

/// <summary>A record that is to be gone.</summary>
internal sealed record OwedRecord(string Name, ZoneRecordType Type, string Value);

file static class Removal
{
    /// <summary>Removes the key where it has the value.</summary>
    public static bool Remove(this Dictionary<OwedRecord, string> map, OwedRecord key, string value) =>
        ((ICollection<KeyValuePair<OwedRecord, string>>)map).Remove(KeyValuePair.Create(key, value));
}
