using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LocalHttps.Acme;

/// <summary>
/// An ACME client: RFC 8555 with STAR (RFC 8739), delegation (RFC 9115), renewal information (RFC 9773) and profiles. Every member that asks the server
/// throws <see cref="AcmeClientException"/> where the server says no, answers nonsense or cannot be asked. Safe for parallel calls, but for registering and key changes.
/// </summary>
public sealed partial class AcmeClient
{
    private const string Json = "application/json";
    private static readonly ReadOnlyMemory<byte> Nothing = ReadOnlyMemory<byte>.Empty;

    private readonly AcmeClientOptions options;
    private readonly AcmeTransport transport;
    private volatile AcmeDirectory? directory;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="http">The caller's; it should follow no redirects (<c>AllowAutoRedirect</c>), as a followed one is refused.</param>
    /// <param name="key">The account's key; the caller's to dispose of.</param>
    /// <param name="options">The server and the limits.</param>
    public AcmeClient(HttpClient http, IAccountKey key, AcmeClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(options);
        (this.options, Key, Account) = (options, key, options.Account);
        transport = new(http, options);
    }

    /// <summary>The account's key of now.</summary>
    public IAccountKey Key { get; private set; }

    /// <summary>The account's URL, once it is known; to be kept for <see cref="AcmeClientOptions.Account"/>.</summary>
    public Uri? Account { get; private set; }

    /// <summary>The directory (§7.1.1), asked for once.</summary>
    public async Task<AcmeDirectory> GetDirectoryAsync(CancellationToken cancellation)
    {
        if (directory is { } known)
            return known;
        var answer = await transport.SendAsync(HttpMethod.Get, options.Directory, Json, cancellation);
        return directory = answer.Json(AcmeJson.Default.AcmeDirectory, "directory");
    }

    /// <summary>Registers, or finds the account of the key (§7.3, §7.3.1).</summary>
    public async Task<AcmeAccount> RegisterAsync(AcmeRegistration registration, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(registration);
        var url = (await GetDirectoryAsync(cancellation)).NewAccount;
        var request = new AccountRequest
        {
            Contact = registration.Contacts.Count > 0 ? registration.Contacts : null,
            TermsOfServiceAgreed = registration.TermsOfServiceAgreed,
            OnlyReturnExisting = registration.OnlyReturnExisting,
            ExternalAccountBinding = registration.KeyId is { } keyId
                ? LocalHttps.Acme.ExternalAccountBinding.Create(keyId, registration.MacKey.Span, Key.PublicKey, url.OriginalString)
                : null,
        };
        var answer = await PostAsync(url, Bytes(request, AcmeJson.Default.AccountRequest), cancellation, withKey: Key);
        Account = Location(answer, url);
        return answer.Json(AcmeJson.Default.AcmeAccount, "account");
    }

    /// <summary>The account (§7.1.2); also where its delegations are listed (RFC 9115 §2.3.1.1).</summary>
    public Task<AcmeAccount> GetAccountAsync(CancellationToken cancellation) => PostAsync(Registered(), Nothing, AcmeJson.Default.AcmeAccount, "account", cancellation);

    /// <summary>Sets the contacts (§7.3.2).</summary>
    public Task<AcmeAccount> SetContactsAsync(IReadOnlyList<string> contacts, CancellationToken cancellation) =>
        PostAsync(Registered(), Bytes(new() { Contact = contacts }, AcmeJson.Default.AccountRequest), AcmeJson.Default.AcmeAccount, "account", cancellation);

    /// <summary>Gives the account up for good (§7.3.6).</summary>
    public Task<AcmeAccount> DeactivateAccountAsync(CancellationToken cancellation) =>
        PostAsync(Registered(), Bytes(new() { Status = AcmeStatus.Deactivated }, AcmeJson.Default.AccountRequest), AcmeJson.Default.AcmeAccount, "account", cancellation);

