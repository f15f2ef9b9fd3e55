namespace LocalHttps.Identity;

/// <summary>The verdict: a pure function of facts, policy, trust and time. Green needs every check and the person.</summary>
public static class VerdictRules
{
    private static readonly string[] Acceptable = [FindingCodes.LongLived, FindingCodes.SharedName, FindingCodes.KeyChanged];
    private static readonly (Weakness Weakness, string Code)[] Weak = [(Weakness.LongLived, FindingCodes.LongLived), (Weakness.SharedName, FindingCodes.SharedName)];

    /// <summary>Decides what may be shown of a device.</summary>
    /// <param name="facts">What was announced and observed.</param>
    /// <param name="policy">The numbers.</param>
    /// <param name="trust">The device's trust entry; one of another name is ignored.</param>
    /// <param name="now">The time of the decision; checks older than <see cref="VerdictPolicy.LongestFresh"/> count for nothing.</param>
    public static Verdict Decide(DeviceFacts facts, VerdictPolicy policy, TrustEntry? trust, DateTimeOffset now)
    {
        if (facts.Device is not { } device)
            return Unanswered.NotAnnounced();
        if (device.Cname is not { } cname || device.Problem is not null)
            return Nameless(device, facts.LookAlike);
        var entry = trust?.Cname == cname ? trust : null;
        var evidence = Evidence.Of(facts, device, cname, policy, entry, now);
        if (now >= device.Expires)
            return Unanswered.Outdated(evidence, entry);
        return entry is null
            ? StrangerRules.Decide(device, evidence, facts.LookAlike, now)
            : TrustedRules.Decide(device, evidence, facts.LookAlike, policy, entry, now);
    }

    /// <summary>Whether a person may confirm the device this verdict is of. A look-alike or a span over the limit cannot be accepted.</summary>
    public static bool CanConfirm(Verdict verdict) => verdict.Certificate is not null && verdict.State switch
    {
        VerdictState.Unconfirmed => true,
        VerdictState.Caution => verdict.Reasons.All(reason => Acceptable.Contains(reason.Code, StringComparer.Ordinal)),
        _ => false,
    };

    /// <summary>The weaknesses a person must accept to confirm the device: those the verdict tells, of whichever endpoint, and no other.</summary>
    public static IReadOnlyList<Weakness> Weaknesses(Verdict verdict) =>
        [.. Weak.Where(pair => verdict.Reasons.Any(reason => reason.Code == pair.Code)).Select(pair => pair.Weakness)];

    /// <summary>Whether a certificate, served by one endpoint of a trusted device, makes the device green whatever others serve, a look-alike aside.</summary>
    public static bool Proves(TrustEntry trust, CertificateFacts certificate, VerdictPolicy policy, DateTimeOffset now) =>
        certificate.SpkiSha256.Length > 0 && certificate.SpkiSha256 == trust.SpkiSha256
        && !CertificateRules.Broken(trust.Cname, certificate, policy, trust.Accepted, now).Any();

    private static Verdict Nameless(AssembledDevice device, Finding? lookAlike)
    {
        var problem = device.Problem ?? Findings.Of(FindingCodes.NoPublicName);
        var grade = problem.Code is FindingCodes.NoPublicName or FindingCodes.InvalidPublicName ? Grade.Untrusted(problem) : Grade.Mismatch(problem);
        return Judgement.Of(lookAlike is null ? [grade] : [grade, Grade.Caution(lookAlike)]) with
        {
            Notes = VerdictNotes.OfNames(device),
            StaleAt = device.Expires,
        };
    }
}
