namespace LocalHttps.Host.Install;

/// <summary>How a browser registers and starts native messaging hosts.</summary>
public enum BrowserFamily
{
    /// <summary>Chromium and what is built on it: extensions are named by origin.</summary>
    Chromium,

    /// <summary>Firefox and what is built on it: extensions are named by id.</summary>
    Firefox,
}

/// <summary>A browser this program can be registered with.</summary>
public sealed record Browser
{
    /// <summary>The word for <c>--browser</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Title { get; init; }

    /// <summary>How it registers hosts.</summary>
    public required BrowserFamily Family { get; init; }

    /// <summary>Folders of which one exists when this user has used the browser.</summary>
    public required IReadOnlyList<string> ProfileFolders { get; init; }

    /// <summary>Where its manifests of native messaging hosts lie.</summary>
    public required string ManifestFolder { get; init; }

    /// <summary>Where manifests for every user lie, if anywhere; read by the browser when this user has none.</summary>
    public IReadOnlyList<string> SystemFolders { get; init; } = [];

    /// <summary>On Windows the key under the current user whose default value is the manifest's path; null elsewhere.</summary>
    public string? RegistryKey { get; init; }

    /// <summary>The Flatpak application it runs as; null for one that is not in a sandbox.</summary>
    public string? Flatpak { get; init; }

    /// <summary>Whether this user has used it.</summary>
    public bool IsInUse => ProfileFolders.Any(Directory.Exists);

    /// <summary>Where this program's manifest belongs.</summary>
    public string ManifestPath => Path.Combine(ManifestFolder, RegistryKey is null ? $"{HostManifest.Name}.json" : $"{HostManifest.Name}.{Id}.json");
}
