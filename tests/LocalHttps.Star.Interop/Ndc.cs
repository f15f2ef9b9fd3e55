using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>A device as RFC 9115's NDC, by our own client. Its keys stay when the connection is made anew.</summary>
internal sealed class Ndc : IDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly EcdsaAccountKey account = EcdsaAccountKey.Create();
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Func<HttpClient> connect;
    private readonly Uri directory;
    private readonly AccountBinding binding;
    private HttpClient http;

    /// <summary>Connects.</summary>
    /// <param name="directory">The server's.</param>
    /// <param name="connect">Makes a connection that trusts the server.</param>
    /// <param name="name">The name that it wants certificates for.</param>
    /// <param name="binding">Its enrolment.</param>
    public Ndc(Uri directory, Func<HttpClient> connect, string name, AccountBinding binding)
    {
        (this.directory, this.connect, Name, this.binding) = (directory, connect, name, binding);
        http = connect();
        Client = NewClient(null);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Its client.</summary>
    public AcmeClient Client { get; private set; }

    /// <summary>What a client says in dns-01 and http-01.</summary>
    public string Authorize(string token) => $"{token}.{account.PublicKey.Thumbprint}";

    /// <summary>A connection that trusts the roots of a file.</summary>
    public static HttpClient Connect(string rootFile)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(rootFile);
        return AcmeHttp.Create(roots);
    }

    /// <summary>Forgets connection and nonces, as a device does that was switched off and on.</summary>
    public void Reconnect()
    {
        http.Dispose();
        http = connect();
        Client = NewClient(Client.Account);
    }

    /// <summary>Registers.</summary>
    public Task<AcmeAccount> RegisterAsync() => Client.RegisterAsync(new() { TermsOfServiceAgreed = true, KeyId = binding.KeyId, MacKey = StrictBase64Url.Decode(binding.MacKey, "MAC key") }, CancellationToken.None);

    /// <summary>Its one delegation.</summary>
    public async Task<Uri> DelegationAsync()
    {
        await foreach (var url in Client.ListDelegationsAsync(CancellationToken.None))
            return url;
        throw new InvalidOperationException($"{Name} has no delegation.");
    }

    /// <summary>What it orders: a series under its delegation.</summary>
    public OrderRequest Wanted(Uri? delegation, TimeSpan lifetime, TimeSpan duration) => new()
    {
        Identifiers = [new(AcmeIdentifier.Dns, Name)],
        Delegation = delegation?.OriginalString,
        AutoRenewal = new()
        {
            EndDate = DateTimeOffset.FromUnixTimeSeconds((TimeProvider.System.GetUtcNow() + duration).ToUnixTimeSeconds()),
            Lifetime = (long)lifetime.TotalSeconds,
            AllowCertificateGet = true,
        },
    };

    /// <summary>A CSR for its name and its one key.</summary>
    public byte[] Csr()
    {
        var request = new CertificateRequest(new X500DistinguishedName([0x30, 0x00]), key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.CreateSigningRequest();
    }

    /// <summary>From nothing to a valid series.</summary>
    /// <returns>The order.</returns>
    public async Task<AcmeResource<AcmeOrder>> EnrolAsync(TimeSpan lifetime, TimeSpan duration)
    {
        await RegisterAsync();
        var order = await Client.NewOrderAsync(Wanted(await DelegationAsync(), lifetime, duration), CancellationToken.None);
        await Client.FinalizeAsync(order, Csr(), CancellationToken.None);
        order = await Client.WaitForOrderAsync(order.Url, ["processing"], Limit, CancellationToken.None);
        Assert.AreEqual("valid", order.Value.Status, order.Value.Error?.Detail);
        return order;
    }

    public void Dispose()
    {
        http.Dispose();
        key.Dispose();
        account.Dispose();
    }

    private AcmeClient NewClient(Uri? known) => new(http, account, new() { Directory = directory, Account = known, PollInterval = TimeSpan.FromMilliseconds(500), RequestLimit = TimeSpan.FromSeconds(20) });
}
