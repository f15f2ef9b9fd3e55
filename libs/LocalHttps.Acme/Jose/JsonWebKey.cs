using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LocalHttps.Acme;

/// <summary>The kinds of keys that are taken.</summary>
public enum JsonWebKeyKind
{
    /// <summary>EC on P-256 (RFC 7518 §6.2).</summary>
    P256,

    /// <summary>EC on P-384.</summary>
    P384,

    /// <summary>RSA of 2048 to 4096 bits (RFC 7518 §6.3).</summary>
    Rsa,

    /// <summary>Ed25519 (RFC 8037 §2).</summary>
    Ed25519,
}

/// <summary>A public key that was found to be sound: on its curve, of a good size, in its one way of writing. Two are equal when their keys are.</summary>
public sealed class JsonWebKey : IEquatable<JsonWebKey>
{
    private readonly byte[] first;
    private readonly byte[] second;

    // Making a key ready takes several times as long as verifying with it, and whoever asked once asks again. It serves one thread at a time.
    private ECDsa? ready;

    private JsonWebKey(JsonWebKeyKind kind, byte[] first, byte[] second)
    {
        (Kind, this.first, this.second) = (kind, first, second);
        var (a, b) = (StrictBase64Url.Encode(first), StrictBase64Url.Encode(second));
        // RFC 7638 §3.2: the required members alone, in lexicographic order, no white space.
        Canonical = kind switch
        {
            JsonWebKeyKind.P256 => $$"""{"crv":"P-256","kty":"EC","x":"{{a}}","y":"{{b}}"}""",
            JsonWebKeyKind.P384 => $$"""{"crv":"P-384","kty":"EC","x":"{{a}}","y":"{{b}}"}""",
            JsonWebKeyKind.Rsa => $$"""{"e":"{{b}}","kty":"RSA","n":"{{a}}"}""",
            _ => $$"""{"crv":"Ed25519","kty":"OKP","x":"{{a}}"}""",
        };
        Thumbprint = StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Canonical)));
    }

    /// <summary>What kind of key it is.</summary>
    public JsonWebKeyKind Kind { get; }

    /// <summary>The JSON that the thumbprint is made of (RFC 7638 §3.2); reads back as the same key.</summary>
    public string Canonical { get; }

    /// <summary>SHA-256 of <see cref="Canonical"/>, base64url (RFC 7638, RFC 8555 §8.1).</summary>
    public string Thumbprint { get; }

    /// <summary>Bits of an RSA modulus, or of the curve's field.</summary>
    public int Bits => Kind switch
    {
        JsonWebKeyKind.P384 => 384,
        JsonWebKeyKind.Rsa => KeyRules.Bits(first),
        _ => 256,
    };

    /// <summary>What proves a challenge: token, full stop, thumbprint (RFC 8555 §8.1).</summary>
    public string KeyAuthorization(string token) => $"{token}.{Thumbprint}";

    /// <summary>The text of the dns-01 record (RFC 8555 §8.4).</summary>
    public string DnsChallengeText(string token) => StrictBase64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(KeyAuthorization(token))));

    /// <summary>Reads a key that was stored or sent.</summary>
    /// <exception cref="AcmeException"><c>malformed</c> or <c>badPublicKey</c>.</exception>
    public static JsonWebKey Parse(string json) => Parse(HostileJson.ReadObject(Encoding.UTF8.GetBytes(json), "key"));

    /// <summary>Reads a key that a stranger sent. Members that are not known are let pass, private ones are not.</summary>
    /// <exception cref="AcmeException"><c>malformed</c> or <c>badPublicKey</c>.</exception>
    public static JsonWebKey Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetString("kty", out var type))
            throw Problems.Malformed("The key is not a JSON Web Key.");
        if (Array.Exists(KeyRules.PrivateMembers, name => json.TryGetProperty(name, out _)))
            throw Problems.BadPublicKey("The key holds private members. It is public now: make another one.");
        json.TryGetString("crv", out var curve);
        return (type, curve) switch
        {
            ("EC", "P-256") => FromPoint(JsonWebKeyKind.P256, Member(json, "x"), Member(json, "y")),
            ("EC", "P-384") => FromPoint(JsonWebKeyKind.P384, Member(json, "x"), Member(json, "y")),
            ("OKP", "Ed25519") => FromEd25519(Member(json, "x")),
            ("RSA", _) => FromRsa(Member(json, "n"), Member(json, "e")),
            _ => throw Problems.BadPublicKey("Keys are taken on P-256, P-384 and Ed25519, and RSA keys of 2048 to 4096 bits."),
        };
    }

    /// <summary>The public half of <paramref name="key"/>, on P-256 or P-384.</summary>
    /// <exception cref="AcmeException"><c>badPublicKey</c>.</exception>
    public static JsonWebKey From(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return FromPoint(key.KeySize switch
        {
            256 when KeyRules.IsCurve(parameters.Curve, "1.2.840.10045.3.1.7", "nistP256", "ECDSA_P256") => JsonWebKeyKind.P256,
            384 when KeyRules.IsCurve(parameters.Curve, "1.3.132.0.34", "nistP384", "ECDSA_P384") => JsonWebKeyKind.P384,
            _ => throw Problems.BadPublicKey("An EC key must be on P-256 or P-384."),
        }, parameters.Q.X!, parameters.Q.Y!);
    }

    /// <summary>The public half of <paramref name="key"/>.</summary>
    /// <exception cref="AcmeException"><c>badPublicKey</c>.</exception>
    public static JsonWebKey From(RSA key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return FromRsa(parameters.Modulus!, parameters.Exponent!);
    }

    /// <summary>The key of a certificate (SubjectPublicKeyInfo, DER), to compare with that of a request to revoke it (RFC 8555 §7.6).</summary>
    /// <exception cref="AcmeException"><c>badPublicKey</c>: it is of a kind that is not taken.</exception>
    public static JsonWebKey FromSubjectPublicKeyInfo(ReadOnlyMemory<byte> der)
    {
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.DER);
            var info = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            return PublicKeyReader.Read(info);
        }
        catch (AsnContentException)
        {
            throw Problems.BadPublicKey("The key is not the DER of a SubjectPublicKeyInfo.");
        }
    }

    /// <summary>Whether <paramref name="signature"/> over <paramref name="data"/> is this key's, under the algorithm that goes with it.</summary>
    /// <param name="algorithm"><c>ES256</c>, <c>ES384</c>, <c>RS256</c> or <c>EdDSA</c>.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">As JWS writes it: r and s side by side (RFC 7518 §3.4).</param>
    public bool Verify(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) => (Kind, algorithm) switch
    {
        (JsonWebKeyKind.P256, "ES256") => VerifyEcdsa(ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, data, signature),
        (JsonWebKeyKind.P384, "ES384") => VerifyEcdsa(ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, data, signature),
        (JsonWebKeyKind.Rsa, "RS256") => VerifyRsa(data, signature),
        (JsonWebKeyKind.Ed25519, "EdDSA") => Ed25519.Verify(first, data, signature),
        _ => false,
    };

    /// <inheritdoc/>
    public bool Equals(JsonWebKey? other) => other is not null && Canonical == other.Canonical;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JsonWebKey);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Canonical);

    /// <inheritdoc/>
    public override string ToString() => Canonical;

    // SEC 1 §2.3.3
    internal static JsonWebKey FromUncompressedPoint(JsonWebKeyKind kind, byte[] point)
    {
        if (point is not [4, ..] || point.Length % 2 == 0)
            throw Problems.BadPublicKey("The EC key is not an uncompressed point.");
        var half = point.Length / 2;
        return FromPoint(kind, point[1..(half + 1)], point[(half + 1)..]);
    }

    internal static JsonWebKey FromRsa(byte[] modulus, byte[] exponent)
    {
        KeyRules.CheckRsa(modulus, exponent);
        return new(JsonWebKeyKind.Rsa, modulus, exponent);
    }

    private static byte[] Member(JsonElement json, string name)
    {
        json.TryGetString(name, out var text);
        return StrictBase64Url.Decode(text, $"member {name} of the key");
    }

    private static JsonWebKey FromPoint(JsonWebKeyKind kind, byte[] x, byte[] y) => KeyRules.IsOnCurve(kind, x, y)
        ? new(kind, x, y)
        : throw Problems.BadPublicKey("The EC key is not a point of its curve, or its coordinates are not of the curve's length.");

    private static JsonWebKey FromEd25519(byte[] x) => Ed25519.IsSound(x)
        ? new(JsonWebKeyKind.Ed25519, x, [])
        : throw Problems.BadPublicKey("The Ed25519 key is not 32 bytes of a point of a large order.");

    private bool VerifyEcdsa(ECCurve curve, HashAlgorithmName hash, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 2 * first.Length)
            return false;
        var key = Interlocked.Exchange(ref ready, null) ?? ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = first, Y = second } });
        try
        {
            return key.VerifyData(data, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        finally
        {
            if (Interlocked.CompareExchange(ref ready, key, null) is not null)
                key.Dispose();
        }
    }

    private bool VerifyRsa(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != first.Length)
            return false;
        using var key = RSA.Create(new RSAParameters { Modulus = first, Exponent = second });
        return key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
