using LocalHttps.Star.Configuration;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Composition;

/// <summary>What must be the same on every start with a database.</summary>
internal static class StoreFacts
{
    /// <summary>Remembers a fact on the first start and demands it on the next ones.</summary>
    /// <exception cref="ConfigurationException">It is another now.</exception>
    public static async Task DemandSameAsync(IStore store, string name, string value, string what, CancellationToken cancellation)
    {
        var known = await store.ReadAsync(reader => reader.FindSettingAsync(name), cancellation) ?? await store.ChangeAsync(
            async writer =>
            {
                if (await writer.FindSettingAsync(name) is { } other)
                    return other;
                await writer.SetSettingAsync(name, value);
                return value;
            },
            cancellation);
        if (known != value)
            throw new ConfigurationException([$"The database was used with another {what} before ({known}). Set that again, or begin with another data directory and database."]);
    }
}
