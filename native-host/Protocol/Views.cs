using System.Text.Json.Serialization;
using LocalHttps.Identity;

namespace LocalHttps.Host.Protocol;

/// <summary>A device as the picker shows it.</summary>
public sealed record DeviceView
{
    /// <summary>The identity of the row: the public name where there is one, else the instance name. Stable while the device is known.</summary>
    public required string Key { get; init; }

    /// <summary>The name to show: the person's own for a trusted device, else the advertised one. Free of control characters.</summary>
    public required string DeviceName { get; init; }

    /// <summary>The name the device advertises, where it differs from the one shown; else null.</summary>
    public required string? AdvertisedName { get; init; }

    /// <summary>The public name as a lower-case A-label name; null where none is valid or the sources disagree.</summary>
    public required string? Cname { get; init; }

    /// <summary>A hint for the icon from the announcement.</summary>
    [KnownValues("DeviceKind", "printer", "camera", "nas", "home", "tv", "plug", "router", "device")]
    public required string Kind { get; init; }

    /// <summary>The announced addresses.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>The announced port; null where none was.</summary>
    public required int? Port { get; init; }

    /// <summary>Names of the interfaces the device was heard on.</summary>
    public required IReadOnlyList<string> Interfaces { get; init; }

    /// <summary>What to open in a tab; null without a public name.</summary>
    public required string? Url { get; init; }

    /// <summary>When it was last heard of.</summary>
    public required DateTimeOffset? LastSeen { get; init; }

    /// <summary>Seconds until its announcement ends; null where it is not announced.</summary>
    public required int? TimeToLive { get; init; }

    /// <summary>Whether a check is running.</summary>
    public required bool Checking { get; init; }

    /// <summary>The trust entry; null for a device nobody confirmed.</summary>
    public required TrustedDevice? Trusted { get; init; }

    /// <summary>The outcome of the latest check.</summary>
    public required VerdictView Verdict { get; init; }
}

/// <summary>A verdict with its evidence.</summary>
public sealed record VerdictView
{
    /// <summary>The state. A value the reader does not know is "not verified".</summary>
    [KnownValues("VerdictState", "verified", "unconfirmed", "caution", "expired", "untrusted", "revoked", "mismatch", "unreachable", "stale")]
    public required string State { get; init; }

    /// <summary>Why, the weightiest first.</summary>
    public required IReadOnlyList<FindingView> Reasons { get; init; }

    /// <summary>What does not change the state.</summary>
    public required IReadOnlyList<FindingView> Notes { get; init; }

    /// <summary>Version of the rules.</summary>
    public required int PolicyVersion { get; init; }

    /// <summary>The certificate that decided; null where none was seen.</summary>
    public required CertificateView? Certificate { get; init; }

    /// <summary>The address connected to; null where nothing was.</summary>
    public required string? Address { get; init; }

    /// <summary>The port connected to; null where nothing was.</summary>
    public required int? Port { get; init; }

    /// <summary>When it was checked.</summary>
    public required DateTimeOffset? CheckedAt { get; init; }

    /// <summary>From when on it must be shown as stale.</summary>
    public required DateTimeOffset? StaleAt { get; init; }
}

/// <summary>The facts of a served certificate.</summary>
public sealed record CertificateView
{
    /// <summary>SHA-256 of the leaf, lower-case hexadecimal.</summary>
    public required string LeafSha256 { get; init; }

    /// <summary>SHA-256 of the SPKI, lower-case hexadecimal.</summary>
    public required string SpkiSha256 { get; init; }

    /// <summary>The DNS names of the SAN.</summary>
    public required IReadOnlyList<string> DnsNames { get; init; }

    /// <summary>Start of the validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>End of the validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>The issuer, for display.</summary>
    public required string Issuer { get; init; }

    /// <summary>Who vouches for the chain.</summary>
    [KnownValues("ChainTrust", "system", "lab-root", "none")]
    public required string Trust { get; init; }

    /// <summary>The trusted root's name; null where there is none.</summary>
    public required string? RootName { get; init; }
}

/// <summary>A code with parameters for the extension's text.</summary>
/// <param name="Code">A stable code; one the reader does not know is shown as "not verified".</param>
/// <param name="Parameters">The values for the text, by name.</param>
public sealed record FindingView(
    [property: KnownValues("FindingCode", typeof(FindingCodes))] string Code,
    IReadOnlyDictionary<string, string> Parameters);

/// <summary>An entry of the trust store.</summary>
public sealed record TrustedDevice
{
    /// <summary>The public name.</summary>
    public required string Cname { get; init; }

    /// <summary>The person's DeviceName for it.</summary>
    public required string Name { get; init; }

    /// <summary>The pinned key's SPKI SHA-256.</summary>
    public required string SpkiSha256 { get; init; }

    /// <summary>How the person came to trust it.</summary>
    [KnownValues("TrustMethod", "confirmed", "paired")]
    public required string Method { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The accepted weaknesses.</summary>
    [KnownValues("Weakness", "long-lived", "shared-name")]
    public required IReadOnlyList<string> Accepted { get; init; }
}

/// <summary>The network as the host sees it.</summary>
public sealed record NetworkState
{
    /// <summary>Names of the interfaces that are searched; empty means there is no network.</summary>
    public required IReadOnlyList<string> Interfaces { get; init; }
}

/// <summary>What happened to a device.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeviceChange>))]
public enum DeviceChange
{
    /// <summary>It appeared.</summary>
    [JsonStringEnumMemberName("added")] Added,

    /// <summary>It changed.</summary>
    [JsonStringEnumMemberName("updated")] Updated,

    /// <summary>It went.</summary>
    [JsonStringEnumMemberName("removed")] Removed,
}

/// <summary>How a step of the pre-flight stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepState>))]
public enum StepState
{
    /// <summary>It runs.</summary>
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>It passed.</summary>
    [JsonStringEnumMemberName("passed")] Passed,

    /// <summary>It does not apply, or told something worth showing that stops nothing.</summary>
    [JsonStringEnumMemberName("noted")] Noted,

    /// <summary>It failed, and with it the pre-flight.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}
