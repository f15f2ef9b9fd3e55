using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LocalHttps.Identity;

namespace LocalHttps.Host.Verification;

/// <summary>Examines served certificates and remembers the outcome for a minute: a device that is checked again every few seconds
/// sends the same chain, and building it costs more than the handshake.</summary>
public sealed class CertificateJudge(ChainExaminer examiner, TimeProvider time)
{
    /// <summary>How long an examination is used again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private const int MaximumKept = 1024;

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, CertificateFacts Facts)> known = new(StringComparer.Ordinal);

    /// <summary>The facts; null where the leaf is not a certificate that can be judged.</summary>
    internal CertificateFacts? Judge(ServedCertificates served)
    {
        var now = time.GetUtcNow();
        var digest = served.Digest();
        if (known.TryGetValue(digest, out var last) && last.At <= now && now - last.At < Kept)
        {
            return last.Facts;
        }
        if (Examine(served, now) is not { } facts)
        {
            return null;
        }
        if (known.Count >= MaximumKept)
        {
            known.Clear();
        }
        known[digest] = (now, facts);
        return facts;
    }

    private CertificateFacts? Examine(ServedCertificates served, DateTimeOffset now)
    {
        var others = new X509Certificate2Collection();
        try
        {
            using var leaf = X509CertificateLoader.LoadCertificate(served.Leaf);
            foreach (var other in served.Others.Take(ChainExaminer.MaximumIntermediates))
            {
                _ = others.Add(X509CertificateLoader.LoadCertificate(other));
            }
            return examiner.Examine(leaf, others, now);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            foreach (var other in others)
            {
                other.Dispose();
            }
        }
    }
}
