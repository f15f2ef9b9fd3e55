using System.Net;
using LocalHttps.Mdns;

namespace LocalHttps.Identity.Tests;

/// <summary>A good device with everything about it, to be changed in one point by a test.</summary>
internal static class Scene
{
    public const string Cname = "13ab-7c34-23be-device.example.com";

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Since = Now.AddDays(-30);
    public static readonly string Key = new('a', 64);
    public static readonly string OtherKey = new('b', 64);
    public static readonly VerdictPolicy Policy = new();
    public static readonly Finding LooksLikeOther = new(FindingCodes.LooksLikeOther, new Dictionary<string, string> { ["name"] = "Lamp" });

    public static CertificateFacts Good { get; } = new()
    {
        LeafSha256 = new string('1', 64),
        SpkiSha256 = Key,
        DnsNames = [Cname],
        SubjectAlternativeNameCount = 1,
        NotBefore = Now.AddDays(-1),
        NotAfter = Now.AddDays(3),
        Issuer = "Example CA",
        Trust = ChainTrust.System,
        RootName = "Example Root",
    };

    public static CertificateFacts SelfSigned { get; } = Good with { Trust = ChainTrust.None, RootName = null, ChainProblem = FindingCodes.SelfSigned };

    public static TrustEntry Confirmed { get; } = new()
    {
        Cname = Cname,
        Name = "Lamp",
        SpkiSha256 = Key,
        Method = TrustMethod.Confirmed,
        Since = Since,
        Accepted = [],
    };

    public static TrustEntry Paired { get; } = Confirmed with { Method = TrustMethod.Paired };

    public static AnnouncedEndpoint Endpoint(int number = 1, params string[] contradicting) => new(
        DnsName.Parse($"Lamp {number}._https._tcp.local"),
        DnsName.Parse($"lamp{number}.local"),
        443,
        [new DiscoveredAddress(IPAddress.Parse($"192.0.2.{number}"), 2, DnsName.Parse($"lamp{number}.local"))],
        contradicting);

    public static EndpointObservation Answer(AnnouncedEndpoint endpoint, CertificateFacts certificate, DateTimeOffset? checkedAt = null) => new()
    {
        Endpoint = endpoint,
        Outcome = ObservationOutcome.Answered,
        Connected = new ConnectedEndpoint(endpoint.Addresses[0].Address.ToString(), endpoint.Port),
        Certificate = certificate,
        CheckedAt = checkedAt ?? Now.AddSeconds(-10),
    };

    public static EndpointObservation Failure(AnnouncedEndpoint endpoint, ObservationOutcome outcome, DateTimeOffset? checkedAt = null) => new()
    {
        Endpoint = endpoint,
        Outcome = outcome,
        CheckedAt = outcome == ObservationOutcome.NotChecked ? null : checkedAt ?? Now.AddSeconds(-10),
    };

    public static AssembledDevice Device(params AnnouncedEndpoint[] endpoints) => new()
    {
        Key = Cname,
        Cname = Cname,
        AdvertisedName = "Lamp",
        AdvertisedNames = ["Lamp"],
        Kind = "plug",
        Endpoints = endpoints,
        Problem = null,
        LastSeen = Now.AddMinutes(-1),
        Expires = Now.AddMinutes(60),
    };

    public static DeviceFacts Facts(params EndpointObservation[] observations) => new()
    {
        Device = Device([.. observations.Select(observation => observation.Endpoint)]),
        Observations = observations,
        LookAlike = null,
    };

    /// <summary>Facts of a device with one endpoint that serves <paramref name="certificate"/>.</summary>
    public static DeviceFacts Serving(CertificateFacts certificate) => Facts(Answer(Endpoint(), certificate));

    /// <summary>Facts of a device whose endpoints serve these certificates, the first at 192.0.2.1.</summary>
    public static DeviceFacts Serving(CertificateFacts first, params CertificateFacts[] others) =>
        Facts([Answer(Endpoint(), first), .. others.Select((certificate, i) => Answer(Endpoint(i + 2), certificate))]);

    public static Verdict Decide(DeviceFacts facts, TrustEntry? trust = null) => VerdictRules.Decide(facts, Policy, trust, Now);

    public static string[] Codes(this IEnumerable<Finding> findings) => [.. findings.Select(finding => finding.Code)];

    /// <summary>The state and the first reason, as in <c>verified/confirmed</c>.</summary>
    public static string Summary(this Verdict verdict) => $"{verdict.State.ToString().ToLowerInvariant()}/{verdict.Reasons[0].Code}";

    public static CertificateFacts Spanning(this CertificateFacts certificate, TimeSpan span) =>
        certificate with { NotBefore = Now.AddDays(-1), NotAfter = Now.AddDays(-1) + span };

    public static CertificateFacts Named(this CertificateFacts certificate, params string[] names) =>
        certificate with { DnsNames = names, SubjectAlternativeNameCount = names.Length };

    public static CertificateFacts WithKey(this CertificateFacts certificate, string key) => certificate with { SpkiSha256 = key };

    public static TrustEntry Accepting(this TrustEntry trust, params Weakness[] accepted) => trust with { Accepted = accepted };
}
