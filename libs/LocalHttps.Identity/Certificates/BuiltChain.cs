using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity;

/// <summary>The outcome of building one chain: the root's name, or why there is none.</summary>
internal readonly record struct BuiltChain(string? RootName, string? Problem)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

    // What does not speak against the chain itself: revocation is not looked at here, the others are told apart below.
    private const X509ChainStatusFlags NotDecisive = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation
        | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Builds and judges the chain.</summary>
    /// <param name="leaf">The certificate to judge.</param>
    /// <param name="intermediates">What the peer sent with it.</param>
    /// <param name="time">When to judge validity.</param>
    /// <param name="roots">The only roots to trust; null for the system's.</param>
    public static BuiltChain Judge(X509Certificate2 leaf, X509Certificate2Collection intermediates, DateTimeOffset time, X509Certificate2Collection? roots)
    {
        using var chain = new X509Chain();
        SetPolicy(chain.ChainPolicy, intermediates, time, roots);
        try
        {
            var trusted = chain.Build(leaf);
            var problem = ProblemOf(chain, leaf);
            if (problem is null && trusted)
                return new BuiltChain(CertificateReader.Display(chain.ChainElements[^1].Certificate.SubjectName), null);
            return new BuiltChain(null, problem ?? FindingCodes.BadChain);
        }
        catch (CryptographicException)
        {
            return new BuiltChain(null, FindingCodes.BadChain);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    private static void SetPolicy(X509ChainPolicy policy, X509Certificate2Collection intermediates, DateTimeOffset time, X509Certificate2Collection? roots)
    {
        policy.DisableCertificateDownloads = true;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.VerificationTime = time.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        _ = policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.ExtraStore.AddRange(intermediates
            .Where(certificate => certificate.RawDataMemory.Length <= ChainExaminer.MaximumCertificateLength)
            .Take(ChainExaminer.MaximumIntermediates)
            .ToArray());
        if (roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }
    }

    private static string? ProblemOf(X509Chain chain, X509Certificate2 leaf)
    {
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (chain.ChainElements.Count <= 1 && LeafRules.IsSelfIssued(leaf))
            return FindingCodes.SelfSigned;
        if ((status & ~NotDecisive) != X509ChainStatusFlags.NoError || LeafRules.IsAuthority(leaf) || HasWeakLink(chain))
            return FindingCodes.BadChain;
        if (status.HasFlag(X509ChainStatusFlags.PartialChain))
            return chain.ChainElements.Count <= 1 && SaysWhereItsIssuerIs(leaf) ? FindingCodes.IncompleteChain : FindingCodes.UnknownRoot;
        return status.HasFlag(X509ChainStatusFlags.UntrustedRoot) ? FindingCodes.UnknownRoot : null;
    }

    // The root's own signature proves nothing and is not looked at; its key is.
    private static bool HasWeakLink(X509Chain chain) => chain.ChainElements
        .Select(element => element.Certificate)
        .Any(certificate => LeafRules.HasWeakKey(certificate)
            || (!LeafRules.IsSelfIssued(certificate) && LeafRules.HasWeakSignature(certificate)));

    // A leaf alone: either the peer forgot the rest, or its issuer is a private root, which nobody sends. CAs that have intermediates write
    // into the leaf where to fetch them (Baseline Requirements §7.1.2.7.7), private roots do not.
    private static bool SaysWhereItsIssuerIs(X509Certificate2 leaf) =>
        leaf.Extensions.Any(extension => extension.Oid?.Value == AuthorityInformationAccess);
}
