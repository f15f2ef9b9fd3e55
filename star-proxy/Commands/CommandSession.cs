using LocalHttps.Star.Composition;
using LocalHttps.Star.Configuration;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Commands;

/// <summary>The database beside a service that may be running on it.</summary>
internal sealed class CommandSession : IAsyncDisposable
{
    private CommandSession(IStore store, string zone, Uri? directory) => (Store, Zone, Directory) = (store, zone, directory);

    /// <summary>The database.</summary>
    public IStore Store { get; }

    /// <summary>The zone.</summary>
    public string Zone { get; }

    /// <summary>Where devices find the service, once it has run.</summary>
    public Uri? Directory { get; }

    /// <exception cref="ConfigurationException">What is to be mended.</exception>
    /// <exception cref="StoreException">The database cannot be used.</exception>
    public static async Task<CommandSession> OpenAsync(SettingTexts texts, TimeProvider clock, CancellationToken cancellation)
    {
        var reader = new SettingReader(texts);
        reader.Missing("data", "Name the data directory of the service, such as --data /var/lib/localhttps-star.");
        var (data, zone, url, database) = (reader.Text("data"), reader.Name("zone"), reader.Url("url"), reader.Secret("database"));
        if (data is not null)
            reader.Missing("zone", "The service has not run with this data directory yet: run serve first, or name the zone, such as --zone home.test.");
        if (reader.Faults.Count > 0)
            throw new ConfigurationException(reader.Faults);
        var (store, _) = await StoreOpener.OpenAsync(data!, database, clock, cancellation);
        try
        {
            await StoreFacts.DemandSameAsync(store, "zone", zone!, "zone", cancellation);
            return new(store, zone!, url is null ? null : new Uri(url, "/directory"));
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
