namespace LocalHttps.Identity;

/// <summary>Makes verdicts of grades.</summary>
internal static class Judgement
{
    /// <summary>The verdict of what holds: the weightiest grade's state, all findings as reasons in their order, each code once.</summary>
    /// <param name="grades">At least one.</param>
    public static Verdict Of(IReadOnlyCollection<Grade> grades)
    {
        Grade[] sorted = [.. grades.OrderByDescending(grade => grade.Weight).DistinctBy(grade => grade.Finding.Code, StringComparer.Ordinal)];
        return new Verdict
        {
            State = sorted[0].State,
            Reasons = [.. sorted.Select(grade => grade.Finding)],
            Notes = [],
            PolicyVersion = VerdictPolicy.Version,
        };
    }

    /// <summary>Adds the evidence: whose certificate, where, when, and until when it counts.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="deciding">The reading that decided.</param>
    /// <param name="device">The announcement.</param>
    /// <param name="now">The time of the decision.</param>
    public static Verdict On(this Verdict verdict, Reading deciding, AssembledDevice device, DateTimeOffset now)
    {
        var certificate = deciding.Certificate;
        return verdict with
        {
            Certificate = certificate,
            Endpoint = deciding.Observation.Connected,
            CheckedAt = deciding.CheckedAt,
            StaleAt = Earliest(
                deciding.CheckedAt + VerdictPolicy.LongestFresh,
                device.Expires,
                NextChange(certificate, now)),
        };
    }

    // Both ends belong to the validity; a certificate past it changes no more.
    private static DateTimeOffset NextChange(CertificateFacts certificate, DateTimeOffset now) =>
        now < certificate.NotBefore ? certificate.NotBefore
        : now > certificate.NotAfter || certificate.NotAfter == DateTimeOffset.MaxValue ? DateTimeOffset.MaxValue
        : certificate.NotAfter.AddTicks(1);

    private static DateTimeOffset Earliest(DateTimeOffset a, DateTimeOffset b, DateTimeOffset c) => a <= b && a <= c ? a : b <= c ? b : c;
}
