namespace LocalHttps.Build;

/// <summary>Node's package manager.</summary>
public static class Npm
{
    /// <summary>Fetches what a folder's lock file names, unless it is there.</summary>
    public static Counts Fetch(string folder)
    {
        var fetched = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        return fetched.Exists && fetched.LastWriteTimeUtc > File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"))
            ? Counts.Pass
            : Counts.Of((In(folder, "ci", "--no-audit", "--no-fund", "--prefer-offline") with { Limit = TimeSpan.FromMinutes(10) }).Run());
    }

    /// <summary>Runs it in a folder. It is a script for whatever node comes first on the path, and its own scripts find the same one.</summary>
    public static Command In(string folder, params IReadOnlyList<string> arguments) => new("npm", arguments)
    {
        Folder = folder,
        Variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{Path.GetDirectoryName(Programs.Node())}:{Environment.GetEnvironmentVariable("PATH")}",
        },
    };
}
