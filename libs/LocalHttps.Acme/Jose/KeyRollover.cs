using System.Text.Json;

namespace LocalHttps.Acme;

/// <summary>The inner JWS by which a new key takes an account over (RFC 8555 §7.3.5).</summary>
public static class KeyRollover
{
    /// <summary>Makes the payload of a keyChange request.</summary>
    /// <param name="newKey">Signs it.</param>
    /// <param name="oldKey">The account's key of now, which signs the outer JWS.</param>
    /// <param name="account">The account's URL, as the server wrote it.</param>
    /// <param name="url">The keyChange URL, as the server wrote it.</param>
    /// <param name="cancellation">Ends the wait for the key.</param>
    public static ValueTask<byte[]> CreateAsync(IAccountKey newKey, JsonWebKey oldKey, string account, string url, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(oldKey);
        var payload = JwsSigner.Write(writer =>
        {
            writer.WriteString("account", account);
            writer.WritePropertyName("oldKey");
            writer.WriteRawValue(oldKey.Canonical);
        });
        return JwsSigner.SignAsync(newKey, keyId: null, nonce: null, url, payload, cancellation);
    }

    /// <summary>Steps 2 to 8: what the payload of a verified keyChange request asks for. That no other account has the key (9) is the caller's to see to.</summary>
    /// <param name="payload">The outer JWS's.</param>
    /// <param name="oldKey">The account's key of now.</param>
    /// <param name="account">The account's URL, as the server writes it.</param>
    /// <param name="url">The <c>url</c> of the outer JWS.</param>
    /// <returns>The new key.</returns>
    /// <exception cref="AcmeException"><c>malformed</c>, <c>badSignatureAlgorithm</c>, <c>badPublicKey</c> or <c>unauthorized</c>.</exception>
    public static JsonWebKey Verify(ReadOnlyMemory<byte> payload, JsonWebKey oldKey, string account, string url)
    {
        var jws = FlattenedJws.ParseInner(HostileJson.ReadObject(payload, "inner JWS"));
        var newKey = JwsVerifier.VerifyByOwnKey(jws, url);
        var change = HostileJson.ReadObject(jws.Payload, "keyChange object");
        if (!change.TryGetString("account", out var named) || named != account)
            throw Problems.Malformed("The keyChange object names another account.");
        if (!change.TryGetProperty("oldKey", out var old) || old.ValueKind != JsonValueKind.Object || !JsonWebKey.Parse(old).Equals(oldKey))
            throw Problems.Malformed("The keyChange object names another old key.");
        return newKey.Equals(oldKey) ? throw Problems.BadPublicKey("The new key is the old one.") : newKey;
    }
}
