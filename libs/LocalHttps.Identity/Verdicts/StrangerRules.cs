namespace LocalHttps.Identity;

/// <summary>The verdict of a device nobody has confirmed.</summary>
internal static class StrangerRules
{
    /// <summary>An endpoint that answers decides over those that merely fail to; all that answer must prove one key.</summary>
    public static Verdict Decide(AssembledDevice device, Evidence evidence, Finding? lookAlike, DateTimeOffset now)
    {
        if (evidence.Readings.Count == 0)
            return Unanswered.Of(evidence, device, null);
        var grades = evidence.Broken
            .Concat(SeveralKeys(evidence.Readings))
            .Concat(Contradictions(evidence.Readings))
            .ToList();
        if (lookAlike is not null)
            grades.Add(Grade.Caution(lookAlike));
        if (grades.Count == 0)
            grades.Add(new Grade(VerdictState.Unconfirmed, Findings.Of(FindingCodes.NotConfirmed)));
        var deciding = evidence.Readings.MaxBy(reading => reading.Weight)!;
        return Judgement.Of(grades).On(deciding, device, now) with
        {
            Notes = [.. VerdictNotes.OfNames(device), .. VerdictNotes.OfCertificate(deciding.Certificate, now), .. VerdictNotes.OfFailures(evidence)],
        };
    }

    /// <summary>Two endpoints of one name with two keys: one of them is not the device, and nobody knows which.</summary>
    public static IEnumerable<Grade> SeveralKeys(IReadOnlyList<Reading> readings) =>
        readings.Select(reading => reading.Certificate.SpkiSha256).Distinct(StringComparer.Ordinal).Count() > 1
            ? [Grade.Mismatch(Findings.Of(FindingCodes.EndpointsDisagree, "addresses", VerdictNotes.Addresses(readings.Select(reading => reading.Observation))))]
            : [];

    /// <summary>Announcements that name other public names besides this one.</summary>
    public static IEnumerable<Grade> Contradictions(IEnumerable<Reading> readings) => readings
        .Where(reading => reading.Endpoint.ContradictingNames.Count > 0)
        .Select(reading => Grade.Mismatch(Findings.Of(FindingCodes.SourcesDisagree, "names", Findings.List(reading.Endpoint.ContradictingNames))));
}
