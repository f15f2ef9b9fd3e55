using System.Net;
using System.Text;
using LocalHttps.Acme;

namespace LocalHttps.TestKit;

/// <summary>An ACME server in memory that verifies what it gets and answers as it is told to. Not for parallel use.</summary>
public sealed class FakeAcmeServer : HttpMessageHandler
{
    public const string Origin = "https://ca.test";
    public const string Account = Origin + "/account/1";

    private readonly Dictionary<string, Func<FakeAcmeRequest, HttpResponseMessage>> handlers = new(StringComparer.Ordinal);
    private readonly HashSet<string> nonces = new(StringComparer.Ordinal);
    private int issued;

    public FakeAcmeServer() => Handle("/directory", _ => Json(HttpStatusCode.OK, Directory));

    /// <summary>The directory's text.</summary>
    public string Directory { get; set; } = $$"""
        {"newNonce":"{{Origin}}/nonce","newAccount":"{{Origin}}/new-account","newOrder":"{{Origin}}/new-order","revokeCert":"{{Origin}}/revoke","keyChange":"{{Origin}}/key-change",
        "renewalInfo":"{{Origin}}/renewal-info","meta":{"delegation-enabled":true,"profiles":{"shortlived":"Six days"} } }
        """;

    /// <summary>The account's key, set by the test or by its handler of new-account.</summary>
    public JsonWebKey? AccountKey { get; set; }

    /// <summary>So many of the next signed requests are told badNonce.</summary>
    public int Rejections { get; set; }

    /// <summary>Whether an error comes without a fresh nonce.</summary>
    public bool KeepsNoncesFromErrors { get; set; }

    /// <summary>Whether the nonces go only with answers to HEAD.</summary>
    public bool GivesNoNonces { get; set; }

    /// <summary>Method and path of each request, in their order.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Says what is answered at <paramref name="path"/>.</summary>
    public void Handle(string path, Func<FakeAcmeRequest, HttpResponseMessage> handler) => handlers[path] = handler;

    /// <summary>Forgets all nonces, as a restart does.</summary>
    public void Forget() => nonces.Clear();

    public static HttpResponseMessage Json(HttpStatusCode status, string text, string type = "application/json", params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(text, Encoding.UTF8, type) };
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    public static HttpResponseMessage Refuse(Problem problem) =>
        Json((HttpStatusCode)problem.Status!.Value, $$"""{"type":"{{problem.Type}}","detail":"{{problem.Detail}}","status":{{problem.Status}}}""", "application/problem+json");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var url = request.RequestUri!;
        Requests.Add($"{request.Method} {url.PathAndQuery}");
        var response = request.Method == HttpMethod.Post
            ? Answer(url, await request.Content!.ReadAsByteArrayAsync(cancellationToken))
            : url.AbsolutePath == "/nonce" ? new HttpResponseMessage(HttpStatusCode.OK) : Run(url, new(null, request));
        response.RequestMessage = request;
        if (url.AbsolutePath == "/nonce" || !(GivesNoNonces || (KeepsNoncesFromErrors && !response.IsSuccessStatusCode)))
            response.Headers.TryAddWithoutValidation("Replay-Nonce", Issue());
        return response;
    }

    private HttpResponseMessage Answer(Uri url, byte[] body)
    {
        try
        {
            var jws = FlattenedJws.ParseRequest(body);
            if (jws.Header.Key is { } key)
                JwsVerifier.Verify(jws, key, url.OriginalString);
            else if (JwsVerifier.AccountOf(jws) == Account && AccountKey is not null)
                JwsVerifier.Verify(jws, AccountKey, url.OriginalString);
            else
                throw Problems.AccountDoesNotExist("none");
            if (!nonces.Remove(jws.Header.Nonce!) || Rejections-- > 0)
                throw Problems.BadNonce();
            return Run(url, new(jws, null));
        }
        catch (AcmeException problem)
        {
            return Refuse(problem.Problem);
        }
    }

    private HttpResponseMessage Run(Uri url, FakeAcmeRequest request) =>
        handlers.TryGetValue(url.PathAndQuery, out var handler) ? handler(request) : new HttpResponseMessage(HttpStatusCode.NotFound);

    private string Issue()
    {
        var nonce = $"nonce{++issued:D7}";
        nonces.Add(nonce);
        return nonce;
    }
}

/// <summary>A request as it arrived.</summary>
/// <param name="Jws">Verified; null for a plain GET.</param>
/// <param name="Plain">A plain GET.</param>
public sealed record FakeAcmeRequest(FlattenedJws? Jws, HttpRequestMessage? Plain)
{
    /// <summary>The payload's text.</summary>
    public string Payload => Encoding.UTF8.GetString(Jws!.Payload.Span);
}
