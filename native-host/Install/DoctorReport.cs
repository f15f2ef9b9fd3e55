using System.Text.Json.Serialization;

namespace LocalHttps.Host.Install;

/// <summary>How a check went.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckStatus>))]
public enum CheckStatus
{
    /// <summary>As it should be.</summary>
    [JsonStringEnumMemberName("pass")] Pass,

    /// <summary>It works, and something is worth knowing.</summary>
    [JsonStringEnumMemberName("warn")] Warn,

    /// <summary>It does not work.</summary>
    [JsonStringEnumMemberName("fail")] Fail,

    /// <summary>It does not apply here.</summary>
    [JsonStringEnumMemberName("skip")] Skip,
}

/// <summary>The outcome of one check.</summary>
/// <param name="Id">A stable word for the check.</param>
/// <param name="Browser">The browser it is about; null for this computer.</param>
/// <param name="Status">How it went.</param>
/// <param name="Text">What was found, in one sentence.</param>
/// <param name="Remedy">What to do; null where there is nothing to do.</param>
public sealed record Check(string Id, string? Browser, CheckStatus Status, string Text, string? Remedy)
{
    /// <summary>As it should be.</summary>
    public static Check Pass(string id, string text, string? browser = null) => new(id, browser, CheckStatus.Pass, text, null);

    /// <summary>It works, and something is worth knowing.</summary>
    public static Check Warn(string id, string text, string? remedy, string? browser = null) => new(id, browser, CheckStatus.Warn, text, remedy);

    /// <summary>It does not work.</summary>
    public static Check Fail(string id, string text, string remedy, string? browser = null) => new(id, browser, CheckStatus.Fail, text, remedy);

    /// <summary>It does not apply here.</summary>
    public static Check Skip(string id, string text, string? browser = null) => new(id, browser, CheckStatus.Skip, text, null);
}

/// <summary>Everything that was looked at.</summary>
/// <param name="Version">This program's version.</param>
/// <param name="Executable">Where it is.</param>
/// <param name="Checks">The checks in the order in which they were made.</param>
public sealed record DoctorReport(string Version, string Executable, IReadOnlyList<Check> Checks)
{
    /// <summary>Whether nothing failed.</summary>
    public bool Healthy => Checks.All(check => check.Status != CheckStatus.Fail);
}
