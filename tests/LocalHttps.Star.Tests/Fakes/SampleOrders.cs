using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Acme;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Tests.Fakes;

/// <summary>Orders as the web side leaves them, and CSRs for them.</summary>
internal static class SampleOrders
{
    public const string Zone = "home.test";
    public const string Cname = "13ab-7c34-23be-device.home.test";
    public static readonly DateTimeOffset Start = new(2027, 1, 10, 0, 0, 0, TimeSpan.Zero);

    public static Device Device(string id = "device") => new()
    {
        Id = id,
        Cname = Cname,
        DeviceName = "IoTD-1000A",
        CreatedAt = Start,
        Template = new CsrTemplate
        {
            KeyTypes = [new CsrKeyType { PublicKeyType = "id-ecPublicKey", NamedCurve = "secp256r1", SignatureType = "ecdsa-with-SHA256" }],
            Extensions = new CsrExtensions { SubjectAltName = new CsrSubjectAltName { Dns = [Cname] } },
        },
    };

    public static Order Plain(string id = "order", params string[] names) => new()
    {
        Id = id,
        AccountId = "account",
        Identifiers = [.. (names.Length == 0 ? [Cname] : names).Select(name => new AcmeIdentifier(AcmeIdentifier.Dns, name))],
        AuthorizationIds = [],
        CreatedAt = Start,
        ExpiresAt = Start.AddDays(7),
        CertificateId = $"certificate-{id}",
    };

    public static Order Star(string id = "order", TimeSpan? lifetime = null, TimeSpan? duration = null, DateTimeOffset? start = null, TimeSpan? adjust = null) => Plain(id) with
    {
        DeviceId = "device",
        AutoRenewal = new AutoRenewal
        {
            StartDate = start,
            EndDate = (start ?? Start) + (duration ?? TimeSpan.FromDays(10)),
            Lifetime = (long)(lifetime ?? TimeSpan.FromDays(4)).TotalSeconds,
            LifetimeAdjust = (long)(adjust ?? TimeSpan.Zero).TotalSeconds,
            AllowCertificateGet = true,
        },
    };

    public static byte[] Csr(AsymmetricAlgorithm key, params string[] names)
    {
        var request = key is RSA rsa
            ? new CertificateRequest("", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("", (ECDsa)key, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
            alternative.AddDnsName(name);
        request.CertificateExtensions.Add(alternative.Build());
        return request.CreateSigningRequest();
    }

    public static byte[] Csr(params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Csr(key, names.Length == 0 ? [Cname] : names);
    }
}
