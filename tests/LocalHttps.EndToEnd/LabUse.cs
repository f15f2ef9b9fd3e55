using LocalHttps.EndToEnd.Browsers;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>The lab that all tests of the process share. Tests add and take away devices of their own beside the standing ones.</summary>
[TestClass]
public static class LabUse
{
    private static LabNetwork? network;
    private static IReadOnlyList<LabDevice> standing = [];

    /// <summary>The network.</summary>
    internal static LabNetwork Network => network ?? throw new InvalidOperationException("The lab is not running.");

    /// <summary>The standing device with the host name.</summary>
    internal static LabDevice Standing(string id) => standing.Single(d => d.Spec.Id == id);

    [AssemblyInitialize]
    public static async Task StartAsync(TestContext _)
    {
        network = await LabNetwork.CreateAsync(Path.Combine(Places.Artifacts, "lab"));
        standing = await network.AddAsync([.. StandingDevices.All.Select(d => d.Spec)]);
    }

    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        await Onlooker.CloseAllAsync();
        if (network is not null)
        {
            await network.DisposeAsync();
        }
    }

    /// <summary>The id of a device that belongs to one run of one test in one browser.</summary>
    internal static string Id(BrowserKind kind, string name) => $"{name}-{(kind == BrowserKind.Chromium ? "c" : "f")}";
}
