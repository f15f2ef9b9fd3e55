using LocalHttps.Lab;
using LocalHttps.Mdns;

namespace LocalHttps.Interop;

/// <summary>One network for all tests: this process on its bridge, each peer on a computer of its own.</summary>
[TestClass]
public static class InteropLab
{
    private static LabNetwork? network;
    private static int lastNumber;

    /// <summary>The folder of the peers' programs.</summary>
    public static string Peers => Path.Combine(Root, "tests", "LocalHttps.Interop", "Peers");

    /// <summary>Where logs and configuration go.</summary>
    public static string Logs => Path.Combine(Root, "artifacts", "interop");

    /// <summary>Our engine as a program of its own.</summary>
    public static string Tool => Path.Combine(Root, "tools", "LocalHttps.MdnsTool", "bin", "Debug", "net10.0", "LocalHttps.MdnsTool");

    internal static LabNetwork Network => network ?? throw new InvalidOperationException("The lab is not running.");

    private static string Root => Ancestors(AppContext.BaseDirectory).First(folder => File.Exists(Path.Combine(folder, "LocalHttps.sln")));

    [AssemblyInitialize]
    public static async Task StartAsync(TestContext _) => network = await LabNetwork.CreateAsync(Logs);

    [AssemblyCleanup]
    public static async Task StopAsync()
    {
        if (network is not null)
        {
            await network.DisposeAsync();
        }
    }

    /// <summary>A host name nobody else has.</summary>
    internal static string NewId(string kind) => $"{kind}{Interlocked.Increment(ref lastNumber)}";

    /// <summary>A browser of this project on the bridge.</summary>
    internal static ServiceBrowser Browse()
    {
        var options = new BrowserOptions { InterfaceNames = ["br0"] };
        return new ServiceBrowser(new UdpMulticastTransport(options.InterfaceNames, TimeProvider.System), options, TimeProvider.System);
    }

    /// <summary>A publisher of this project on the bridge.</summary>
    internal static ServicePublisher Publish() => new(new PublisherOptions { InterfaceNames = ["br0"] });

    private static IEnumerable<string> Ancestors(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
