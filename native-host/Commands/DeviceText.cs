using System.Globalization;
using LocalHttps.Host.Protocol;
using LocalHttps.Host.Text;
using LocalHttps.Identity;

namespace LocalHttps.Host.Commands;

/// <summary>Devices and verdicts in words for the terminal.</summary>
internal sealed class DeviceText(Terminal terminal)
{
    private const int LongestName = 40;

    /// <summary>A table of devices, the trusted ones first; below each that is not verified, why.</summary>
    /// <param name="devices">The devices.</param>
    /// <param name="next">The commands to go on with.</param>
    public IEnumerable<string> Table(IReadOnlyCollection<DeviceView> devices, NextCommand next)
    {
        var table = new TextTable("STATE", "DEVICE", "PUBLIC NAME", "ADDRESS");
        foreach (var device in InOrder(devices))
        {
            table.Add([State(device), Name(device), new(device.Cname ?? "–"), new(Place(device))], [.. Remarks(device)]);
        }
        return table.Lines().Concat(LabRoots(devices)).Concat(HowToTrust(devices)).Concat(HowToConfirm(devices, next));
    }

    /// <summary>What is said once however many devices it is true of.</summary>
    public static IEnumerable<string> Once(DeviceView device) => LabRoots([device]).Concat(HowToTrust([device])).Where(line => line.Length > 0);

    // Said once below the table rather than at every device.
    private static IEnumerable<string> LabRoots(IEnumerable<DeviceView> devices)
    {
        var roots = devices.SelectMany(device => device.Verdict.Notes).Where(IsLabRoot).Select(note => note.Parameters.GetValueOrDefault("root", "?")).Distinct(StringComparer.Ordinal);
        var names = string.Join(", ", roots.Order(StringComparer.Ordinal).Select(root => Shown.OnOneLine(root)));
        return names.Length == 0 ? [] : ["", $"Some certificates stand on a root that was added by hand, not on the system's: {names}."];
    }

    private static IEnumerable<string> HowToTrust(IEnumerable<DeviceView> devices) => devices.Any(HasUnknownRoot) ? ["", RemedyText.Root] : [];

    private static IEnumerable<string> HowToConfirm(IEnumerable<DeviceView> devices, NextCommand next) =>
        devices.Any(device => device.Verdict.State == "unconfirmed") ? ["", $"If an unconfirmed one is yours: {next.Of("trust confirm NAME")}"] : [];

    /// <summary>A device on one line.</summary>
    public string Line(DeviceView device) =>
        $"{PaintedState(device)}  {Name(device).Text}  {Shown.OnOneLine(device.Cname ?? "–")}  {Place(device)}";

    /// <summary>The reasons and notes worth a line each, but for what is said once for all devices.</summary>
    public static IEnumerable<string> Remarks(DeviceView device)
    {
        var verdict = device.Verdict;
        var reasons = verdict.State == "verified" ? [] : verdict.Reasons;
        return reasons.Select(FindingText.Of).Concat(Notes(device));
    }

    /// <summary>The reasons with what to do about each, for a device that is refused.</summary>
    public static IEnumerable<string> Refusal(DeviceView device) => device.Verdict.Reasons
        .SelectMany(reason => new[] { FindingText.Of(reason), RemedyText.Of(reason) })
        .OfType<string>()
        .Concat(Notes(device));

    private static IEnumerable<string> Notes(DeviceView device) =>
        device.Verdict.Notes.Where(note => !IsLabRoot(note)).Select(note => $"Note: {FindingText.Of(note)}");

    private static bool HasUnknownRoot(DeviceView device) => device.Verdict.Reasons.Any(reason => reason.Code == FindingCodes.UnknownRoot);

    private static bool IsLabRoot(FindingView note) => note.Code == FindingCodes.LabRoot;

