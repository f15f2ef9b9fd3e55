using System.Security.Cryptography.X509Certificates;

namespace LocalHttps.SampleDevices;

/// <summary>A device to play.</summary>
/// <param name="DeviceName">What a person reads.</param>
/// <param name="Cname">The public name it announces.</param>
/// <param name="Kind">The announcement's <c>kind</c>: <c>printer</c>, <c>nas</c>, …</param>
/// <param name="Certificate">What it serves.</param>
/// <param name="Remark">What is good or wrong with it, for the person who runs the demo.</param>
/// <param name="IsGenuine">Whether it answers <c>/.well-known/local-https</c>.</param>
internal sealed record SampleDevice(string DeviceName, string Cname, string Kind, X509Certificate2 Certificate, string Remark, bool IsGenuine)
{
    /// <summary>The devices that are there from the start.</summary>
    public static IReadOnlyList<SampleDevice> All(SampleAuthority authority) =>
    [
        new("IoTD-1000A", "13ab-7c34-23be-device.home.localhost", "home", authority.Issue("13ab-7c34-23be-device.home.localhost"), "good", true),
        new("Printer Küche", "c07d-51e2-9a60-printer.home.localhost", "printer", authority.Issue("c07d-51e2-9a60-printer.home.localhost"), "good", true),
        new("Attic NAS", "77f1-0be9-4d2c-nas.home.localhost", "nas", authority.SelfSigned("77f1-0be9-4d2c-nas.home.localhost"), "right name, but self-signed", false),
        new("Hall camera", "2e95-c84a-f013-camera.home.localhost", "camera", authority.Issue("5b60-1d7f-88ce-camera.home.localhost"), "certificate for another name", false),
        new("Garden plug", "a4d8-6632-0c5b-plug.home.localhost", "plug", authority.Issue("a4d8-6632-0c5b-plug.home.localhost", startsDaysAgo: 5), "certificate expired", false),
    ];

    /// <summary>Comes once the first device is confirmed: the same name with a Cyrillic letter, and a valid certificate for a name of its own.</summary>
    public static SampleDevice LookAlike(SampleAuthority authority) =>
        new("I\u043eTD-1000A", "13ab-7c34-23bc-device.home.localhost", "home", authority.Issue("13ab-7c34-23bc-device.home.localhost"), "a look-alike of the first", false);
}
