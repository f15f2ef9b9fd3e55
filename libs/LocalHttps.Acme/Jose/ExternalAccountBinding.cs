using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalHttps.Acme;

/// <summary>What binds an ACME account to one that the server knows already (RFC 8555 §7.3.4): its MAC over the account's key.</summary>
public sealed class ExternalAccountBinding
{
    private const string Algorithm = "HS256";
    private readonly FlattenedJws jws;

    private ExternalAccountBinding(FlattenedJws jws, string keyId) => (this.jws, KeyId) = (jws, keyId);

    /// <summary>Which MAC key it says it was made with; not yet verified.</summary>
    public string KeyId { get; }

    /// <summary>Makes the value of <c>externalAccountBinding</c>.</summary>
    /// <param name="keyId">The key identifier that the server gave.</param>
    /// <param name="macKey">The MAC key that the server gave.</param>
    /// <param name="account">The account's key.</param>
    /// <param name="url">The newAccount URL, as the server wrote it.</param>
    public static JsonElement Create(string keyId, ReadOnlySpan<byte> macKey, JsonWebKey account, string url)
    {
        ArgumentNullException.ThrowIfNull(account);
        var header = StrictBase64Url.Encode(JwsSigner.Header(Algorithm, key: null, keyId, nonce: null, url));
        var payload = StrictBase64Url.Encode(Encoding.ASCII.GetBytes(account.Canonical));
        var mac = HMACSHA256.HashData(macKey, Encoding.ASCII.GetBytes($"{header}.{payload}"));
        using var json = JsonDocument.Parse(JwsSigner.Envelope(header, payload, mac));
        return json.RootElement.Clone();
    }

    /// <summary>Steps 1 and 2: a JWS of the right form.</summary>
    /// <exception cref="AcmeException"><c>malformed</c> or <c>badSignatureAlgorithm</c>.</exception>
    public static ExternalAccountBinding Parse(JsonElement json)
    {
        var inner = FlattenedJws.ParseInner(json);
        if (inner.Header.Algorithm != Algorithm)
            throw Problems.BadSignatureAlgorithm([Algorithm]);
        return new(inner, inner.Header.KeyId ?? throw Problems.Malformed("The external account binding must name its key by kid."));
    }

    /// <summary>Steps 4 and 5, after the MAC key was found (3): the MAC is right, for this URL and this account's key.</summary>
    /// <param name="macKey">The MAC key of <see cref="KeyId"/>; of a <see cref="KeyId"/> that is not known any other, so that both take the same time.</param>
    /// <param name="account">The key that the outer JWS was verified with.</param>
    /// <param name="url">The <c>url</c> of the outer JWS.</param>
    /// <exception cref="AcmeException"><c>unauthorized</c> or <c>malformed</c>.</exception>
    public void Verify(ReadOnlySpan<byte> macKey, JsonWebKey account, string url)
    {
        ArgumentNullException.ThrowIfNull(account);
        var mac = HMACSHA256.HashData(macKey, jws.SigningInput.Span);
        if (!CryptographicOperations.FixedTimeEquals(mac, jws.Signature.Span))
            throw Problems.Unauthorized("The external account binding does not verify.");
        if (jws.Header.Url != url)
            throw Problems.Malformed("The url of the external account binding is not the one of the request.");
        if (!JsonWebKey.Parse(HostileJson.ReadObject(jws.Payload, "payload of the external account binding")).Equals(account))
            throw Problems.Malformed("The external account binding is for another key than the one that signed the request.");
    }
}