    /// <summary>A verdict with its evidence.</summary>
    public IEnumerable<string> Evidence(DeviceView device)
    {
        var verdict = device.Verdict;
        yield return $"{PaintedState(device)}  {terminal.Paint(Shown.OnOneLine(device.DeviceName), Tone.Strong)}";
        foreach (var reason in verdict.Reasons)
        {
            yield return $"  {FindingText.Of(reason)}";
            if (RemedyText.Of(reason) is { } remedy)
            {
                yield return $"    {remedy}";
            }
        }
        foreach (var note in verdict.Notes)
        {
            yield return $"  Note: {FindingText.Of(note)}";
        }
        foreach (var (title, text) in Facts(device).Where(fact => fact.Text is not null))
        {
            yield return $"  {title,-16}{Shown.OnOneLine(text!, 2_000)}";
        }
    }

    private static IEnumerable<(string Title, string? Text)> Facts(DeviceView device)
    {
        var verdict = device.Verdict;
        yield return ("Public name", device.Cname ?? "none");
        yield return ("Announced as", device.AdvertisedName);
        yield return ("Address", verdict.Address is null ? null : Endpoint(verdict.Address, verdict.Port));
        yield return ("Announced at", device.Addresses.Count == 0 ? null : string.Join(", ", device.Addresses));
        if (verdict.Certificate is { } certificate)
        {
            yield return ("Certificate", $"from {Time(certificate.NotBefore)} to {Time(certificate.NotAfter)}, issued by {certificate.Issuer}");
            yield return ("Its names", string.Join(", ", certificate.DnsNames));
            yield return ("Vouched for by", certificate.Trust switch
            {
                "system" => $"this system's root {certificate.RootName}",
                "lab-root" => $"the root {certificate.RootName}, added by hand",
                _ => "nobody this computer trusts",
            });
            yield return ("Key (SPKI)", certificate.SpkiSha256);
            yield return ("Leaf", certificate.LeafSha256);
        }
        yield return ("Checked", verdict.CheckedAt is { } at ? $"{Time(at)}{(verdict.StaleAt is { } until ? $", counts until {Time(until)}" : "")}" : null);
    }

    /// <summary>Where the connection went, or where the device announces itself.</summary>
    public static string Place(DeviceView device) => (device.Verdict.Address ?? (device.Addresses.Count > 0 ? device.Addresses[0] : null)) is { } address
        ? Endpoint(address, device.Verdict.Port ?? device.Port)
        : "–";

    private static string Endpoint(string address, int? port)
    {
        var host = Shown.OnOneLine(address, 60);
        return port is null ? host : host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{port}" : $"{host}:{port}";
    }

    /// <summary>The trusted ones first, then by name.</summary>
    public static IEnumerable<DeviceView> InOrder(IEnumerable<DeviceView> devices) => devices
        .OrderBy(device => device.Trusted is null)
        .ThenBy(device => device.DeviceName, StringComparer.OrdinalIgnoreCase)
        .ThenBy(device => device.Key, StringComparer.Ordinal);

    private Cell Name(DeviceView device) => new(
        CellWidth.Cut(Shown.OnOneLine(device.DeviceName), LongestName),
        device.Verdict.State == "verified" ? text => terminal.Paint(text, Tone.Good) : null);

    private Cell State(DeviceView device) => new(SignedState(device), text => terminal.Paint(text, ToneOf(device)));

    private string PaintedState(DeviceView device) => terminal.Paint(SignedState(device), ToneOf(device));

    private static string SignedState(DeviceView device) => $"{Sign(device)} {Shown.OnOneLine(device.Verdict.State, 20)}";

    // A stranger without a good certificate is ordinary; the person's own device without one is an alarm.
    private static string Sign(DeviceView device) => device.Verdict.State switch
    {
        "verified" => "✔",
        "unconfirmed" => "○",
        "caution" => "!",
        "mismatch" or "expired" or "revoked" => "✘",
        "untrusted" when device.Trusted is not null => "✘",
        _ => "–",
    };

    private static Tone ToneOf(DeviceView device) => device.Verdict.State switch
    {
        "verified" => Tone.Good,
        "unconfirmed" => Tone.Plain,
        "caution" => Tone.Weak,
        "mismatch" or "expired" or "revoked" => Tone.Bad,
        "untrusted" when device.Trusted is not null => Tone.Bad,
        _ => Tone.Faint,
    };

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
