namespace LocalHttps.Identity;

/// <summary>An endpoint that answered recently, with every rule its certificate breaks.</summary>
/// <param name="Endpoint">The announcement as it stands now.</param>
/// <param name="Observation">What the check showed.</param>
/// <param name="Certificate">The served certificate.</param>
/// <param name="CheckedAt">When.</param>
/// <param name="Broken">The broken rules.</param>
internal sealed record Reading(
    AnnouncedEndpoint Endpoint, EndpointObservation Observation, CertificateFacts Certificate, DateTimeOffset CheckedAt, IReadOnlyList<Grade> Broken)
{
    /// <summary>Whether somebody vouches for the certificate, now, and it covers the name: what is left is weakness.</summary>
    public bool IsValid => Broken.All(grade => grade.State == VerdictState.Caution);

    /// <summary>The weight of the worst broken rule.</summary>
    public int Weight => Broken.Select(grade => grade.Weight).DefaultIfEmpty().Max();

    /// <summary>Whether the handshake proved the key that is pinned for the device.</summary>
    public bool ShowsKeyOf(TrustEntry trust) =>
        Certificate.SpkiSha256.Length > 0 && string.Equals(Certificate.SpkiSha256, trust.SpkiSha256, StringComparison.Ordinal);

    /// <summary>Whether an observation was made of this announced endpoint.</summary>
    public static bool IsOf(AnnouncedEndpoint announced, EndpointObservation observation) =>
        announced.Port == observation.Endpoint.Port && announced.Host.Equals(observation.Endpoint.Host) && announced.Instance.Equals(observation.Endpoint.Instance);
}

/// <summary>The observations of a device, sorted by what they are good for. Those of endpoints no longer announced are left out.</summary>
internal sealed record Evidence
{
    /// <summary>Endpoints that answered recently.</summary>
    public required IReadOnlyList<Reading> Readings { get; init; }

    /// <summary>What all of them break, the longest-lived certificate's first: of one weakness the worst is told.</summary>
    public IEnumerable<Grade> Broken => Readings.OrderByDescending(reading => reading.Certificate.NotAfter - reading.Certificate.NotBefore).SelectMany(reading => reading.Broken);

    /// <summary>Endpoints that were tried recently and did not answer with a certificate.</summary>
    public required IReadOnlyList<EndpointObservation> Failures { get; init; }

    /// <summary>Endpoints whose check is too long ago, the latest first.</summary>
    public required IReadOnlyList<EndpointObservation> Outdated { get; init; }

    /// <summary>Whether a first check is under way, or endpoints or addresses were left out: what proves the device may not have been tried yet.</summary>
    public required bool IsIncomplete { get; init; }

    public static Evidence Of(DeviceFacts facts, AssembledDevice device, string cname, VerdictPolicy policy, TrustEntry? trust, DateTimeOffset now)
    {
        // In the announcement's order: which endpoint answered first must not choose what a person is told and asked.
        var current = (from observation in facts.Observations
                       from announced in device.Endpoints.Index().Where(item => Reading.IsOf(item.Item, observation)).Take(1)
                       select (announced.Index, Endpoint: announced.Item, Observation: observation))
            .OrderBy(one => one.Index).ThenBy(one => one.Observation.Certificate?.LeafSha256, StringComparer.Ordinal).ToArray();
        var tried = current.Where(one => one.Observation.Outcome != ObservationOutcome.NotChecked).ToArray();
        var fresh = tried.Where(one => IsFresh(one.Observation, now)).ToArray();
        return new Evidence
        {
            IsIncomplete = facts.IsPartial || tried.Length < current.Length,
            Outdated = [.. tried.Except(fresh).Select(one => one.Observation).OrderByDescending(observation => observation.CheckedAt)],
            Failures = [.. fresh.Where(one => !HasAnswered(one.Observation)).Select(one => one.Observation)],
            Readings = [.. fresh.Where(one => HasAnswered(one.Observation)).Select(one => new Reading(
                one.Endpoint, one.Observation, one.Observation.Certificate!, one.Observation.CheckedAt!.Value,
                [.. CertificateRules.Broken(cname, one.Observation.Certificate!, policy, AcceptedWith(one.Observation.Certificate!, trust), now)]))],
        };
    }

    // What was accepted was accepted with the pinned key: with another one the person is asked again, for the weaknesses too.
    private static IReadOnlyList<Weakness> AcceptedWith(CertificateFacts certificate, TrustEntry? trust) =>
        trust is not null && certificate.SpkiSha256 == trust.SpkiSha256 ? trust.Accepted : [];

    // A check in the future was made before the clock was set back; it says nothing about now.
    private static bool IsFresh(EndpointObservation observation, DateTimeOffset now) =>
        observation.CheckedAt is { } checkedAt && checkedAt <= now && now - checkedAt < VerdictPolicy.LongestFresh;

    private static bool HasAnswered(EndpointObservation observation) =>
        observation.Outcome == ObservationOutcome.Answered && observation.Certificate is not null;
}
