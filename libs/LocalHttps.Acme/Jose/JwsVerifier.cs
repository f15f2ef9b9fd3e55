namespace LocalHttps.Acme;

/// <summary>Whether a JWS is what it says, by whom, and for this URL (RFC 8555 §6.2 to §6.4). The nonce is the caller's to use up.</summary>
public static class JwsVerifier
{
    /// <summary>The algorithms taken; none is a MAC (RFC 8555 §6.2).</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["ES256", "ES384", "EdDSA", "RS256"];

    /// <summary>Passes over a request signed by the key that it carries, which is returned: newAccount, and revokeCert by the certificate's key.</summary>
    /// <param name="jws">The request.</param>
    /// <param name="url">Where it arrived, as the server writes it.</param>
    /// <exception cref="AcmeException"><c>malformed</c>, <c>badSignatureAlgorithm</c>, <c>badPublicKey</c> or <c>unauthorized</c>.</exception>
    public static JsonWebKey VerifyByOwnKey(FlattenedJws jws, string url)
    {
        ArgumentNullException.ThrowIfNull(jws);
        var key = jws.Header.Key ?? throw Problems.Malformed("This request must carry its key as jwk, not name it by kid.");
        Verify(jws, key, url);
        return key;
    }

    /// <summary>The account URL that a request names as its signer: every request but newAccount and revokeCert by the certificate's key.</summary>
    /// <exception cref="AcmeException"><c>malformed</c>, or <c>badSignatureAlgorithm</c>, which needs no account to be told.</exception>
    public static string AccountOf(FlattenedJws jws)
    {
        ArgumentNullException.ThrowIfNull(jws);
        CheckAlgorithm(jws);
        return jws.Header.KeyId ?? throw Problems.Malformed("This request must name its account by kid, not carry a jwk.");
    }

    /// <summary>Passes over a request signed by <paramref name="key"/>.</summary>
    /// <exception cref="AcmeException"><c>malformed</c>, <c>badSignatureAlgorithm</c>, <c>badPublicKey</c> or <c>unauthorized</c>.</exception>
    public static void Verify(FlattenedJws jws, JsonWebKey key, string url)
    {
        ArgumentNullException.ThrowIfNull(jws);
        ArgumentNullException.ThrowIfNull(key);
        CheckAlgorithm(jws);
        if (jws.Header.Algorithm != AlgorithmOf(key.Kind))
            throw Problems.BadPublicKey($"The key does not go with the algorithm {jws.Header.Algorithm}.");
        // §6.4: the same string, and else unauthorized.
        if (jws.Header.Url != url)
            throw Problems.Unauthorized("The url in the protected header is not the one of the request.");
        if (!key.Verify(jws.Header.Algorithm, jws.SigningInput.Span, jws.Signature.Span))
            throw Problems.Malformed("The JWS does not verify with its key.");
    }

    /// <summary>The one algorithm that goes with a kind of key.</summary>
    public static string AlgorithmOf(JsonWebKeyKind kind) => kind switch
    {
        JsonWebKeyKind.P256 => "ES256",
        JsonWebKeyKind.P384 => "ES384",
        JsonWebKeyKind.Ed25519 => "EdDSA",
        _ => "RS256",
    };

    private static void CheckAlgorithm(FlattenedJws jws)
    {
        if (!Algorithms.Contains(jws.Header.Algorithm, StringComparer.Ordinal))
            throw Problems.BadSignatureAlgorithm(Algorithms);
    }
}
