using System.Text;
using System.Text.Json;

namespace LocalHttps.Acme;

/// <summary>Writes a JWS in the flattened serialization (RFC 8555 §6.2).</summary>
public static class JwsSigner
{
    /// <summary>Signs a request.</summary>
    /// <param name="key">The account's, or for a revocation the certificate's.</param>
    /// <param name="keyId">The account's URL; null: the key itself goes into the header.</param>
    /// <param name="nonce">Null in an inner JWS alone (RFC 8555 §7.3.5).</param>
    /// <param name="url">Where it goes, as the server wrote it (§6.4).</param>
    /// <param name="payload">The bytes; none for POST-as-GET (§6.3).</param>
    /// <param name="cancellation">Ends the wait for the key.</param>
    public static async ValueTask<byte[]> SignAsync(
        IAccountKey key, string? keyId, string? nonce, string url, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(key);
        var header = Header(JwsVerifier.AlgorithmOf(key.PublicKey.Kind), keyId is null ? key.PublicKey : null, keyId, nonce, url);
        var (encodedHeader, encodedPayload) = (StrictBase64Url.Encode(header), StrictBase64Url.Encode(payload.Span));
        var signature = await key.SignAsync(Encoding.ASCII.GetBytes($"{encodedHeader}.{encodedPayload}"), cancellation);
        return Envelope(encodedHeader, encodedPayload, signature);
    }

    internal static byte[] Header(string algorithm, JsonWebKey? key, string? keyId, string? nonce, string url) => Write(writer =>
    {
        writer.WriteString("alg", algorithm);
        if (key is not null)
        {
            writer.WritePropertyName("jwk");
            writer.WriteRawValue(key.Canonical);
        }
        if (keyId is not null)
            writer.WriteString("kid", keyId);
        if (nonce is not null)
            writer.WriteString("nonce", nonce);
        writer.WriteString("url", url);
    });

    internal static byte[] Envelope(string header, string payload, ReadOnlySpan<byte> signature)
    {
        var encoded = StrictBase64Url.Encode(signature);
        return Write(writer =>
        {
            writer.WriteString("protected", header);
            writer.WriteString("payload", payload);
            writer.WriteString("signature", encoded);
        });
    }

    internal static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}
