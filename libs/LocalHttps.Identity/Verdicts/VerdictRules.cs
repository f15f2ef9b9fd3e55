namespace LocalHttps.Identity;

/// <summary>The verdict: a pure function of facts, policy, trust and time. Green needs every check and the person.</summary>
public static class VerdictRules
{
    private static readonly string[] Acceptable = [FindingCodes.LongLived, FindingCodes.SharedName, FindingCodes.KeyChanged];

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

    /// <summary>The weaknesses a person must accept to confirm a device with this certificate.</summary>
    public static IReadOnlyList<Weakness> Weaknesses(string cname, CertificateFacts certificate, VerdictPolicy policy)
    {
        var weaknesses = new List<Weakness>();
        if (CertificateRules.IsLongLived(certificate, policy))
            weaknesses.Add(Weakness.LongLived);
        if (CertificateRules.IsShared(cname, certificate))
            weaknesses.Add(Weakness.SharedName);
        return weaknesses;
    }

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
