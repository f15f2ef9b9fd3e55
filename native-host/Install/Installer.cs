using LocalHttps.Host.Interop;

namespace LocalHttps.Host.Install;

/// <summary>Registers this program with browsers, for this user only. It plans first, so that a dry run and the real one say the same.</summary>
/// <param name="registry">The registry on Windows; null elsewhere.</param>
public sealed class Installer(IRegistry? registry)
{
    /// <summary>What installing would do for one browser.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="wanted">The manifest to have.</param>
    /// <param name="replace">Whether another program's manifest may be replaced.</param>
    public PlannedChange PlanInstall(Browser browser, HostManifest wanted, bool replace)
    {
        var text = wanted.Format();
        var present = Present(browser);
        var kind = present switch
        {
            null => ChangeKind.Write,
            { Text: var same } when same == text && IsRegistered(browser) => ChangeKind.Unchanged,
            { IsOurs: true } => ChangeKind.Update,
            _ => replace ? ChangeKind.Replace : ChangeKind.Refuse,
        };
        return new(browser, kind, text, present?.Description) { After = $"a manifest for {wanted.Executable}" };
    }

    /// <summary>What uninstalling would do for one browser.</summary>
    public PlannedChange PlanUninstall(Browser browser, bool replace) => Present(browser) switch
    {
        null when Registered(browser) is null => new(browser, ChangeKind.Absent, "", null),
        null => new(browser, ChangeKind.Remove, "", "a registry key without a manifest"),
        { IsOurs: false } other when !replace => new(browser, ChangeKind.Refuse, "", other.Description),
        var present => new(browser, ChangeKind.Remove, "", present.Description),
    };

    /// <summary>Carries a plan out.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public void Apply(PlannedChange change)
    {
        var browser = change.Browser;
        if (change.Kind == ChangeKind.Remove)
        {
            File.Delete(browser.ManifestPath);
            if (browser.RegistryKey is { } key)
            {
                registry?.Delete(key);
            }
        }
        else if (change.Kind is ChangeKind.Write or ChangeKind.Update or ChangeKind.Replace)
        {
            Directory.CreateDirectory(browser.ManifestFolder);
            var temporary = $"{browser.ManifestPath}.{Guid.NewGuid():N}.tmp";
            File.WriteAllText(temporary, change.Text);
            File.Move(temporary, browser.ManifestPath, overwrite: true);
            if (browser.RegistryKey is { } key)
            {
                registry?.Write(key, browser.ManifestPath);
            }
        }
    }

    private bool IsRegistered(Browser browser) =>
        browser.RegistryKey is null || string.Equals(Registered(browser), browser.ManifestPath, StringComparison.OrdinalIgnoreCase);

    private string? Registered(Browser browser) => browser.RegistryKey is { } key ? registry?.Read(key) : null;

    private static PresentManifest? Present(Browser browser)
    {
        var file = new FileInfo(browser.ManifestPath);
        if (file.LinkTarget is { } target)
        {
            return new("", false, $"a link to {target}");
        }
        if (!file.Exists)
        {
            return null;
        }
        if (file.Length > LargestManifest)
        {
            return new("", false, "a file too large for a manifest");
        }
        var bytes = File.ReadAllBytes(file.FullName);
        try
        {
            var manifest = HostManifest.Parse(bytes, browser.Family);
            // An older copy of this program elsewhere is ours to update.
            var ours = Path.GetFileNameWithoutExtension(manifest.Executable) == "localhttps";
            return new(System.Text.Encoding.UTF8.GetString(bytes), ours, $"a manifest for {manifest.Executable}");
        }
        catch (FormatException problem)
        {
            return new("", false, $"a file that is no manifest of this program: {problem.Message}");
        }
    }

    private const int LargestManifest = 64 * 1024;

    private sealed record PresentManifest(string Text, bool IsOurs, string Description);
}

/// <summary>What is done for one browser.</summary>
/// <param name="Browser">The browser.</param>
/// <param name="Kind">What.</param>
/// <param name="Text">The manifest's text, where one is written.</param>
/// <param name="Before">What is there now, in words; null for nothing.</param>
public sealed record PlannedChange(Browser Browser, ChangeKind Kind, string Text, string? Before)
{
    /// <summary>What is there after, in the same words; null for nothing.</summary>
    public string? After { get; init; }
}

/// <summary>The kinds of change.</summary>
public enum ChangeKind
{
    /// <summary>Write a manifest where none is.</summary>
    Write,

    /// <summary>Renew this program's own manifest.</summary>
    Update,

    /// <summary>Replace another program's, because the person said so.</summary>
    Replace,

    /// <summary>It is as it should be.</summary>
    Unchanged,

    /// <summary>Remove the manifest.</summary>
    Remove,

    /// <summary>There is nothing to remove.</summary>
    Absent,

    /// <summary>Leave another program's alone.</summary>
    Refuse,
}
