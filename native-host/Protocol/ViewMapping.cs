using LocalHttps.Identity;

namespace LocalHttps.Host.Protocol;

/// <summary>Verdicts and trust entries in the words of the protocol.</summary>
public static class ViewMapping
{
    /// <summary>The protocol's word for a state.</summary>
    public static string ToWord(this VerdictState state) => state switch
    {
        VerdictState.Stale => "stale",
        VerdictState.Unreachable => "unreachable",
        VerdictState.Verified => "verified",
        VerdictState.Unconfirmed => "unconfirmed",
        VerdictState.Caution => "caution",
        VerdictState.Expired => "expired",
        VerdictState.Untrusted => "untrusted",
        VerdictState.Revoked => "revoked",
        VerdictState.Mismatch => "mismatch",
        _ => "unknown",
    };

    /// <summary>The protocol's word for a weakness.</summary>
    public static string ToWord(this Weakness weakness) => weakness switch
    {
        Weakness.LongLived => "long-lived",
        Weakness.SharedName => "shared-name",
        _ => "unknown",
    };

    /// <summary>Reads the protocol's word for a weakness; null for any other text.</summary>
    public static Weakness? ToWeakness(string word) => word switch
    {
        "long-lived" => Weakness.LongLived,
        "shared-name" => Weakness.SharedName,
        _ => null,
    };

    /// <summary>A trust entry as the protocol shows it.</summary>
    public static TrustedDevice ToView(this TrustEntry entry) => new()
    {
        Cname = entry.Cname,
        Name = entry.Name,
        SpkiSha256 = entry.SpkiSha256,
        Method = entry.Method == TrustMethod.Paired ? "paired" : "confirmed",
        Since = entry.Since,
        Accepted = [.. entry.Accepted.Select(ToWord)],
    };

    /// <summary>A verdict as the protocol shows it.</summary>
    public static VerdictView ToView(this Verdict verdict) => new()
    {
        State = verdict.State.ToWord(),
        Reasons = [.. verdict.Reasons.Select(ToView)],
        Notes = [.. verdict.Notes.Select(ToView)],
        PolicyVersion = verdict.PolicyVersion,
        Certificate = verdict.Certificate?.ToView(),
        Address = verdict.Endpoint?.Address,
        Port = verdict.Endpoint?.Port,
        CheckedAt = verdict.CheckedAt,
        StaleAt = verdict.StaleAt,
    };

    /// <summary>A finding as the protocol shows it.</summary>
    public static FindingView ToView(this Finding finding) => new(finding.Code, finding.Parameters);

    /// <summary>Certificate facts as the protocol shows them.</summary>
    public static CertificateView ToView(this CertificateFacts facts) => new()
    {
        LeafSha256 = facts.LeafSha256,
        SpkiSha256 = facts.SpkiSha256,
        DnsNames = facts.DnsNames,
        NotBefore = facts.NotBefore,
        NotAfter = facts.NotAfter,
        Issuer = facts.Issuer,
        Trust = facts.Trust switch
        {
            ChainTrust.System => "system",
            ChainTrust.LabRoot => "lab-root",
            _ => "none",
        },
        RootName = facts.RootName,
    };
}
