using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>The lab that all tests of the process share. Its standing devices are announced all the time; tests add and take away others.</summary>
[TestClass]
public static class LabUse
{
    private static LabNetwork? network;

    /// <summary>The network.</summary>
    internal static LabNetwork Network => network ?? throw new InvalidOperationException("The lab is not running.");

    [AssemblyInitialize]
    public static async Task StartAsync(TestContext _)
    {
        network = await LabNetwork.CreateAsync(Path.Combine(Places.Artifacts, "lab"));
    }

    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        if (network is not null)
        {
            await network.DisposeAsync();
        }
    }
}
