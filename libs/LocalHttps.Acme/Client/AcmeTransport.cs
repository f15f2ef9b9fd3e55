using System.Net;
using System.Net.Http.Headers;

namespace LocalHttps.Acme;

/// <summary>Speaks HTTP for the client: https alone, no redirects, bounded answers, nonces, and signed requests sent again after <c>badNonce</c>.</summary>
internal sealed class AcmeTransport(HttpClient http, AcmeClientOptions options)
{
    private readonly NoncePool nonces = new();

    /// <summary>Sends a request without a signature.</summary>
    /// <exception cref="AcmeClientException">No answer, or one that is no success.</exception>
    public async Task<AcmeAnswer> SendAsync(HttpMethod method, Uri url, string accept, CancellationToken cancellation)
    {
        Check(url);
        using var request = new HttpRequestMessage(method, url);
        var answer = await SendAsync(request, url, accept, cancellation);
        return answer.IsSuccess ? answer : throw Failure(answer, url);
    }

    /// <summary>Sends a signed request (RFC 8555 §6.2), again with another nonce where the server asks for it (§6.5).</summary>
    /// <exception cref="AcmeClientException">No answer, or one that is no success.</exception>
    public async Task<AcmeAnswer> PostAsync(
        IAccountKey key, Uri? account, Uri newNonce, Uri url, ReadOnlyMemory<byte> payload, string accept, CancellationToken cancellation)
    {
        Check(url);
        for (var retries = 0; ; retries++)
        {
            var nonce = nonces.Take() ?? await FetchNonceAsync(newNonce, cancellation);
            var body = await JwsSigner.SignAsync(key, account?.OriginalString, nonce, url.OriginalString, payload, cancellation);
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/jose+json");
            var answer = await SendAsync(request, url, accept, cancellation);
            if (answer.IsSuccess)
            {
                nonces.Add(answer.Nonce);
                return answer;
            }
            var failure = Failure(answer, url);
            // After a restart of the server all that were kept are worthless.
            if (failure.Is("badNonce"))
                nonces.Clear();
            nonces.Add(answer.Nonce);
            if (!failure.Is("badNonce") || retries >= options.NonceRetries)
                throw failure;
        }
    }

    /// <summary>Refuses what is not https, or plain http to this machine where that is allowed.</summary>
    /// <exception cref="AcmeClientException">It is another kind of URL.</exception>
    public void Check(Uri url)
    {
        var isAllowed = url.IsAbsoluteUri && url.UserInfo.Length == 0
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && options.AllowHttpOnLoopback && IsLoopback(url)));
        if (!isAllowed)
            throw new AcmeClientException("The server named a URL that is not https.");
    }

    private async Task<string> FetchNonceAsync(Uri newNonce, CancellationToken cancellation)
    {
        nonces.Add((await SendAsync(HttpMethod.Head, newNonce, "*/*", cancellation)).Nonce);
        return nonces.Take() ?? throw new AcmeClientException($"{newNonce} gave no nonce.");
    }

    private async Task<AcmeAnswer> SendAsync(HttpRequestMessage request, Uri url, string accept, CancellationToken cancellation)
    {
        // HttpClient's own limit ends with the headers.
        using var limit = new CancellationTokenSource(options.RequestLimit, options.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept-Language", "en");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.RequestMessage?.RequestUri is { } asked && asked != url)
                throw new AcmeClientException($"{url} was answered from {asked}: redirects are not followed.");
            return new AcmeAnswer(response, await ReadAsync(response, url, either.Token), url, options.Clock.GetUtcNow());
        }
        catch (Exception problem) when (problem is HttpRequestException or IOException)
        {
            throw new AcmeClientException($"{url} cannot be asked: {problem.Message}", problem);
        }
        catch (OperationCanceledException problem) when (!cancellation.IsCancellationRequested)
        {
            throw new AcmeClientException($"{url} did not answer within {options.RequestLimit.TotalSeconds:0} s.", problem);
        }
    }

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, Uri url, CancellationToken cancellation)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        using var body = new MemoryStream();
        var piece = new byte[8192];
        for (int count; (count = await stream.ReadAsync(piece, cancellation)) > 0; body.Write(piece, 0, count))
        {
            if (body.Length + count > options.LargestAnswer)
                throw new AcmeClientException($"{url} answered with more than {options.LargestAnswer} bytes.") { Status = response.StatusCode };
        }
        return body.ToArray();
    }

    private static AcmeClientException Failure(AcmeAnswer answer, Uri url)
    {
        Problem? problem = null;
        if (answer.MediaType == "application/problem+json")
        {
            try
            {
                problem = HostileJson.Read(answer.Body, AcmeJson.Default.Problem, "problem");
            }
            catch (AcmeException)
            {
                // A problem that cannot be read is told by its status.
                problem = null;
            }
        }
        var why = problem is null ? "" : $": {problem.Type.Replace(Problems.Prefix, "", StringComparison.Ordinal)}: {problem.Detail}";
        return new($"{url} answered {(int)answer.Status}{why}") { Problem = problem, Status = answer.Status, RetryAfter = answer.RetryAfter, Location = answer.Location };
    }

    private static bool IsLoopback(Uri url) => url.IsLoopback || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
