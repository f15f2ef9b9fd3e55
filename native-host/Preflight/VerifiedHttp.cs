using System.Net;
using System.Net.Http.Headers;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;

namespace LocalHttps.Host.Preflight;

/// <summary>HTTP to a device that has just been verified: a request leaves only when a new handshake has shown the very certificate the verdict is of.</summary>
internal interface IVerifiedHttp
{
    /// <summary>Sends one request.</summary>
    /// <returns>The answer; null where there is none, it is too long, or the certificate is another now.</returns>
    Task<HttpAnswer?> SendAsync(VerifiedTarget target, HttpRequestMessage request, CancellationToken cancellationToken);
}

/// <summary>The verified device.</summary>
/// <param name="Cname">Its name.</param>
/// <param name="Endpoint">Where the verdict's connection went.</param>
/// <param name="LeafSha256">The leaf the verdict is of.</param>
internal sealed record VerifiedTarget(string Cname, ConnectedEndpoint Endpoint, string LeafSha256)
{
    /// <summary>The target as a URI; the scheme only says that encryption is not this client's business.</summary>
    public Uri Uri(string path) => new($"http://{Cname}:{Endpoint.Port}{path}");

    /// <summary>The Host header as a browser would write it.</summary>
    public string Host => Endpoint.Port == 443 ? Cname : $"{Cname}:{Endpoint.Port}";
}

/// <summary>An answer, without what is not needed.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body, at most <see cref="VerifiedHttp.LongestBody"/>.</param>
internal sealed record HttpAnswer(int Status, HttpResponseHeaders Headers, byte[] Body);

/// <inheritdoc/>
internal sealed class VerifiedHttp(TlsDoor door, TimeProvider time) : IVerifiedHttp
{
    /// <summary>Bytes of a body that are taken. The longest useful one has a few hundred.</summary>
    public const int LongestBody = 16 * 1024;

    /// <summary>How long a request may take with its handshake.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private const int LongestHeadersInKilobytes = 16;

    /// <inheritdoc/>
    public async Task<HttpAnswer?> SendAsync(VerifiedTarget target, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var handler = Handler(target);
        using var client = new HttpClient(handler) { MaxResponseContentBufferSize = LongestBody, Timeout = Timeout.InfiniteTimeSpan };
        request.Headers.Host = target.Host;
        request.Headers.ConnectionClose = true;
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, both.Token);
            return new HttpAnswer((int)response.StatusCode, response.Headers, await response.Content.ReadAsByteArrayAsync(both.Token));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private SocketsHttpHandler Handler(VerifiedTarget target) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = LongestHeadersInKilobytes,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = (_, cancellationToken) => ConnectAsync(target, cancellationToken),
    };

    private async ValueTask<Stream> ConnectAsync(VerifiedTarget target, CancellationToken cancellationToken)
    {
        var address = new IPEndPoint(IPAddress.Parse(target.Endpoint.Address), target.Endpoint.Port);
        var attempt = await door.OpenAsync(target.Cname, address, Limit, cancellationToken);
        if (attempt.Certificate?.LeafSha256 == target.LeafSha256)
        {
            return attempt.Connection;
        }
        attempt.Dispose();
        throw new IOException("The device does not show the verified certificate any more.");
    }
}
