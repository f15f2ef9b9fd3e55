using System.Text.Json.Serialization;
using LocalHttps.Host.Discovery;
using LocalHttps.Mdns;

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
/// <param name="Network">What a short search showed; null where none was made.</param>
public sealed record DoctorReport(string Version, string Executable, IReadOnlyList<Check> Checks, NetworkReport? Network)
{
    /// <summary>Whether nothing failed.</summary>
    public bool Healthy => Checks.All(check => check.Status != CheckStatus.Fail);
}

/// <summary>What a short search showed.</summary>
/// <param name="Interfaces">How each interface was used.</param>
/// <param name="Devices">Announcements that were resolved.</param>
/// <param name="Counters">What was sent, received and dropped, by reason.</param>
public sealed record NetworkReport(IReadOnlyList<InterfaceReport> Interfaces, int Devices, BrowserStatistics Counters)
{
    /// <summary>The report of a search.</summary>
    public static NetworkReport Of(NetworkLook look) => new([.. look.Interfaces.Select(InterfaceReport.Of)], look.Devices, look.Counters);
}

/// <summary>How an interface was used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Index">Its index.</param>
/// <param name="Addresses">Its addresses with the length of their prefix.</param>
/// <param name="Joined">The families it was joined for: <c>ipv4</c>, <c>ipv6</c>.</param>
/// <param name="PacketsIn">Datagrams received.</param>
/// <param name="PacketsOut">Datagrams sent.</param>
/// <param name="LastFault">What the system last refused; null when nothing.</param>
public sealed record InterfaceReport(
    string Name, int Index, IReadOnlyList<string> Addresses, IReadOnlyList<string> Joined, long PacketsIn, long PacketsOut, string? LastFault)
{
    /// <summary>The report of an interface.</summary>
    public static InterfaceReport Of(InterfaceState state) => new(
        state.Interface.Name,
        state.Interface.Index,
        [.. state.Interface.Addresses.Select(at => $"{at.Address}/{at.PrefixLength}")],
        [.. new[] { state.JoinedV4 ? "ipv4" : null, state.JoinedV6 ? "ipv6" : null }.OfType<string>()],
        state.PacketsIn,
        state.PacketsOut,
        state.LastFault);
}