    /// <summary>Puts another key in the place of the account's (§7.3.5); <see cref="Key"/> is the new one from then on.</summary>
    /// <remarks>Where the answer is lost nobody knows which key counts: <see cref="RegisterAsync"/> with OnlyReturnExisting and each of them tells.</remarks>
    public async Task ChangeKeyAsync(IAccountKey newKey, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(newKey);
        var url = (await GetDirectoryAsync(cancellation)).KeyChange ?? throw new AcmeClientException("The server changes no keys.");
        var inner = await KeyRollover.CreateAsync(newKey, Key.PublicKey, Registered().OriginalString, url.OriginalString, cancellation);
        await PostAsync(url, inner, cancellation);
        Key = newKey;
    }

    /// <summary>Revokes a certificate with the account's key, or with the certificate's own (§7.6).</summary>
    /// <param name="certificate">DER.</param>
    /// <param name="reason">Of RFC 5280 §5.3.1.</param>
    /// <param name="certificateKey">Null: the account's key signs.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task RevokeAsync(ReadOnlyMemory<byte> certificate, int? reason, IAccountKey? certificateKey, CancellationToken cancellation)
    {
        var url = (await GetDirectoryAsync(cancellation)).RevokeCert ?? throw new AcmeClientException("The server revokes no certificates.");
        var request = new RevocationRequest { Certificate = StrictBase64Url.Encode(certificate.Span), Reason = reason };
        await PostAsync(url, Bytes(request, AcmeJson.Default.RevocationRequest), cancellation, withKey: certificateKey);
    }

    /// <summary>The account's delegations (RFC 9115 §2.3.1.2), page by page.</summary>
    public async IAsyncEnumerable<Uri> ListDelegationsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = (await GetAccountAsync(cancellation)).Delegations;
        await foreach (var url in ListAsync(first, AcmeJson.Default.DelegationList, list => list.Delegations, cancellation))
            yield return url;
    }

    /// <summary>The account's orders (§7.1.2.1), page by page.</summary>
    public async IAsyncEnumerable<Uri> ListOrdersAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var first = (await GetAccountAsync(cancellation)).Orders;
        await foreach (var url in ListAsync(first, AcmeJson.Default.OrderList, list => list.Orders, cancellation))
            yield return url;
    }

    /// <summary>One delegation (RFC 9115 §2.3.1.3).</summary>
    public Task<AcmeDelegation> GetDelegationAsync(Uri url, CancellationToken cancellation) => PostAsync(url, Nothing, AcmeJson.Default.AcmeDelegation, "delegation", cancellation);

    private async IAsyncEnumerable<Uri> ListAsync<T>(
        Uri? first, JsonTypeInfo<T> type, Func<T, IReadOnlyList<Uri>> items, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        // A server that links its pages in a ring must not keep the client for ever.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var page = first; page is not null && seen.Add(page.OriginalString);)
        {
            var answer = await PostAsync(page, Nothing, cancellation);
            foreach (var url in items(answer.Json(type, "list")))
                yield return url ?? throw new AcmeClientException($"{page} lists null.");
            page = answer.Links("next") is [var next, ..] && seen.Count < MostPages ? next : null;
        }
    }

    private async Task<T> PostAsync<T>(Uri url, ReadOnlyMemory<byte> payload, JsonTypeInfo<T> type, string name, CancellationToken cancellation)
        where T : class => (await PostAsync(url, payload, cancellation)).Json(type, name);

    private async Task<AcmeAnswer> PostAsync(Uri url, ReadOnlyMemory<byte> payload, CancellationToken cancellation, IAccountKey? withKey = null, string accept = Json)
    {
        ArgumentNullException.ThrowIfNull(url);
        var newNonce = (await GetDirectoryAsync(cancellation)).NewNonce;
        return await transport.PostAsync(withKey ?? Key, withKey is null ? Registered() : null, newNonce, url, payload, accept, cancellation);
    }

    private Uri Registered() => Account ?? throw new InvalidOperationException("There is no account yet: register first.");

    private static Uri Location(AcmeAnswer answer, Uri url) =>
        answer.Location ?? throw new AcmeClientException($"{url} did not say where the new resource is.") { Status = answer.Status };

    private static byte[] Bytes<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
