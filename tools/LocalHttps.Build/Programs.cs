namespace LocalHttps.Build;

/// <summary>Finds programs.</summary>
public static class Programs
{
    /// <summary>The program's path, or null. Looks in the system's own folders too, which are not on an ordinary user's path.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Concat(["/usr/local/sbin", "/usr/sbin", "/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>A node of version 20 or newer: the one on the path, else the one that Playwright's package carries.</summary>
    /// <exception cref="BuildException">Neither is there.</exception>
    public static string Node()
    {
        if (Find("node") is { } node && MajorVersion(node) >= 20)
        {
            return node;
        }
        var carried = Repository.At("tests", "LocalHttps.EndToEnd", "bin", "Debug", "net10.0", ".playwright", "node", Repository.Runtime, "node");
        return File.Exists(carried) ? carried : throw new BuildException("node 20 or newer is missing, also in Playwright's package: build the solution first.");
    }

    private static int MajorVersion(string node)
    {
        var version = new Command(node, "--version").Run().Output.Trim().TrimStart('v').Split('.')[0];
        return int.TryParse(version, out var major) ? major : 0;
    }
}
