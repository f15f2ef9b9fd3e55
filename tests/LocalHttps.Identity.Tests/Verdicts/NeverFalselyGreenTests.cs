using CsCheck;

namespace LocalHttps.Identity.Tests;

/// <summary>Green, said once more in other words than the rules', against facts at random.</summary>
[TestClass]
public sealed class NeverFalselyGreenTests
{
    private static readonly string[] Keys = [Scene.Key, Scene.OtherKey, new('c', 64), ""];

    private static readonly string[] Names =
    [
        Scene.Cname, Scene.Cname.ToUpperInvariant(), "*.example.com", "*.com", "other.example.com", "x" + Scene.Cname, "example.com", "*." + Scene.Cname, "",
    ];

    private static readonly Gen<Finding?> NoFinding = Gen.Const(() => (Finding?)null);
    private static readonly Gen<Finding?> SomeFinding = Gen.Const(() => (Finding?)Scene.LooksLikeOther);

    private static readonly Gen<DateTimeOffset> Moment = Gen.Int[-3, 3].SelectMany(days => Gen.Int[-2, 2].Select(ticks => Scene.Now.AddDays(days).AddTicks(ticks)));

    private static readonly Gen<CertificateFacts> Certificate =
        from key in Weighted(Keys)
        from names in Weighted(Names).Array[0, 3]
        from count in OneOf(0, 1, 3, 101)
        from start in Moment
        from span in OneOf(-1.0, 0.1, 4, 7, 7.001, 90, 200, 200.001, 390)
        from trust in OneOf(ChainTrust.System, ChainTrust.System, ChainTrust.LabRoot, ChainTrust.None, (ChainTrust)9)
        from problem in OneOf(null, null, null, FindingCodes.SelfSigned, FindingCodes.WrongUsage, "later")
        select Scene.Good with
        {
            SpkiSha256 = key,
            DnsNames = names,
            SubjectAlternativeNameCount = Math.Max(count, names.Length),
            NotBefore = start,
            NotAfter = start.AddDays(span),
            Trust = trust,
            ChainProblem = problem,
        };

