using System.Text.Json;
using LocalHttps.Acme;
using LocalHttps.Star.Store;

namespace LocalHttps.Star.Upstream.Remote;

/// <summary>
/// The account at a CA. Its key and URL are in the store, so that all instances on one database use the same one and a new start orders with it; by using
/// the CA its operator agreed to the CA's terms.
/// </summary>
internal sealed class CaAccount(IStore store, HttpClient http, CaSettings settings, TimeProvider time) : IDisposable
{
    // A CA's directory changes seldom, but not never.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(6);

    private readonly SemaphoreSlim opening = new(1, 1);
    private readonly string setting = $"upstream-account {settings.Directory.AbsoluteUri}";
    private EcdsaAccountKey? key;
    private Opened? opened;

    /// <summary>A client that is registered.</summary>
    /// <exception cref="UpstreamException">The CA cannot be asked, or wants something that it was not given.</exception>
    public async Task<AcmeClient> OpenAsync(CancellationToken cancellation)
    {
        if (opened is { } held && time.GetUtcNow() < held.Until)
            return held.Client;
        await opening.WaitAsync(cancellation);
        try
        {
            if (opened is { } other && time.GetUtcNow() < other.Until)
                return other.Client;
            var made = await ConnectAsync(cancellation);
            opened = made;
            return made.Client;
        }
        catch (AcmeClientException problem)
        {
            throw RemoteFault.From(problem);
        }
        finally
        {
            opening.Release();
        }
    }

    /// <summary>The CA does not know the account any more: the next <see cref="OpenAsync"/> registers the same key anew.</summary>
    /// <param name="client">The one that was refused.</param>
    public async Task ForgetAsync(AcmeClient client)
    {
        if (opened?.Client != client)
            return;
        opened = null;
        await store.ChangeAsync(async writer =>
        {
            if (Read(await writer.FindSettingAsync(setting)) is { } kept && kept.Account == client.Account)
                await writer.SetSettingAsync(setting, Write(kept with { Account = null }));
            return true;
        }, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        opening.Dispose();
        key?.Dispose();
    }

    private async Task<Opened> ConnectAsync(CancellationToken cancellation)
    {
        var kept = await KeepAsync(cancellation);
        var options = new AcmeClientOptions { Directory = settings.Directory, Account = kept.Account, Clock = time, AllowHttpOnLoopback = settings.AllowHttpOnLoopback };
        var client = new AcmeClient(http, key ??= EcdsaAccountKey.FromPem(kept.Key), options);
        var directory = await client.GetDirectoryAsync(cancellation);
        if (client.Account is null)
        {
            if (directory.Meta?.ExternalAccountRequired == true && settings.KeyId is null)
                throw new UpstreamException($"The CA at {settings.Directory} wants an external account binding: set the file with its key identifier and MAC key.");
            await client.RegisterAsync(new AcmeRegistration { Contacts = settings.Contacts, TermsOfServiceAgreed = true, KeyId = settings.KeyId, MacKey = settings.MacKey }, cancellation);
            await SaveAsync(kept with { Account = client.Account }, cancellation);
        }
        return new Opened(client, time.GetUtcNow() + Fresh);
    }

    // The key is durable before the CA hears of it; of several instances the first one's counts.
    private Task<Kept> KeepAsync(CancellationToken cancellation) => store.ChangeAsync(async writer =>
    {
        if (Read(await writer.FindSettingAsync(setting)) is { } there)
            return there;
        using var fresh = EcdsaAccountKey.Create();
        var made = new Kept(fresh.ExportPem(), Account: null);
        await writer.SetSettingAsync(setting, Write(made));
        return made;
    }, cancellation);

    private Task<bool> SaveAsync(Kept kept, CancellationToken cancellation) => store.ChangeAsync(async writer =>
    {
        await writer.SetSettingAsync(setting, Write(kept));
        return true;
    }, cancellation);

    private static Kept? Read(string? text) => text is null ? null : JsonSerializer.Deserialize<Kept>(text);

    private static string Write(Kept kept) => JsonSerializer.Serialize(kept);

    private sealed record Kept(string Key, Uri? Account);

    private sealed record Opened(AcmeClient Client, DateTimeOffset Until);
}
