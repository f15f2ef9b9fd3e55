using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Acme;

namespace LocalHttps.Star.Validation;

/// <summary>Fetches the key authorization from the name's web server (RFC 8555 §8.3).</summary>
/// <param name="resolver">Finds the name's addresses; they are looked up once, so that no redirect leads elsewhere.</param>
/// <param name="port">80, but in laboratories.</param>
/// <param name="loopback">Whether this machine itself may be asked; in laboratories only.</param>
/// <param name="clock">Time limits.</param>
internal sealed class HttpValidator(DnsResolver resolver, int port, bool loopback, TimeProvider clock) : IChallengeValidator
{
    private const int Redirects = 5;
    private const int Addresses = 4;
    private const int SecurePort = 443;

    // A key authorization has some 90 characters; white space may follow.
    private const int LongestBody = 1024;
    private const int HeaderKilobytes = 16;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public string Type => "http-01";

    /// <inheritdoc/>
    public async Task<Problem?> ValidateAsync(ChallengeAttempt attempt, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            var addresses = await FindAsync(attempt.Name, either.Token);
            return await FetchAsync(attempt, addresses, either.Token);
        }
        catch (AcmeException problem)
        {
            return problem.Problem;
        }
        catch (ResolutionException problem)
        {
            return Problems.Dns($"The addresses of {attempt.Name} could not be looked up: {problem.Message}").Problem;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Problems.Connection($"{attempt.Name} did not answer on port {port} within {Limit.TotalSeconds:0} s.").Problem;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return Problems.Connection($"{attempt.Name} could not be asked on port {port}: {Reason(e)}").Problem;
        }
    }

    private async Task<IReadOnlyList<IPAddress>> FindAsync(string name, CancellationToken cancellation)
    {
        var found = (await resolver.LookUpAsync<AaaaRecord>(name, RecordType.Aaaa, cancellation)).Select(record => record.Address)
            .Concat((await resolver.LookUpAsync<ARecord>(name, RecordType.A, cancellation)).Select(record => record.Address)).ToList();
        if (found.Count == 0)
            throw Problems.Dns($"{name} has no address.");
        var reachable = found.Where(address => HttpReach.Allows(address, loopback)).ToList();
        if (reachable.Count == 0)
            throw Problems.Connection($"{name} has only addresses that this server does not connect to.");
        // Some of both families, so that a broken one does not hide the other.
        return [.. reachable.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6).Take(Addresses / 2), .. reachable.Where(address => address.AddressFamily == AddressFamily.InterNetwork).Take(Addresses / 2)];
    }

    private async Task<Problem?> FetchAsync(ChallengeAttempt attempt, IReadOnlyList<IPAddress> addresses, CancellationToken cancellation)
    {
        using var handler = Handler(addresses);
        using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        var url = new UriBuilder(Uri.UriSchemeHttp, attempt.Name, port, $"/.well-known/acme-challenge/{attempt.Token}").Uri;
        for (var hop = 0; hop <= Redirects; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.TryAddWithoutValidation("User-Agent", "localhttps-star (http-01)");
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if ((int)answer.StatusCode is 301 or 302 or 303 or 307 or 308)
            {
                url = Follow(url, answer.Headers.Location);
                continue;
            }
            return answer.StatusCode == HttpStatusCode.OK
                ? Compare(attempt, await ReadAsync(answer, cancellation))
                : Problems.Unauthorized($"{attempt.Name} answered with status {(int)answer.StatusCode} instead of 200.").Problem;
        }
        return Problems.Unauthorized($"{attempt.Name} redirects more than {Redirects} times.").Problem;
    }

    // Out of the name itself a redirect proves control over something else; ports that others than root may open prove nothing either.
    private Uri Follow(Uri from, Uri? location)
    {
        if (location is null || !Uri.TryCreate(from, location, out var to))
            throw Problems.Unauthorized($"{from.Host} redirects to something that is not a URL.");
        var allowed = to.Scheme == Uri.UriSchemeHttp ? port : to.Scheme == Uri.UriSchemeHttps ? SecurePort : -1;
        if (to.Port != allowed || to.UserInfo.Length > 0 || !to.IdnHost.TrimEnd('.').Equals(from.IdnHost, StringComparison.OrdinalIgnoreCase))
            throw Problems.Unauthorized($"{from.Host} redirects to another host or port; that is not followed.");
        return to;
    }

    private static Problem? Compare(ChallengeAttempt attempt, byte[]? body)
    {
        var given = Encoding.Latin1.GetString(body ?? []).TrimEnd();
        return body is not null && CryptographicOperations.FixedTimeEquals(Encoding.Latin1.GetBytes(given), Encoding.Latin1.GetBytes(attempt.KeyAuthorization)) ? null
            : Problems.IncorrectResponse($"What {attempt.Name} answered is not the key authorization.").Problem;
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellation);
        var octets = new byte[LongestBody + 1];
        var length = await body.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, cancellation);
        return length <= LongestBody ? octets[..length] : null;
    }

    private static string Reason(Exception problem) => (problem.InnerException ?? problem) switch
    {
        SocketException socket => socket.SocketErrorCode.ToString(),
        _ => "it does not speak HTTP.",
    };

    private SocketsHttpHandler Handler(IReadOnlyList<IPAddress> addresses) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxResponseHeadersLength = HeaderKilobytes,
        MaxResponseDrainSize = 0,
        ConnectCallback = async (context, cancellation) => new NetworkStream(await ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation), ownsSocket: true),
#pragma warning disable CA5359 // A name that has no certificate yet proves itself here; RFC 8555 §8.3 starts at HTTP for that reason.
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
#pragma warning restore CA5359
    };

    private async Task<Socket> ConnectAsync(IReadOnlyList<IPAddress> addresses, int to, CancellationToken cancellation)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            using var late = new CancellationTokenSource(ConnectLimit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, to), either.Token);
                return socket;
            }
            catch (SocketException problem)
            {
                last = problem;
                socket.Dispose();
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                last = new SocketException((int)SocketError.TimedOut);
                socket.Dispose();
            }
        }
        throw last!;
    }
}
