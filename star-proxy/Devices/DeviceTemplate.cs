using LocalHttps.Acme;

namespace LocalHttps.Star.Devices;

/// <summary>What a device's CSR must look like (RFC 9115 §4): its name and nothing else, a key on P-256 or P-384.</summary>
internal static class DeviceTemplate
{
    public static CsrTemplate For(string cname) => new()
    {
        KeyTypes =
        [
            new() { PublicKeyType = "id-ecPublicKey", NamedCurve = "secp256r1", SignatureType = "ecdsa-with-SHA256" },
            new() { PublicKeyType = "id-ecPublicKey", NamedCurve = "secp384r1", SignatureType = "ecdsa-with-SHA384" },
        ],
        Extensions = new()
        {
            SubjectAltName = new() { Dns = [cname] },
            KeyUsage = ["digitalSignature"],
            ExtendedKeyUsage = ["serverAuth"],
        },
    };
}
