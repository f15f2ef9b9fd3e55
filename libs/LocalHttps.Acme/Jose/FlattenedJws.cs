using System.Text;
using System.Text.Json;

namespace LocalHttps.Acme;

/// <summary>The protected header of a JWS (RFC 8555 §6.2).</summary>
/// <param name="Algorithm"><c>alg</c>.</param>
/// <param name="Url"><c>url</c> (§6.4.1), as it stands there.</param>
/// <param name="Nonce"><c>nonce</c> (§6.5.2), in its alphabet.</param>
/// <param name="Key"><c>jwk</c>; or null, and then <paramref name="KeyId"/> is there.</param>
/// <param name="KeyId"><c>kid</c>; or null, and then <paramref name="Key"/> is there.</param>
public sealed record JwsHeader(string Algorithm, string Url, string? Nonce, JsonWebKey? Key, string? KeyId);

/// <summary>A JWS in the flattened serialization, read but not yet verified (RFC 7515 §7.2.2, RFC 8555 §6.2).</summary>
public sealed class FlattenedJws
{
    /// <summary>Bytes of the largest JWS read: room for a CSR of a hundred names, in base64url twice.</summary>
    public const int MaximumSize = 64 * 1024;

    /// <summary>Longest <c>nonce</c>, <c>kid</c> and <c>url</c> in characters.</summary>
    public const int MaximumText = 1024;

    private FlattenedJws(JwsHeader header, byte[] payload, byte[] signature, byte[] signed) =>
        (Header, Payload, Signature, SigningInput) = (header, payload, signature, signed);

    /// <summary>The protected header.</summary>
    public JwsHeader Header { get; }

    /// <summary>The payload's bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The signature's bytes.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>What the signature is over (RFC 7515 §5.1).</summary>
    public ReadOnlyMemory<byte> SigningInput { get; }

    /// <summary>Whether it asks for a resource (RFC 8555 §6.3): the payload is empty. <c>{}</c> is not.</summary>
    public bool IsPostAsGet => Payload.IsEmpty;

    /// <summary>Reads the body of a request.</summary>
    /// <param name="utf8">The body, its length bounded here again.</param>
    /// <exception cref="AcmeException"><c>malformed</c>, <c>badPublicKey</c>, or <c>badNonce</c> where there is none.</exception>
    public static FlattenedJws ParseRequest(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Length > MaximumSize)
            throw Problems.Malformed($"A JWS may have at most {MaximumSize} bytes.", 413);
        var jws = Parse(HostileJson.ReadObject(utf8, "JWS"));
        return jws.Header.Nonce is not null ? jws : throw Problems.BadNonce();
    }

    /// <summary>Reads a JWS within a JWS, whose header must have no nonce (RFC 8555 §7.3.4, §7.3.5).</summary>
    /// <exception cref="AcmeException"><c>malformed</c> or <c>badPublicKey</c>.</exception>
    public static FlattenedJws ParseInner(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw Problems.Malformed("The inner JWS is not a JSON object.");
        var jws = Parse(json);
        return jws.Header.Nonce is null ? jws : throw Problems.Malformed("The inner JWS must have no nonce.");
    }

    private static FlattenedJws Parse(JsonElement json)
    {
        // RFC 7515 §7.2.1 and RFC 8555 §6.2: one signature, no unprotected header.
        if (json.TryGetProperty("signatures", out _))
            throw Problems.Malformed("The JWS must have one signature, in the flattened serialization.");
        if (json.TryGetProperty("header", out _))
            throw Problems.Malformed("The JWS must have no unprotected header.");
        var (header, payload, signature) = (Text(json, "protected"), Text(json, "payload"), Text(json, "signature"));
        return new(
            ParseHeader(HostileJson.ReadObject(StrictBase64Url.Decode(header, "protected header"), "protected header")),
            StrictBase64Url.Decode(payload, "payload"),
            StrictBase64Url.Decode(signature, "signature"),
            Encoding.ASCII.GetBytes($"{header}.{payload}"));
    }

    private static JwsHeader ParseHeader(JsonElement json)
    {
        // RFC 7515 §4.1.11: what is critical and not understood must be refused, and nothing of that kind is understood. RFC 8555 §6.2: no b64 (RFC 7797).
        if (json.TryGetProperty("crit", out _) || json.TryGetProperty("b64", out _))
            throw Problems.Malformed("The protected header must have neither crit nor b64.");
        var (algorithm, url) = (Text(json, "alg"), Text(json, "url"));
        var (hasKey, hasKeyId) = (json.TryGetProperty("jwk", out var key), json.TryGetProperty("kid", out _));
        if (hasKey == hasKeyId)
            throw Problems.Malformed("The protected header must have either jwk or kid.");
        var nonce = json.TryGetProperty("nonce", out _) ? Text(json, "nonce") : null;
        // RFC 8555 §6.5.2
        if (nonce is not null && (nonce.Length == 0 || !StrictBase64Url.IsValid(nonce)))
            throw Problems.Malformed("The nonce is not base64url without padding.");
        var keyId = hasKeyId ? Text(json, "kid") : null;
        if (algorithm.Length > MaximumText || url.Length > MaximumText || nonce?.Length > MaximumText || keyId?.Length > MaximumText)
            throw Problems.Malformed($"A text in the protected header is longer than {MaximumText} characters.");
        return new(algorithm, url, nonce, hasKey ? JsonWebKey.Parse(key) : null, keyId);
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetString(name, out var text) ? text : throw Problems.Malformed($"The JWS lacks the text \"{name}\".");
}
