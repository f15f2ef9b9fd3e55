using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace LocalHttps.Build;

/// <summary>Where things are in the clone.</summary>
public static partial class Repository
{
    /// <summary>The clone's top folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of everything that is made.</summary>
    public static string Artifacts => Folder("artifacts");

    /// <summary>The published host.</summary>
    public static string Host => Path.Combine(Artifacts, "host", "localhttps");

    /// <summary>The product's version, from Directory.Build.props.</summary>
    public static string Version => VersionElement().Match(File.ReadAllText(At("Directory.Build.props"))).Groups["version"].Value;

    /// <summary>This machine's runtime identifier.</summary>
    public static string Runtime => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    /// <summary>An absolute path in the clone.</summary>
    public static string At(params IEnumerable<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>A folder in the clone, made if it is not there.</summary>
    public static string Folder(params IEnumerable<string> parts) => Directory.CreateDirectory(At(parts)).FullName;

    /// <summary>The executable a project was built to.</summary>
    public static string Executable(string folder, string name, string configuration = "Debug") =>
        At(folder, name, "bin", configuration, "net10.0", name);

    private static string FindRoot()
    {
        foreach (var start in new[] { AppContext.GetData("EntryPointFileDirectoryPath") as string, Environment.CurrentDirectory })
        {
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "LocalHttps.sln")))
                {
                    return folder;
                }
            }
        }
        throw new BuildException("Run this inside a clone of LocalHttps.");
    }

    [GeneratedRegex("<Version>(?<version>[^<]+)</Version>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionElement();
}
