using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>The devices that are announced during the whole run. No test changes them, and nobody confirms them in another's home.</summary>
internal static class StandingDevices
{
    private static readonly ExpectedDevice Disagreeing = Disagree();

    /// <summary>All of them with what must be seen of each before anybody confirmed anything.</summary>
    public static IReadOnlyList<ExpectedDevice> All { get; } =
    [
        Certificate("good", "Hall thermostat", LeafKind.Good, "unconfirmed", "not-confirmed"),
        Certificate("wrongname", "Garage door", LeafKind.WrongName, "mismatch", "name-not-in-certificate"),
        Certificate("expired", "Old camera", LeafKind.Expired, "expired", "certificate-expired"),
        Certificate("notyet", "Time traveller", LeafKind.NotYetValid, "expired", "certificate-not-yet-valid"),
        Certificate("selfsigned", "Basement router", LeafKind.SelfSigned, "untrusted", "self-signed"),
        Certificate("unknownroot", "Borrowed scanner", LeafKind.UntrustedRoot, "untrusted", "unknown-root"),
        Certificate("wildcard", "Attic weather", LeafKind.Wildcard, "caution", "shared-name"),
        Certificate("ninety", "Living room TV", LeafKind.NinetyDays, "caution", "long-lived"),
        Certificate("year", "Workshop plug", LeafKind.ThreeHundredNinetyDays, "caution", "too-long-lived"),
        Source("bysrv", "Named by service", NameSources.Srv),
        Source("byalias", "Named by alias", NameSources.Alias),
        Source("byall", "Named three times", NameSources.Srv | NameSources.Alias | NameSources.Txt),
        Disagreeing,
        new(new DeviceSpec("noname") { Services = [new AnnouncedService("Nameless box", 443, null, [])] }, "untrusted", "no-public-name"),
        new(DeviceSpec.Create("sixonly", "Only six") with { Ipv4 = false, Ipv6 = true }, "unconfirmed", "not-confirmed"),
        Named("emoji", "Küche 🍳👩‍🍳"),
        Named("quotes", "<b>\"Bob's\"</b> & 'Co' \\ “pad”"),
        Named("dots", "Printer v1.2.3 (2. floor)."),
        Named("rtl", "מדפסת سطح المكتب"),
    ];

    /// <summary>The device with the host name.</summary>
    public static ExpectedDevice Get(string id) => All.Single(d => d.Spec.Id == id);

    private static ExpectedDevice Certificate(string id, string name, LeafKind leaf, string state, string reason)
        => new(DeviceSpec.Create(id, name, leaf, publicName: $"{id}-device.lab.example.com"), state, reason);

    private static ExpectedDevice Source(string id, string name, NameSources sources)
        => new(DeviceSpec.Create(id, name, sources: sources), "unconfirmed", "not-confirmed");

    private static ExpectedDevice Named(string id, string name) => new(DeviceSpec.Create(id, name), "unconfirmed", "not-confirmed");

    private static ExpectedDevice Disagree()
    {
        var spec = DeviceSpec.Create("disagree", "Two tongues", sources: NameSources.Srv);
        return new(spec with { Services = [spec.Services[0] with { Txt = ["cn=another-device.example.com"] }] }, "mismatch", "sources-disagree");
    }
}

/// <summary>A device and what the picker must show of it before anybody confirmed it.</summary>
internal sealed record ExpectedDevice(DeviceSpec Spec, string State, string Reason)
{
    /// <summary>The DeviceName.</summary>
    public string Name => Spec.Services[0].Name;
}
