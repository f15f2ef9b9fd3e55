using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Acme;

/// <summary>Orders, authorizations and certificates.</summary>
public sealed partial class AcmeClient
{
    private const int MostPages = 1000;
    private const string Pem = "application/pem-certificate-chain";

    /// <summary>Orders: plain, STAR (RFC 8739 §3.1.1) or delegated (RFC 9115 §2.3.2).</summary>
    public async Task<AcmeResource<AcmeOrder>> NewOrderAsync(OrderRequest request, CancellationToken cancellation)
    {
        var url = (await GetDirectoryAsync(cancellation)).NewOrder;
        var answer = await PostAsync(url, Bytes(request, AcmeJson.Default.OrderRequest), cancellation);
        return Order(Location(answer, url), answer);
    }

    /// <summary>The order as it is now.</summary>
    public async Task<AcmeResource<AcmeOrder>> GetOrderAsync(Uri url, CancellationToken cancellation) => Order(url, await PostAsync(url, Nothing, cancellation));

    /// <summary>Hands the CSR in (§7.4).</summary>
    /// <param name="order">A ready order.</param>
    /// <param name="csr">DER.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<AcmeResource<AcmeOrder>> FinalizeAsync(AcmeResource<AcmeOrder> order, ReadOnlyMemory<byte> csr, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        var request = new FinalizeRequest { Csr = StrictBase64Url.Encode(csr.Span) };
        return Order(order.Url, await PostAsync(order.Value.Finalize, Bytes(request, AcmeJson.Default.FinalizeRequest), cancellation));
    }

    /// <summary>Cancels a valid STAR order (RFC 8739 §3.1.2).</summary>
    public async Task<AcmeResource<AcmeOrder>> CancelAsync(Uri order, CancellationToken cancellation) =>
        Order(order, await PostAsync(order, Bytes(new() { Status = AcmeStatus.Canceled }, AcmeJson.Default.OrderUpdateRequest), cancellation));

    /// <summary>Looks at an order until it is none of these statuses, at the pace that the server asks for.</summary>
    /// <param name="url">The order.</param>
    /// <param name="unlike">Such as <c>pending</c> and <c>processing</c>.</param>
    /// <param name="limit">Then the order is returned as it is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<AcmeResource<AcmeOrder>> WaitForOrderAsync(Uri url, IReadOnlyCollection<string> unlike, TimeSpan limit, CancellationToken cancellation) =>
        WaitAsync(() => GetOrderAsync(url, cancellation), order => !unlike.Contains(order.Status, StringComparer.Ordinal), limit, cancellation);

    /// <summary>One authorization (§7.5).</summary>
    public async Task<AcmeResource<AcmeAuthorization>> GetAuthorizationAsync(Uri url, CancellationToken cancellation)
    {
        var answer = await PostAsync(url, Nothing, cancellation);
        return new(url, answer.Json(AcmeJson.Default.AcmeAuthorization, "authorization"), answer.RetryAfter);
    }

    /// <summary>Looks at an authorization until it is not pending any more, at the pace that the server asks for.</summary>
    /// <param name="url">The authorization.</param>
    /// <param name="limit">Then it is returned as it is.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<AcmeResource<AcmeAuthorization>> WaitForAuthorizationAsync(Uri url, TimeSpan limit, CancellationToken cancellation) =>
        WaitAsync(() => GetAuthorizationAsync(url, cancellation), authorization => authorization.Status != AcmeStatus.Pending, limit, cancellation);

    /// <summary>Gives an authorization up (§7.5.2).</summary>
    public Task<AcmeAuthorization> DeactivateAuthorizationAsync(Uri url, CancellationToken cancellation) => PostAsync(
        url, Bytes(new() { Status = AcmeStatus.Deactivated }, AcmeJson.Default.AuthorizationUpdateRequest), AcmeJson.Default.AcmeAuthorization, "authorization", cancellation);

    /// <summary>Says that a challenge can be looked at (§7.5.1).</summary>
    public Task<AcmeChallenge> AnswerAsync(AcmeChallenge challenge, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        return PostAsync(challenge.Url, "{}"u8.ToArray(), AcmeJson.Default.AcmeChallenge, "challenge", cancellation);
    }

    /// <summary>A certificate or star-certificate by POST-as-GET (§7.4.2).</summary>
    public async Task<AcmeCertificate> DownloadAsync(Uri url, CancellationToken cancellation) =>
        AcmeCertificate.From(await PostAsync(url, Nothing, cancellation, accept: Pem), url);

    /// <summary>A certificate or star-certificate by plain GET, for which no account is needed (RFC 8739 §3.4, RFC 9115 §2.3.5).</summary>
    public async Task<AcmeCertificate> FetchAsync(Uri url, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(url);
        return AcmeCertificate.From(await transport.SendAsync(HttpMethod.Get, url, Pem, cancellation), url);
    }

    /// <summary>When the CA would like the certificate renewed (RFC 9773 §4); null where it does not say.</summary>
    /// <returns>With Retry-After, the time to ask again (§4.3).</returns>
    public async Task<AcmeResource<RenewalInfo>?> GetRenewalInfoAsync(X509Certificate2 certificate, CancellationToken cancellation)
    {
        if ((await GetDirectoryAsync(cancellation)).RenewalInfo is not { } renewalInfo || RenewalId(certificate) is not { } id)
            return null;
        var url = new Uri($"{renewalInfo.OriginalString.TrimEnd('/')}/{id}");
        var answer = await transport.SendAsync(HttpMethod.Get, url, Json, cancellation);
        var info = answer.Json(AcmeJson.Default.RenewalInfo, "renewal information");
        // §4.2: a client that finds the end not after the start must take it that there is no information.
        return info.SuggestedWindow is { Start: { } start, End: { } end } && end > start ? new(url, info, answer.RetryAfter) : null;
    }

    /// <summary>How RFC 9773 §4.1 names a certificate, also for <see cref="OrderRequest.Replaces"/>; null where it has no authority key identifier.</summary>
    public static string? RenewalId(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        try
        {
            var authority = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
            return authority is { } id ? $"{StrictBase64Url.Encode(id.Span)}.{StrictBase64Url.Encode(certificate.SerialNumberBytes.Span)}" : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private async Task<AcmeResource<T>> WaitAsync<T>(Func<Task<AcmeResource<T>>> look, Func<T, bool> isDone, TimeSpan limit, CancellationToken cancellation)
    {
        var (start, wait) = (options.Clock.GetTimestamp(), options.PollInterval);
        while (true)
        {
            var resource = await look();
            var rest = limit - options.Clock.GetElapsedTime(start);
            if (isDone(resource.Value) || rest <= TimeSpan.Zero)
                return resource;
            // A Retry-After of 0 must not make a busy loop.
            var next = Shorter(Longer(resource.RetryAfter ?? wait, options.PollInterval), Shorter(options.LongestPoll, rest));
            await Task.Delay(next, options.Clock, cancellation);
            wait = Shorter(wait * 2, options.PollInterval * 16);
        }
    }

    private static AcmeResource<AcmeOrder> Order(Uri url, AcmeAnswer answer) => new(url, answer.Json(AcmeJson.Default.AcmeOrder, "order"), answer.RetryAfter);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
