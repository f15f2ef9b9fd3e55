using System.Formats.Asn1;
using System.Security.Cryptography;

namespace LocalHttps.Acme;

/// <summary>Reads a SubjectPublicKeyInfo (RFC 5480, RFC 3279) and verifies what its key signed in X.509's way.</summary>
internal static class PublicKeyReader
{
    private const string Ec = "1.2.840.10045.2.1";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const string P384 = "1.3.132.0.34";

    /// <exception cref="AsnContentException">It is none.</exception>
    /// <exception cref="AcmeException"><c>badPublicKey</c>.</exception>
    public static JsonWebKey Read(AsnReader info)
    {
        var algorithm = info.ReadSequence();
        var oid = algorithm.ReadObjectIdentifier();
        JsonWebKey key;
        if (oid == Ec)
        {
            var curve = algorithm.PeekTag() == Asn1Tag.ObjectIdentifier ? algorithm.ReadObjectIdentifier() : "";
            key = JsonWebKey.FromUncompressedPoint(
                curve switch { P256 => JsonWebKeyKind.P256, P384 => JsonWebKeyKind.P384, _ => throw Unsuited() }, ReadBits(info));
        }
        else if (oid == Rsa)
        {
            algorithm.ReadNull();
            var outer = new AsnReader(ReadBits(info), AsnEncodingRules.DER);
            var numbers = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            key = JsonWebKey.FromRsa(Unsigned(numbers.ReadIntegerBytes().Span), Unsigned(numbers.ReadIntegerBytes().Span));
            numbers.ThrowIfNotEmpty();
        }
        else
        {
            throw Unsuited();
        }
        algorithm.ThrowIfNotEmpty();
        info.ThrowIfNotEmpty();
        return key;
    }

    /// <summary>The OID of a signature's algorithm; parameters are NULL or absent (RFC 5758 §3.2, RFC 4055 §5).</summary>
    public static string ReadAlgorithm(AsnReader algorithm)
    {
        var oid = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData && algorithm.PeekTag() == Asn1Tag.Null)
            algorithm.ReadNull();
        // RSASSA-PSS has parameters, and is refused by its OID.
        return algorithm.HasData ? "" : oid;
    }

    /// <exception cref="AcmeException"><c>badCSR</c>.</exception>
    public static void CheckSignature(JsonWebKey key, ReadOnlyMemory<byte> info, string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var (isEc, hash) = algorithm switch
        {
            "1.2.840.10045.4.3.2" => (true, HashAlgorithmName.SHA256),
            "1.2.840.10045.4.3.3" => (true, HashAlgorithmName.SHA384),
            "1.2.840.10045.4.3.4" => (true, HashAlgorithmName.SHA512),
            "1.2.840.113549.1.1.11" => (false, HashAlgorithmName.SHA256),
            "1.2.840.113549.1.1.12" => (false, HashAlgorithmName.SHA384),
            "1.2.840.113549.1.1.13" => (false, HashAlgorithmName.SHA512),
            _ => throw Problems.BadCsr("The CSR is signed with an algorithm other than ECDSA or RSA PKCS #1 with SHA-256, SHA-384 or SHA-512."),
        };
        if (isEc != (key.Kind != JsonWebKeyKind.Rsa) || !Verify(isEc, hash, info.Span, data, signature))
            throw Problems.BadCsr("The CSR is not signed by the key in it.");
    }

    private static bool Verify(bool isEc, HashAlgorithmName hash, ReadOnlySpan<byte> info, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            if (isEc)
            {
                using var ecdsa = ECDsa.Create();
                ecdsa.ImportSubjectPublicKeyInfo(info, out _);
                return ecdsa.VerifyData(data, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
            }
            using var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(info, out _);
            return rsa.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            // The platform's library is stricter than the reader above in some corner, or the signature is no DER.
            return false;
        }
    }

    private static byte[] ReadBits(AsnReader reader)
    {
        var bytes = reader.ReadBitString(out var unused);
        return unused == 0 ? bytes : throw Unsuited();
    }

    private static byte[] Unsigned(ReadOnlySpan<byte> integer) => integer switch
    {
        [>= 0x80, ..] => throw Unsuited(),
        [0, .. var rest] => rest.ToArray(),
        _ => integer.ToArray(),
    };

    private static AcmeException Unsuited() => Problems.BadPublicKey("The key must be EC on P-256 or P-384, named by its OID, or RSA of 2048 to 4096 bits.");
}
