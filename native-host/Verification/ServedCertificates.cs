using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Host.Verification;

/// <summary>The certificates a peer sent, as bytes.</summary>
/// <param name="Leaf">The leaf in DER.</param>
/// <param name="Others">The rest in DER, as sent.</param>
internal sealed record ServedCertificates(byte[] Leaf, IReadOnlyList<byte[]> Others)
{
    /// <summary>Copies what the validation callback is given; its objects do not outlive the callback.</summary>
    public static ServedCertificates? Of(X509Certificate? leaf, X509Chain? chain) => leaf is null
        ? null
        : new(leaf.GetRawCertData(), [.. (chain?.ChainPolicy.ExtraStore ?? []).Select(certificate => certificate.RawData)]);

    /// <summary>A hash over all of them in order.</summary>
    public string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var certificate in Others.Prepend(Leaf))
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, certificate.Length);
            hash.AppendData(length);
            hash.AppendData(certificate);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
