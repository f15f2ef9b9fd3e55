namespace LocalHttps.Identity;

/// <summary>The verdict of a device the person confirmed or paired.</summary>
internal static class TrustedRules
{
    /// <summary>An endpoint that proves the pinned key decides alone. Where none does, everything that answers otherwise counts.</summary>
    public static Verdict Decide(
        AssembledDevice device, Evidence evidence, Finding? lookAlike, VerdictPolicy policy, TrustEntry trust, DateTimeOffset now)
    {
        var proof = evidence.Readings.Where(reading => Proves(reading, trust)).MinBy(reading => reading.Weight);
        if (proof is not null)
            return Proved(device, evidence, proof, lookAlike, policy, trust, now);
        // A guest that answers faster than the device, or announces more than is looked at, must not turn it red.
        if (evidence.Readings.Count == 0 || evidence.IsIncomplete)
            return Unanswered.Of(evidence, device, trust);
        return NotProved(device, evidence, lookAlike, trust, now);
    }

    /// <summary>Whether the reading shows the pinned key under a valid certificate that covers the name.</summary>
    public static bool Proves(Reading reading, TrustEntry trust) => reading.IsValid && reading.ShowsKeyOf(trust);

    private static Verdict Proved(
        AssembledDevice device, Evidence evidence, Reading proof, Finding? lookAlike, VerdictPolicy policy, TrustEntry trust, DateTimeOffset now)
    {
        Grade[] grades = [.. proof.Broken, .. LookAlike(lookAlike, trust)];
        if (grades.Length == 0)
            grades = [new Grade(VerdictState.Verified, Findings.Of(FindingCodes.Confirmed, "since", Findings.Time(trust.Since)))];
        return Judgement.Of(grades).On(proof, device, now) with
        {
            Notes =
            [
                .. VerdictNotes.OfAccepted(trust, proof.Certificate, policy),
                .. VerdictNotes.OfCertificate(proof.Certificate, now),
                .. VerdictNotes.OfOthers(device, evidence, proof, trust),
                .. VerdictNotes.OfNames(device),
            ],
        };
    }

    private static Verdict NotProved(AssembledDevice device, Evidence evidence, Finding? lookAlike, TrustEntry trust, DateTimeOffset now)
    {
        var strangers = evidence.Readings.Where(reading => !reading.ShowsKeyOf(trust)).ToArray();
        Grade[] grades =
        [
            .. strangers.Select(reading => OtherKey(reading, trust)),
            .. StrangerRules.SeveralKeys(strangers),
            .. StrangerRules.Contradictions(strangers),
            .. evidence.Broken,
            .. LookAlike(lookAlike, trust),
        ];
        var deciding = evidence.Readings.MaxBy(reading =>
            Math.Max(reading.Weight, reading.ShowsKeyOf(trust) ? 0 : OtherKey(reading, trust).Weight))!;
        return Judgement.Of(grades).On(deciding, device, now) with
        {
            Notes = [.. VerdictNotes.OfCertificate(deciding.Certificate, now), .. VerdictNotes.OfFailures(evidence), .. VerdictNotes.OfNames(device)],
        };
    }

    // Some ACME clients make a new key at every renewal, so a person who only confirmed may confirm again; a pairing was of the key itself.
    private static Grade OtherKey(Reading reading, TrustEntry trust)
    {
        if (!reading.IsValid || NameMatch.Match(trust.Cname, reading.Certificate.DnsNames) != NameMatchKind.Exact)
            return Grade.Mismatch(Findings.Of(FindingCodes.PinnedKeyNotProved));
        return trust.Method == TrustMethod.Confirmed
            ? Grade.Caution(Findings.Of(FindingCodes.KeyChanged, "since", Findings.Time(trust.Since)))
            : Grade.Mismatch(Findings.Of(FindingCodes.PairedKeyChanged, "since", Findings.Time(trust.Since)));
    }

    // A pairing tells a look-alike pair apart; a confirmation does not.
    private static IEnumerable<Grade> LookAlike(Finding? lookAlike, TrustEntry trust) =>
        lookAlike is null || trust.Method == TrustMethod.Paired ? [] : [Grade.Caution(lookAlike)];
}
