using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Star.Domain;

namespace LocalHttps.Star.Upstream;

/// <summary>Reads what a CA sent, and takes it only if it is what was ordered: a CA is somebody else.</summary>
internal static class IssuedChain
{
    private const int LongestChain = 65_536;

    // A leaf and, of the longest chains in use, three issuers.
    private const int MostCertificates = 8;

    /// <summary>The facts of the leaf.</summary>
    /// <param name="chainPem">Leaf and issuers.</param>
    /// <param name="order">What was ordered, with its CSR.</param>
    /// <param name="index">Its place in the series.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="UpstreamException">It is not what was ordered.</exception>
    public static IssuedCertificate Read(string chainPem, Order order, int index, DateTimeOffset now)
    {
        if (chainPem.Length > LongestChain)
            throw new UpstreamException($"The CA sent a chain of more than {LongestChain} characters.");
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(chainPem);
            if (chain.Count is 0 or > MostCertificates)
                throw new UpstreamException($"The CA sent {chain.Count} certificates.");
            return Read(chain[0], chainPem, order, index, now);
        }
        catch (CryptographicException problem)
        {
            throw new UpstreamException("The CA sent a chain that cannot be read.", problem);
        }
        finally
        {
            foreach (var certificate in chain)
                certificate.Dispose();
        }
    }

    private static IssuedCertificate Read(X509Certificate2 leaf, string chainPem, Order order, int index, DateTimeOffset now)
    {
        var names = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault()?.EnumerateDnsNames() ?? [];
        if (!names.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(order.Identifiers.Select(identifier => identifier.Value)))
            throw new UpstreamException("The CA sent a certificate for other names than those ordered.");
        if (!leaf.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(Csr.PublicKeyInfo(order.Csr!.Value).Span))
            throw new UpstreamException("The CA sent a certificate for another key than the order's.");
        var (from, to) = (new DateTimeOffset(leaf.NotBefore).ToUniversalTime(), new DateTimeOffset(leaf.NotAfter).ToUniversalTime());
        if (to <= now)
            throw new UpstreamException($"The CA sent a certificate that ended at {to:u}; is this machine's clock right?");
        return new IssuedCertificate
        {
            Fingerprint = Convert.ToHexStringLower(SHA256.HashData(leaf.RawData)),
            OrderId = order.Id,
            Index = index,
            SerialNumber = Convert.ToHexStringLower(leaf.SerialNumberBytes.Span),
            NotBefore = from,
            NotAfter = to,
            ChainPem = chainPem,
            IssuedAt = now,
        };
    }
}
