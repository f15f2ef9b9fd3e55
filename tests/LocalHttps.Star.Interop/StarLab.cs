using System.Net;
using LocalHttps.Lab;

namespace LocalHttps.Star.Interop;

/// <summary>One loopback for all tests; each has servers of its own on it.</summary>
[TestClass]
public static class StarLab
{
    private static LabLoopback? loopback;
    private static int lastNumber;

    /// <summary>The proxy.</summary>
    public static string Program => Path.Combine(Root, "star-proxy", "bin", "Debug", "net10.0", "localhttps-star");

    /// <summary>The top of the clone.</summary>
    public static string Root => Ancestors(AppContext.BaseDirectory).First(folder => File.Exists(Path.Combine(folder, "LocalHttps.sln")));

    internal static LabLoopback Loopback => loopback ?? throw new InvalidOperationException("The lab is not running.");

    [AssemblyInitialize]
    public static async Task StartAsync(TestContext _) => loopback = await LabLoopback.CreateAsync(Path.Combine(Root, "artifacts", "star-interop"));

    /// <summary>A proxy under a host name that leads to it; not yet started.</summary>
    internal static StarProcess NewStar(string folder, string host, IReadOnlyDictionary<string, string> settings)
    {
        const int port = 14000;
        var address = Loopback.NextAddress();
        Loopback.AddHost(host, address);
        return new(Program, folder, new Uri($"https://{host}:{port}"), new IPEndPoint(IPAddress.Parse(address), port), settings);
    }

    /// <summary>A folder that nobody else has; its last part is a name that nobody else has.</summary>
    internal static string NewFolder(string kind)
    {
        var folder = Path.Combine(Loopback.Folder, NewId(kind));
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>A name that nobody else has.</summary>
    internal static string NewId(string kind) => $"{kind}{Interlocked.Increment(ref lastNumber)}";

    private static IEnumerable<string> Ancestors(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }
}
