namespace LocalHttps.Identity;

/// <summary>Notes: worth knowing, without weight.</summary>
internal static class VerdictNotes
{
    // A clock before the program was written, or long after, is wrong whatever the certificate says.
    private static readonly DateTimeOffset Written = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Outlived = Written.AddYears(10);

    public static IEnumerable<Finding> OfCertificate(CertificateFacts certificate, DateTimeOffset now)
    {
        if (certificate.Trust == ChainTrust.LabRoot)
            yield return Findings.Of(FindingCodes.LabRoot, "root", certificate.RootName ?? certificate.Issuer);
        if (ClockLooksWrong(certificate, now))
            yield return Findings.Of(FindingCodes.ClockMayBeWrong);
    }

    public static IEnumerable<Finding> OfAccepted(TrustEntry trust, CertificateFacts certificate, VerdictPolicy policy)
    {
        if (CertificateRules.IsLongLived(certificate, policy) && trust.Accepted.Contains(Weakness.LongLived))
            yield return Findings.Of(FindingCodes.AcceptedLongLived, "days", CertificateRules.Days(certificate.NotAfter - certificate.NotBefore));
        if (CertificateRules.IsShared(trust.Cname, certificate) && trust.Accepted.Contains(Weakness.SharedName))
            yield return Findings.Of(FindingCodes.AcceptedSharedName, "names", Findings.List(certificate.DnsNames));
    }

    public static IReadOnlyList<Finding> OfNames(AssembledDevice device) =>
        device.AdvertisedNames.Count > 1 ? [Findings.Of(FindingCodes.SeveralNames, "names", Findings.List(device.AdvertisedNames))] : [];

    /// <summary>The endpoints besides the one that proved the device, and announcements that contradict it.</summary>
    public static IEnumerable<Finding> OfOthers(AssembledDevice device, Evidence evidence, Reading proof, TrustEntry trust)
    {
        var failed = evidence.Readings.Where(reading => reading != proof && !TrustedRules.Proves(reading, trust))
            .Select(reading => reading.Observation).Concat(evidence.Failures);
        return Failed(failed).Concat(OfContradictions(device));
    }

    public static IEnumerable<Finding> OfFailures(Evidence evidence) => Failed(evidence.Failures);

    public static IReadOnlyList<Finding> OfContradictions(AssembledDevice device)
    {
        string[] names = [.. device.Endpoints.SelectMany(endpoint => endpoint.ContradictingNames).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return names.Length > 0 ? [Findings.Of(FindingCodes.OtherAnnouncement, "names", Findings.List(names))] : [];
    }

    /// <summary>Where the observations went, or would have gone.</summary>
    public static string Addresses(IEnumerable<EndpointObservation> observations) => Findings.List([.. observations
        .SelectMany(observation => observation.Connected is { } connected
            ? [connected.Address]
            : observation.Endpoint.Addresses.Select(address => address.Address.ToString()))
        .Distinct(StringComparer.Ordinal)]);

    private static IEnumerable<Finding> Failed(IEnumerable<EndpointObservation> observations)
    {
        EndpointObservation[] failed = [.. observations];
        return failed.Length > 0 ? [Findings.Of(FindingCodes.OtherEndpointFailed, "addresses", Addresses(failed))] : [];
    }

    // A CA does not sign for the future: a trusted certificate that is not valid yet speaks against the clock.
    private static bool ClockLooksWrong(CertificateFacts certificate, DateTimeOffset now) =>
        (now < certificate.NotBefore && (now < Written || CertificateRules.IsVouchedFor(certificate)))
        || (now > certificate.NotAfter && now > Outlived);
}
