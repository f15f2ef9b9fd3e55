namespace LocalHttps.Identity;

/// <summary>The rules one served certificate is judged by, each on its own; nothing here knows of other endpoints.</summary>
internal static class CertificateRules
{
    /// <summary>Every rule the certificate breaks, for a device named <paramref name="cname"/>.</summary>
    public static IEnumerable<Grade> Broken(string cname, CertificateFacts certificate, VerdictPolicy policy, IReadOnlyList<Weakness> accepted, DateTimeOffset now) =>
        new[]
        {
            Name(cname, certificate),
            Chain(certificate),
            Validity(certificate, now),
            Span(certificate, policy, accepted),
            Sharing(cname, certificate, accepted),
        }.OfType<Grade>();

    /// <summary>RFC 9525 §6: the SAN holds the reference identity, or it is another's certificate.</summary>
    public static Grade? Name(string cname, CertificateFacts certificate) => NameMatch.Match(cname, certificate.DnsNames) == NameMatchKind.None
        ? Grade.Mismatch(Findings.Of(FindingCodes.NameNotInCertificate, "cname", cname, "names", Findings.List(certificate.DnsNames)))
        : null;

    public static Grade? Chain(CertificateFacts certificate) => IsVouchedFor(certificate)
        ? null
        : Grade.Untrusted(certificate.ChainProblem switch
        {
            FindingCodes.SelfSigned or FindingCodes.WrongUsage => Findings.Of(certificate.ChainProblem),
            FindingCodes.UnknownRoot or FindingCodes.IncompleteChain => Findings.Of(certificate.ChainProblem, "issuer", certificate.Issuer),
            _ => Findings.Of(FindingCodes.BadChain, "status", certificate.ChainStatus ?? "other"),
        });

    /// <summary>RFC 5280 §4.1.2.5: both ends belong to the validity.</summary>
    public static Grade? Validity(CertificateFacts certificate, DateTimeOffset now) =>
        now < certificate.NotBefore ? Grade.Expired(Findings.Of(FindingCodes.CertificateNotYetValid, "notBefore", Findings.Time(certificate.NotBefore)))
        : now > certificate.NotAfter ? Grade.Expired(Findings.Of(FindingCodes.CertificateExpired, "notAfter", Findings.Time(certificate.NotAfter)))
        : null;

    public static Grade? Span(CertificateFacts certificate, VerdictPolicy policy, IReadOnlyList<Weakness> accepted)
    {
        var span = certificate.NotAfter - certificate.NotBefore;
        if (span > VerdictPolicy.LongestAcceptable)
            return Grade.Caution(Findings.Of(FindingCodes.TooLongLived, "days", Days(span), "limitDays", Days(VerdictPolicy.LongestAcceptable)));
        return IsLongLived(certificate, policy) && !accepted.Contains(Weakness.LongLived)
            ? Grade.Caution(Findings.Of(FindingCodes.LongLived, "days", Days(span), "capHours", Hours(policy.ShortTermCap)))
            : null;
    }

    public static Grade? Sharing(string cname, CertificateFacts certificate, IReadOnlyList<Weakness> accepted) =>
        IsShared(cname, certificate) && !accepted.Contains(Weakness.SharedName)
            ? Grade.Caution(Findings.Of(FindingCodes.SharedName, "names", Findings.List(certificate.DnsNames)))
            : null;

    /// <summary>Whether somebody this computer trusts vouches for the chain. Facts that contradict themselves count as no.</summary>
    public static bool IsVouchedFor(CertificateFacts certificate) =>
        certificate.Trust is ChainTrust.System or ChainTrust.LabRoot && certificate.ChainProblem is null;

    public static bool IsLongLived(CertificateFacts certificate, VerdictPolicy policy) =>
        certificate.NotAfter - certificate.NotBefore > policy.ShortTermCap;

    /// <summary>Whether only a wildcard matches, or the SAN has several names, or more than were kept.</summary>
    public static bool IsShared(string cname, CertificateFacts certificate) =>
        NameMatch.Match(cname, certificate.DnsNames) == NameMatchKind.Wildcard
        || NameMatch.HasSeveralNames(certificate.DnsNames)
        || certificate.SubjectAlternativeNameCount > CertificateFacts.MaximumNames;

    public static string Days(TimeSpan span) => Math.Ceiling(span.TotalDays).ToString("0", System.Globalization.CultureInfo.InvariantCulture);

    private static string Hours(TimeSpan span) => Math.Floor(span.TotalHours).ToString("0", System.Globalization.CultureInfo.InvariantCulture);
}
