using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.Identity;

/// <summary>The outcome of building one chain: the root's name, or why there is none.</summary>
internal readonly record struct BuiltChain(string? RootName, string? Problem, string? Status)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";

    private const string OtherStatus = "other";

    // Revocation is not looked at here; whether a root is known is told apart below.
    private const X509ChainStatusFlags NotDecisive = X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation
        | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    private static readonly (X509ChainStatusFlags Flags, string Status)[] Broken =
    [
        (X509ChainStatusFlags.NotSignatureValid, "signature"),
        (X509ChainStatusFlags.InvalidBasicConstraints, "not-an-authority"),
        (X509ChainStatusFlags.HasNotPermittedNameConstraint | X509ChainStatusFlags.HasExcludedNameConstraint
            | X509ChainStatusFlags.InvalidNameConstraints | X509ChainStatusFlags.HasNotSupportedNameConstraint
            | X509ChainStatusFlags.HasNotDefinedNameConstraint, "name-constraints"),
        (X509ChainStatusFlags.NotTimeValid | X509ChainStatusFlags.NotTimeNested, "issuer-expired"),
        (X509ChainStatusFlags.NotValidForUsage, "issuer-usage"),
        (X509ChainStatusFlags.HasWeakSignature, "weak-signature"),
        (X509ChainStatusFlags.HasNotSupportedCriticalExtension | X509ChainStatusFlags.InvalidExtension, "extension"),
        (~NotDecisive, OtherStatus),
    ];

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
            return Refusal(chain, leaf) ?? (trusted
                ? new BuiltChain(CertificateReader.Display(chain.ChainElements[^1].Certificate.SubjectName), null, null)
                : Bad(OtherStatus));
        }
        catch (CryptographicException)
        {
            return Bad(OtherStatus);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
                element.Certificate.Dispose();
        }
    }

    private static BuiltChain Bad(string status) => new(null, FindingCodes.BadChain, status);

    private static BuiltChain Refused(string problem) => new(null, problem, null);

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

    private static BuiltChain? Refusal(X509Chain chain, X509Certificate2 leaf)
    {
        var flags = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        if (chain.ChainElements.Count <= 1 && LeafRules.IsSelfIssued(leaf))
            return Refused(FindingCodes.SelfSigned);
        if ((StatusOf(flags) ?? WeakLink(chain, leaf)) is { } status)
            return Bad(status);
        if (flags.HasFlag(X509ChainStatusFlags.PartialChain))
            return Refused(chain.ChainElements.Count <= 1 && SaysWhereItsIssuerIs(leaf) ? FindingCodes.IncompleteChain : FindingCodes.UnknownRoot);
        return flags.HasFlag(X509ChainStatusFlags.UntrustedRoot) ? Refused(FindingCodes.UnknownRoot) : null;
    }

    private static string? StatusOf(X509ChainStatusFlags flags) =>
        Broken.FirstOrDefault(entry => (flags & entry.Flags) != X509ChainStatusFlags.NoError).Status;

    // What the platform lets pass. The root's own signature proves nothing and is not looked at; its key is.
    private static string? WeakLink(X509Chain chain, X509Certificate2 leaf)
    {
        X509Certificate2[] links = [.. chain.ChainElements.Select(element => element.Certificate)];
        return LeafRules.IsAuthority(leaf) ? "authority-as-server"
            : Array.Exists(links, LeafRules.HasWeakKey) ? "weak-key"
            : Array.Exists(links, link => !LeafRules.IsSelfIssued(link) && LeafRules.HasWeakSignature(link)) ? "weak-signature"
            : null;
    }

    // A leaf alone: either the peer forgot the rest, or its issuer is a private root, which nobody sends. CAs that have intermediates write
    // into the leaf where to fetch them (Baseline Requirements §7.1.2.7.7), private roots do not.
    private static bool SaysWhereItsIssuerIs(X509Certificate2 leaf) =>
        leaf.Extensions.Any(extension => extension.Oid?.Value == AuthorityInformationAccess);
}
