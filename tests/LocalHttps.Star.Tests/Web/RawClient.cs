using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Tests.Web;

/// <summary>What came back.</summary>
internal sealed record RawAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders Content, string Text)
{
    public Problem Problem => Read(AcmeJson.Default.Problem);

    /// <summary>The problem's type without its prefix.</summary>
    public string ProblemType => Problem.Type[Problems.Prefix.Length..];

    public Uri Location => Headers.Location!;

    public string? Nonce => Headers.TryGetValues("Replay-Nonce", out var values) ? values.Single() : null;

    public T Read<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Text, type)!;

    public string? Link(string relation) => Headers.TryGetValues("Link", out var values)
        ? values.FirstOrDefault(value => value.EndsWith($"rel=\"{relation}\"", StringComparison.Ordinal))?.Split('>')[0][1..] : null;

    /// <summary>Demands a problem document of this type and status.</summary>
    public void Demand(string type, HttpStatusCode status)
    {
        Assert.AreEqual("application/problem+json", Content.ContentType?.MediaType, Text);
        Assert.AreEqual((type, status), (ProblemType, Status), Text);
        Assert.AreEqual((int)status, Problem.Status);
        Assert.IsNotNull(Nonce, "a problem document carries a nonce too");
    }
}

/// <summary>Sends requests as they are written by hand, right or wrong.</summary>
internal sealed class RawClient(WebScene scene, EcdsaAccountKey? key = null)
{
    public EcdsaAccountKey Key { get; set; } = key ?? EcdsaAccountKey.Create();

    /// <summary>The account's URL, once it is known.</summary>
    public Uri? Account { get; set; }

    public async Task<string> NonceAsync()
    {
        using var answer = await scene.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, scene.Links.NewNonce));
        return answer.Headers.GetValues("Replay-Nonce").Single();
    }

    /// <summary>Sends a signed request with what belongs to it.</summary>
    public async Task<RawAnswer> PostAsync(Uri url, string payload, bool withKey = false, string? signedUrl = null, string? nonce = null) =>
        await SendAsync(url, await JwsSigner.SignAsync(Key, withKey ? null : Account!.AbsoluteUri, nonce ?? await NonceAsync(), signedUrl ?? url.AbsoluteUri, Encoding.UTF8.GetBytes(payload), CancellationToken.None));

    public Task<RawAnswer> PostAsync<T>(Uri url, T payload, JsonTypeInfo<T> type, bool withKey = false) => PostAsync(url, JsonSerializer.Serialize(payload, type), withKey);

    /// <summary>POST-as-GET.</summary>
    public Task<RawAnswer> GetAsync(Uri url) => PostAsync(url, "");

    /// <summary>Sends bytes.</summary>
    public async Task<RawAnswer> SendAsync(Uri url, byte[] body, string? contentType = "application/jose+json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        return await SendAsync(request);
    }

    /// <summary>Sends anything.</summary>
    public async Task<RawAnswer> SendAsync(HttpRequestMessage request)
    {
        using var answer = await scene.Http.SendAsync(request);
        return new(answer.StatusCode, answer.Headers, answer.Content.Headers, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Signs a header that the test wrote.</summary>
    public async Task<byte[]> SignAsync(string header, string payload)
    {
        var (encodedHeader, encodedPayload) = (StrictBase64Url.Encode(Encoding.UTF8.GetBytes(header)), StrictBase64Url.Encode(Encoding.UTF8.GetBytes(payload)));
        var signature = await Key.SignAsync(Encoding.ASCII.GetBytes($"{encodedHeader}.{encodedPayload}"), CancellationToken.None);
        return Encoding.ASCII.GetBytes($$"""{"protected":"{{encodedHeader}}","payload":"{{encodedPayload}}","signature":"{{StrictBase64Url.Encode(signature)}}"}""");
    }

    public async Task<RawAnswer> RegisterAsync(Enrolment? enrolment, string? url = null)
    {
        var request = new AccountRequest
        {
            ExternalAccountBinding = enrolment is null ? null : ExternalAccountBinding.Create(enrolment.Id, enrolment.MacKey.Span, Key.PublicKey, url ?? scene.Links.NewAccount.AbsoluteUri),
        };
        var answer = await PostAsync(scene.Links.NewAccount, request, AcmeJson.Default.AccountRequest, withKey: true);
        Account = answer.Headers.Location;
        return answer;
    }

    public Task<RawAnswer> OrderAsync(OrderRequest order) => PostAsync(scene.Links.NewOrder, order, AcmeJson.Default.OrderRequest);

    /// <summary>Orders ordinary names.</summary>
    public Task<RawAnswer> OrderAsync(params IReadOnlyList<string> names) => OrderAsync(new OrderRequest { Identifiers = [.. names.Select(name => new AcmeIdentifier("dns", name))] });

    /// <summary>Orders a series under a device's delegation.</summary>
    public Task<RawAnswer> OrderStarAsync(Device device, TimeSpan? lifetime = null, TimeSpan? duration = null) => OrderAsync(new OrderRequest
    {
        Identifiers = [new("dns", device.Cname)],
        Delegation = scene.Links.Delegation(device.Id).AbsoluteUri,
        AutoRenewal = new()
        {
            EndDate = scene.Time.GetUtcNow() + (duration ?? TimeSpan.FromDays(10)),
            Lifetime = (long)(lifetime ?? TimeSpan.FromDays(4)).TotalSeconds,
            AllowCertificateGet = true,
        },
    });

    public Task<RawAnswer> FinalizeAsync(AcmeOrder order, byte[] csr) => PostAsync(order.Finalize, new FinalizeRequest { Csr = StrictBase64Url.Encode(csr) }, AcmeJson.Default.FinalizeRequest);

    /// <summary>Polls, without waiting, until an authorization is no longer pending.</summary>
    public async Task<AcmeAuthorization> SettleAsync(Uri url)
    {
        for (var i = 0; i < 5000; i++)
        {
            var authorization = (await GetAsync(url)).Read(AcmeJson.Default.AcmeAuthorization);
            if (authorization.Status != AcmeStatus.Pending)
                return authorization;
            await Task.Yield();
        }
        throw new AssertFailedException("the authorization stays pending");
    }
}
