namespace LocalHttps.Identity;

/// <summary>Verdicts without a fresh answer: stale and unreachable.</summary>
internal static class Unanswered
{
    // What says most about the device comes first.
    private static readonly (ObservationOutcome Outcome, string Code)[] Codes =
    [
        (ObservationOutcome.TlsTooOld, FindingCodes.TlsTooOld),
        (ObservationOutcome.HandshakeFailed, FindingCodes.HandshakeFailed),
        (ObservationOutcome.NotTls, FindingCodes.NotTls),
        (ObservationOutcome.Refused, FindingCodes.Refused),
        (ObservationOutcome.NoAnswer, FindingCodes.NoAnswer),
        (ObservationOutcome.AddressNotAllowed, FindingCodes.AddressNotAllowed),
        (ObservationOutcome.NoAddress, FindingCodes.NoAddress),
    ];

    public static Verdict NotAnnounced() => Stale(Findings.Of(FindingCodes.NotAnnounced));

    /// <summary>For a device whose announcement has run out.</summary>
    public static Verdict Outdated(Evidence evidence, TrustEntry? trust)
    {
        if (trust is not null)
            return NotAnnounced();
        var last = evidence.Readings.Select(reading => reading.Observation).Concat(evidence.Failures).Concat(evidence.Outdated)
            .MaxBy(observation => observation.CheckedAt);
        return last is null ? NotCheckedYet() : TooOld(last);
    }

    /// <summary>For a device no endpoint of which decides.</summary>
    public static Verdict Of(Evidence evidence, AssembledDevice device, TrustEntry? trust)
    {
        var verdict = evidence.IsIncomplete ? NotCheckedYet()
            : evidence.Failures.Count > 0 ? Unreachable(evidence.Failures, device)
            : evidence.Outdated.Count > 0 ? TooOld(evidence.Outdated[0])
            : NotCheckedYet();
        return verdict with { Notes = [.. trust is null ? [] : VerdictNotes.OfContradictions(device), .. VerdictNotes.OfNames(device)] };
    }

    private static Verdict Unreachable(IReadOnlyList<EndpointObservation> failures, AssembledDevice device)
    {
        var latest = failures.MaxBy(failure => failure.CheckedAt)!;
        var until = latest.CheckedAt!.Value + VerdictPolicy.LongestFresh;
        var reasons = Codes
            .Select(code => (code.Code, Failures: failures.Where(failure => failure.Outcome == code.Outcome).ToArray()))
            .Where(group => group.Failures.Length > 0)
            .Select(group => group.Code == FindingCodes.AddressNotAllowed
                ? Findings.Of(group.Code, "addresses", VerdictNotes.Addresses(group.Failures))
                : Findings.Of(group.Code))
            .DefaultIfEmpty(Findings.Of(FindingCodes.NoAnswer));
        return new Verdict
        {
            State = VerdictState.Unreachable,
            Reasons = [.. reasons],
            Notes = [],
            PolicyVersion = VerdictPolicy.Version,
            Endpoint = latest.Connected,
            CheckedAt = latest.CheckedAt,
            StaleAt = until < device.Expires ? until : device.Expires,
        };
    }

    private static Verdict NotCheckedYet() => Stale(Findings.Of(FindingCodes.NotCheckedYet));

    private static Verdict TooOld(EndpointObservation last) => last.CheckedAt is not { } checkedAt
        ? NotCheckedYet()
        : Stale(Findings.Of(FindingCodes.CheckTooOld, "checkedAt", Findings.Time(checkedAt))) with { CheckedAt = checkedAt };

    private static Verdict Stale(Finding reason) => new()
    {
        State = VerdictState.Stale,
        Reasons = [reason],
        Notes = [],
        PolicyVersion = VerdictPolicy.Version,
    };
}
