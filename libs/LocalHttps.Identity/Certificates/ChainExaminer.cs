using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity;

/// <summary>Judges who vouches for a served certificate: the system's roots first, then roots added explicitly. Downloads nothing.</summary>
/// <remarks>Safe to use from many threads. The certificates given stay the caller's.</remarks>
public sealed class ChainExaminer
{
    /// <summary>Certificates of a peer's chain that are looked at besides the leaf; more is no chain but a burden.</summary>
    public const int MaximumIntermediates = 10;

    /// <summary>Bytes of a certificate that is looked at; the largest in public use have some 10 KB.</summary>
    public const int MaximumCertificateLength = 64 * 1024;

    private readonly X509Certificate2Collection labRoots;
    private readonly X509Certificate2Collection? systemRoots;

    /// <summary>Trusts the system's roots and, named as such, <paramref name="labRoots"/>.</summary>
    public ChainExaminer(X509Certificate2Collection? labRoots = null)
        : this(labRoots, null)
    {
    }

    /// <summary>For tests: takes <paramref name="systemRoots"/> for the system's.</summary>
    internal ChainExaminer(X509Certificate2Collection? labRoots, X509Certificate2Collection? systemRoots)
    {
        this.labRoots = labRoots is null ? [] : [.. labRoots];
        this.systemRoots = systemRoots;
    }

    /// <summary>Reads the system's roots now, so that the first verdict need not wait for them.</summary>
    public void Warm()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=warm", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        _ = Examine(certificate, [], DateTimeOffset.UnixEpoch);
    }

    /// <summary>The facts of a served certificate.</summary>
    /// <param name="leaf">The certificate whose key the handshake proved.</param>
    /// <param name="intermediates">What else the peer sent, in any order; at most <see cref="MaximumIntermediates"/> are used.</param>
    /// <param name="now">The time of the check. A leaf outside its validity is judged as at the nearest moment within:
    /// that it is expired is the verdict's to say, and must not hide who vouched for it.</param>
    /// <exception cref="CryptographicException">The leaf is not a well-formed certificate, or too large.</exception>
    public CertificateFacts Examine(X509Certificate2 leaf, X509Certificate2Collection intermediates, DateTimeOffset now)
    {
        if (leaf.RawDataMemory.Length > MaximumCertificateLength)
            throw new CryptographicException("The certificate is too large.");
        var (names, count) = CertificateReader.Names(leaf);
        var notBefore = new DateTimeOffset(leaf.NotBefore.ToUniversalTime());
        var notAfter = new DateTimeOffset(leaf.NotAfter.ToUniversalTime());
        var vouching = Vouch(leaf, intermediates, Within(notBefore, notAfter, now));
        return new CertificateFacts
        {
            LeafSha256 = CertificateReader.LeafSha256(leaf),
            SpkiSha256 = CertificateReader.SpkiSha256(leaf),
            DnsNames = names,
            SubjectAlternativeNameCount = count,
            NotBefore = notBefore,
            NotAfter = notAfter,
            Issuer = CertificateReader.Issuer(leaf),
            Trust = vouching.Trust,
            RootName = vouching.RootName,
            ChainProblem = vouching.Problem,
            ChainStatus = vouching.Status,
        };
    }

    // OpenSSL counts the last second as over; RFC 5280 §4.1.2.5 does not, and neither does the verdict.
    private static DateTimeOffset Within(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now) =>
        now < notBefore ? notBefore : now >= notAfter && notAfter > notBefore ? notAfter.AddSeconds(-1) : now;

    private Vouching Vouch(X509Certificate2 leaf, X509Certificate2Collection intermediates, DateTimeOffset time)
    {
        if (!LeafRules.MayServe(leaf))
            return new Vouching(ChainTrust.None, null, FindingCodes.WrongUsage, null);
        var system = BuiltChain.Judge(leaf, intermediates, time, systemRoots);
        if (system.RootName is not null)
            return new Vouching(ChainTrust.System, system.RootName, null, null);
        var lab = labRoots.Count > 0 ? BuiltChain.Judge(leaf, intermediates, time, labRoots) : system;
        if (lab.RootName is not null)
            return new Vouching(ChainTrust.LabRoot, lab.RootName, null, null);
        // Of two refusals the one that names a broken rule says more than "unknown".
        var refusal = lab.Problem == FindingCodes.BadChain ? lab : system;
        return new Vouching(ChainTrust.None, null, refusal.Problem, refusal.Status);
    }

    private readonly record struct Vouching(ChainTrust Trust, string? RootName, string? Problem, string? Status);
}
