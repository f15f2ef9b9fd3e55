using System.Security.Cryptography;

namespace LocalHttps.Acme;

/// <summary>A key that signs requests; it may live elsewhere, such as in a security chip.</summary>
public interface IAccountKey
{
    /// <summary>The public half; its kind says the algorithm (<see cref="JwsVerifier.AlgorithmOf"/>).</summary>
    JsonWebKey PublicKey { get; }

    /// <summary>Signs as JWS writes it: of an EC key r and s side by side (RFC 7518 §3.4).</summary>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation);
}

/// <summary>An account key on P-256 or P-384 held in memory.</summary>
public sealed class EcdsaAccountKey : IAccountKey, IDisposable
{
    private readonly ECDsa key;
    private readonly HashAlgorithmName hash;

    /// <summary>Takes over <paramref name="key"/>.</summary>
    /// <exception cref="AcmeException"><c>badPublicKey</c>: it is on another curve.</exception>
    public EcdsaAccountKey(ECDsa key)
    {
        (this.key, PublicKey) = (key, JsonWebKey.From(key));
        hash = PublicKey.Kind == JsonWebKeyKind.P256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;
    }

    /// <inheritdoc/>
    public JsonWebKey PublicKey { get; }

    /// <summary>A new key on P-256.</summary>
    public static EcdsaAccountKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads what <see cref="ExportPem"/> wrote.</summary>
    /// <exception cref="ArgumentException">It is no PEM of a private EC key.</exception>
    public static EcdsaAccountKey FromPem(ReadOnlySpan<char> pem)
    {
        var read = ECDsa.Create();
        try
        {
            read.ImportFromPem(pem);
            return new(read);
        }
        catch (Exception problem) when (problem is CryptographicException or AcmeException)
        {
            read.Dispose();
            throw new ArgumentException("Not a private key on P-256 or P-384.", nameof(pem), problem);
        }
    }

    /// <summary>The private key, PKCS #8 in PEM. A secret.</summary>
    public string ExportPem() => key.ExportPkcs8PrivateKeyPem();

    /// <inheritdoc/>
    public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        lock (key)
        {
            return ValueTask.FromResult(key.SignData(data.Span, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();
}
