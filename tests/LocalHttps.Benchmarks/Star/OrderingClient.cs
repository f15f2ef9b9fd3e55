using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;

namespace LocalHttps.Benchmarks.Star;

/// <summary>One account at one server, with a connection of its own.</summary>
internal sealed class OrderingClient : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly ECDsa CertificateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private readonly EcdsaAccountKey key = EcdsaAccountKey.Create();
    private readonly ChallengeResponder responder;
    private readonly HttpClient http;
    private readonly AcmeClient client;

    /// <summary>Connects; registers nothing yet.</summary>
    public OrderingClient(AcmePeer peer, ChallengeResponder responder)
    {
        this.responder = responder;
        http = peer.Connect();
        client = new AcmeClient(http, key, new() { Directory = peer.Directory, RequestLimit = Longest });
    }

    /// <summary>Registers.</summary>
    /// <param name="binding">An enrolment; null: without.</param>
    public Task RegisterAsync((string KeyId, ReadOnlyMemory<byte> MacKey)? binding = null) =>
        client.RegisterAsync(new() { TermsOfServiceAgreed = true, KeyId = binding?.KeyId, MacKey = binding?.MacKey ?? default }, CancellationToken.None);

    /// <summary>A CSR for one name as a delegation's template wants it.</summary>
    public static byte[] Csr(string name)
    {
        var request = new CertificateRequest(new X500DistinguishedName(""), CertificateKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        lock (CertificateKey)
            return request.CreateSigningRequest();
    }

    /// <summary>From newOrder to the certificate, by http-01 where control over the name is not proved yet.</summary>
    public Task ObtainAsync(string name, byte[] csr) => ObtainAsync(new OrderRequest { Identifiers = [new(AcmeIdentifier.Dns, name)] }, csr);

    /// <summary>From newOrder under the account's only delegation to the first certificate of the series.</summary>
    public async Task ObtainSeriesAsync(string name, byte[] csr, Uri delegation)
    {
        var end = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(30);
        await ObtainAsync(
            new OrderRequest
            {
                Identifiers = [new(AcmeIdentifier.Dns, name)],
                Delegation = delegation.OriginalString,
                AutoRenewal = new() { EndDate = DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds()), Lifetime = 86_400, AllowCertificateGet = true },
            },
            csr);
    }

    /// <summary>The account's only delegation.</summary>
    public async Task<Uri> DelegationAsync()
    {
        await foreach (var url in client.ListDelegationsAsync(CancellationToken.None))
            return url;
        throw new InvalidOperationException("There is no delegation.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        key.Dispose();
    }

    private async Task ObtainAsync(OrderRequest request, byte[] csr)
    {
        var order = await client.NewOrderAsync(request, CancellationToken.None);
        if (order.Value.Status == "pending")
            await ProveAsync(order.Value.Authorizations[0]);
        order = await client.FinalizeAsync(order, csr, CancellationToken.None);
        order = await AskAsync(order, () => client.GetOrderAsync(order.Url, CancellationToken.None), now => now.Status, "processing");
        var chain = await client.DownloadAsync(order.Value.StarCertificate ?? order.Value.Certificate ?? throw new InvalidOperationException($"The order is {order.Value.Status}: {order.Value.Error?.Detail}"), CancellationToken.None);
        if (chain.Chain.Count < 2)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"A chain of {chain.Chain.Count}."));
    }

    private async Task ProveAsync(Uri url)
    {
        var authorization = await client.GetAuthorizationAsync(url, CancellationToken.None);
        var challenge = authorization.Value.Challenges.First(one => one.Type == "http-01");
        var asked = responder.Serve(challenge.Token!, $"{challenge.Token}.{key.PublicKey.Thumbprint}");
        await client.AnswerAsync(challenge, CancellationToken.None);
        // Before that there is nothing to be seen: what is asked for in vain would be the client's pace and not the server's.
        await asked.WaitAsync(Longest, TimeProvider.System);
        await Task.Delay(Pause, TimeProvider.System);
        authorization = await AskAsync(null, () => client.GetAuthorizationAsync(url, CancellationToken.None), now => now.Status, "pending");
        responder.Forget(challenge.Token!);
        if (authorization.Value.Status != "valid")
            throw new InvalidOperationException($"The authorization is {authorization.Value.Status}: {authorization.Value.Challenges.FirstOrDefault(one => one.Error is not null)?.Error?.Detail}");
    }

    // Sooner than the server asks for: the same for both.
    private static async Task<AcmeResource<T>> AskAsync<T>(AcmeResource<T>? known, Func<Task<AcmeResource<T>>> ask, Func<T, string> status, string passing)
    {
        var start = TimeProvider.System.GetTimestamp();
        var resource = known ?? await ask();
        while (status(resource.Value) == passing && TimeProvider.System.GetElapsedTime(start) < Longest)
        {
            await Task.Delay(Pause, TimeProvider.System);
            resource = await ask();
        }
        return resource;
    }
}
