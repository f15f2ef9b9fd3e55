namespace LocalHttps.Host.Install;

/// <summary>A browser that is not known: a folder of manifests that the person names.</summary>
internal static class CustomBrowser
{
    /// <summary>The browser a folder stands for.</summary>
    /// <param name="folder">The folder that the browser reads manifests from.</param>
    /// <param name="family">The form of its manifests.</param>
    public static Browser At(string folder, BrowserFamily family)
    {
        var full = Path.GetFullPath(folder);
        return new()
        {
            Id = family == BrowserFamily.Firefox ? "firefox" : "chromium",
            Title = full,
            Family = family,
            ProfileFolders = [full],
            ManifestFolder = full,
        };
    }

    /// <summary>The browser a folder with a manifest stands for; which family it is of, the manifest tells.</summary>
    public static Browser Found(string folder)
    {
        var firefox = At(folder, BrowserFamily.Firefox);
        return IsFirefox(firefox.ManifestPath) ? firefox : At(folder, BrowserFamily.Chromium);
    }

    private static bool IsFirefox(string path) =>
        File.Exists(path) && File.ReadAllText(path).Contains("\"allowed_extensions\"", StringComparison.Ordinal);
}