    private static readonly Gen<EndpointObservation> Observation =
        from number in Gen.Int[1, 3]
        from contradicting in Gen.Bool
        from outcome in Gen.OneOf(Gen.Const(ObservationOutcome.Answered), Gen.Enum<ObservationOutcome>())
        from certificate in Certificate
        from hasCertificate in Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false)))
        from age in OneOf(-5.0, 0, 1, 299, 300, 301, 4000)
        select Scene.Answer(contradicting ? Scene.Endpoint(number, "evil.example.org") : Scene.Endpoint(number), certificate) with
        {
            Outcome = outcome,
            Certificate = hasCertificate ? certificate : null,
            CheckedAt = outcome == ObservationOutcome.NotChecked ? null : Scene.Now.AddSeconds(-age),
        };

    private static readonly Gen<TrustEntry?> Trust =
        from exists in Gen.Frequency((5, Gen.Const(true)), (1, Gen.Const(false)))
        from key in Weighted(Keys)
        from method in OneOf(TrustMethod.Confirmed, TrustMethod.Paired, (TrustMethod)5)
        from accepted in OneOf(Weakness.LongLived, Weakness.SharedName).Array[0, 2]
        from name in Gen.Frequency((9, Gen.Const(Scene.Cname)), (1, Gen.Const("other.example.com")))
        select exists ? Scene.Confirmed with { Cname = name, SpkiSha256 = key, Method = method, Accepted = accepted } : null;

    private static readonly Gen<DeviceFacts> Facts =
        from observations in Observation.Array[0, 4]
        from announced in Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false)))
        from hasName in Gen.Frequency((9, Gen.Const(true)), (1, Gen.Const(false)))
        from expires in OneOf(-1.0, 0, 60)
        from lookAlike in Gen.Frequency((4, NoFinding), (1, SomeFinding))
        from partial in Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true)))
        from withdrawn in Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true)))
        let device = Scene.Device(withdrawn ? [] : [.. observations.Select(one => one.Endpoint)])
        let named = hasName ? device : device with { Cname = null, Problem = new Finding(FindingCodes.SourcesDisagree, new Dictionary<string, string>()) }
        select new DeviceFacts { Device = announced ? named with { Expires = Scene.Now.AddMinutes(expires) } : null, Observations = observations, LookAlike = lookAlike, IsPartial = partial };

    [TestMethod]
    public void Decide_AnyFacts_IsGreenOnlyWhereEverythingHolds()
    {
        var green = 0;
        Gen.Select(Facts, Trust).Sample(
            (facts, trust) =>
            {
                var verdict = VerdictRules.Decide(facts, Scene.Policy, trust, Scene.Now);
                if (verdict.State != VerdictState.Verified)
                    return verdict.State is VerdictState.Revoked || verdict.Reasons.Count > 0;
                _ = Interlocked.Increment(ref green);
                return IsTrulyGreen(verdict, facts, trust);
            },
            iter: 100_000,
            threads: 2);
        // A generator that never makes a green device would prove nothing.
        Assert.IsGreaterThan(100, green);
    }

    [TestMethod]
    public void Decide_AnyFacts_IsTheSameWhateverTheOrderOfObservations() => Gen.Select(Facts, Trust).Sample(
        (facts, trust) =>
        {
            var turned = facts with { Observations = [.. facts.Observations.Reverse()] };
            return VerdictRules.Decide(facts, Scene.Policy, trust, Scene.Now).State == VerdictRules.Decide(turned, Scene.Policy, trust, Scene.Now).State;
        },
        iter: 20_000,
        threads: 2);

    /// <summary>What was left out may hold the device itself: what a guest answers meanwhile turns nothing red, and takes no green away.</summary>
    [TestMethod]
    public void Decide_AnyFactsOfATrustedDeviceInPart_AreWhatTheyAreInFullOrNothing()
    {
        var (green, silent) = (0, 0);
        Gen.Select(Facts, Trust).Where((facts, trust) => facts.Device?.Cname is { } cname && trust?.Cname == cname).Sample(
            (facts, trust) =>
            {
                var part = VerdictRules.Decide(facts with { IsPartial = true }, Scene.Policy, trust, Scene.Now);
                var full = VerdictRules.Decide(facts with { IsPartial = false }, Scene.Policy, trust, Scene.Now);
                _ = part.State == VerdictState.Verified ? Interlocked.Increment(ref green) : part.State == VerdictState.Stale ? Interlocked.Increment(ref silent) : 0;
                return full.State == VerdictState.Verified ? part.State == VerdictState.Verified
                    : part.State == VerdictState.Stale || (part.State == full.State && part.Certificate?.SpkiSha256 == trust!.SpkiSha256);
            },
            iter: 50_000,
            threads: 2);
        Assert.IsGreaterThan(20, Math.Min(green, silent));
    }

    [TestMethod]
    public void Decide_AnyStranger_IsNeverGreen() => Facts.Sample(
        facts => VerdictRules.Decide(facts, Scene.Policy, null, Scene.Now).State != VerdictState.Verified,
        iter: 20_000,
        threads: 2);

    private static bool IsTrulyGreen(Verdict verdict, DeviceFacts facts, TrustEntry? trust)
    {
        if (verdict.Certificate is not { } certificate || trust is null || facts.Device is not { Cname: Scene.Cname, Problem: null })
            return false;
        var exact = certificate.DnsNames.Any(name => name.Equals(Scene.Cname, StringComparison.OrdinalIgnoreCase));
        var others = certificate.DnsNames.Count(name => !name.Equals(Scene.Cname, StringComparison.OrdinalIgnoreCase));
        var alone = exact && others == 0 && certificate.SubjectAlternativeNameCount <= 100;
        var hours = (certificate.NotAfter - certificate.NotBefore).TotalHours;
        return trust.Cname == Scene.Cname
            && trust.SpkiSha256 == certificate.SpkiSha256 && certificate.SpkiSha256.Length == 64
            && (certificate.Trust == ChainTrust.System || certificate.Trust == ChainTrust.LabRoot) && certificate.ChainProblem is null
            && certificate.NotBefore <= Scene.Now && Scene.Now <= certificate.NotAfter
            && (alone || ((exact || certificate.DnsNames.Contains("*.example.com")) && trust.Accepted.Contains(Weakness.SharedName)))
            && (hours <= 168 || (hours <= 200 * 24 && trust.Accepted.Contains(Weakness.LongLived)))
            && (facts.LookAlike is null || trust.Method == TrustMethod.Paired)
            && facts.Device.Expires > Scene.Now
            && verdict.CheckedAt <= Scene.Now && verdict.CheckedAt > Scene.Now.AddMinutes(-5)
            && verdict.StaleAt > Scene.Now && verdict.StaleAt <= facts.Device.Expires && verdict.StaleAt <= verdict.CheckedAt?.AddMinutes(5)
            && facts.Observations.Any(one => one.Outcome == ObservationOutcome.Answered && ReferenceEquals(one.Certificate, certificate)
                && facts.Device.Endpoints.Any(endpoint => endpoint.Host.Equals(one.Endpoint.Host)));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    // The first is what a green device has; without help, random facts hardly ever come together.
    private static Gen<string> Weighted(string[] values) => Gen.Frequency((3, Gen.Const(values[0])), (1, OneOf(values)));
}
