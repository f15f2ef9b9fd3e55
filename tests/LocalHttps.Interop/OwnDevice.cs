using System.Globalization;
using LocalHttps.Lab;

namespace LocalHttps.Interop;

/// <summary>Our publisher in a process of its own, on any computer of the lab.</summary>
internal static class OwnDevice
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static LabChild Start(DeviceNamespace computer, string name, int port) =>
        computer.Start("own", [InteropLab.Tool, "publish", "--interface", "eth0", "--name", name, "--port", port.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Waits until it is announced; returns the name it then has.</summary>
    public static async Task<string> AnnouncedAsync(LabChild device) =>
        (await device.WaitForLineAsync(line => line.StartsWith("announced\t", StringComparison.Ordinal), Limit, "our device is announced")).Split('\t')[1];
}
