using System.Security.Cryptography;
using LocalHttps.Star.Domain;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Dns;

/// <summary>Record sets from which the store removed something that a DNS server may still hold; kept in the store, so that a crash forgets none.</summary>
internal sealed class ZoneDebts(IStore store)
{
    private const string Setting = "zone-debts";
    private readonly Dictionary<RecordSet, string> paid = [];
    private readonly Lock gate = new();

    /// <summary>Tells one removal from the next of the same set.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Notes a removal within the change that does it.</summary>
    public static async Task OweAsync(IStoreWriter writer, RecordSet set, string token)
    {
        var all = Parse(await writer.FindSettingAsync(Setting));
        all[set] = token;
        await writer.SetSettingAsync(Setting, Format(all));
    }

    /// <summary>All that is owed.</summary>
    public static async Task<IReadOnlyDictionary<RecordSet, string>> ListAsync(IStoreReader reader) => Parse(await reader.FindSettingAsync(Setting));

    /// <summary>The server has taken these; they are forgotten together, later.</summary>
    public void Pay(IReadOnlyDictionary<RecordSet, string> settled)
    {
        lock (gate)
        {
            foreach (var (set, token) in settled)
            {
                paid[set] = token;
            }
        }
    }

    /// <summary>Forgets what was paid, unless it is owed anew.</summary>
    public async Task ForgetPaidAsync(CancellationToken cancellation)
    {
        List<KeyValuePair<RecordSet, string>> settled;
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

    private static string Format(Dictionary<RecordSet, string> all) => string.Join('\n', all.Select(entry => $"{entry.Key.Type} {entry.Key.Name} {entry.Value}"));

    private static Dictionary<RecordSet, string> Parse(string? text) => (text ?? "")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' '))
        .ToDictionary(parts => new RecordSet(parts[1], Enum.Parse<ZoneRecordType>(parts[0])), parts => parts[2]);
}

file static class Removal
{
    /// <summary>Removes the key where it has the value.</summary>
    public static bool Remove(this Dictionary<RecordSet, string> map, RecordSet key, string value) =>
        ((ICollection<KeyValuePair<RecordSet, string>>)map).Remove(KeyValuePair.Create(key, value));
}
