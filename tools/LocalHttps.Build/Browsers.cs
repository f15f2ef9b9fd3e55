namespace LocalHttps.Build;

/// <summary>The browsers that still load an unpacked extension from the command line.</summary>
public static class Browsers
{
    // Branded Chrome ignores --load-extension since 137, and a snap (Ubuntu's chromium) can read neither the clone nor a throw-away profile.
    private static readonly string[] Installed = ["/usr/bin/chromium", "/usr/lib/chromium/chromium", "/usr/local/bin/chromium", "/opt/chromium/chromium"];

    // Debian's, and where Mozilla's own package and archive go. Ubuntu's /usr/bin/firefox is a script that starts the snap.
    private static readonly string[] Firefoxes = ["/usr/bin/firefox-esr", "/usr/lib/firefox/firefox", "/opt/firefox/firefox", "/usr/bin/firefox"];

    /// <summary>What shows that there is one.</summary>
    public static IReadOnlyList<string> Proofs => [.. Installed, .. Downloaded()];

    /// <summary>The folder that Playwright's own download goes to: inside the clone, not the person's cache.</summary>
    public static string DownloadFolder => Repository.At("artifacts", "browsers");

    /// <summary>An installed Chromium, else the one Playwright downloaded, else null.</summary>
    public static string? FindChromium() => Proofs.FirstOrDefault(path => File.Exists(path) && !IsSnap(path));

    /// <summary>An installed Firefox that is no snap, else null.</summary>
    public static string? FindFirefox() => Firefoxes.FirstOrDefault(path => File.Exists(path) && !IsSnap(path));

    /// <summary>Whether there is a Firefox; where there is none, the failure says where one comes from.</summary>
    public static Counts CheckFirefox() => FindFirefox() is not null
        ? Counts.Pass
        : Counts.Fail("The tests need Firefox, and this distribution has it as a snap only, which starts no helper programs outside of itself. "
            + "Install Mozilla's own package (https://support.mozilla.org/kb/install-firefox-linux, for Debian-based distributions), then run this again.");

    /// <summary>Whether this distribution packages its browsers as snaps only.</summary>
    public static bool ComeAsSnaps() =>
        File.Exists("/etc/os-release") && File.ReadLines("/etc/os-release").Any(line => line is "ID=ubuntu" or "ID_LIKE=ubuntu");

    /// <summary>Where no Chromium is installed that would do, fetches Playwright's own build into the clone, and with root's or sudo's help the libraries it needs.</summary>
    /// <exception cref="BuildException">It could not be fetched.</exception>
    public static void DownloadIfMissing()
    {
        if (FindChromium() is not null)
        {
            return;
        }
        var folder = Repository.At("tools", "LocalHttps.Demo", "bin", "Debug", "net10.0", ".playwright");
        var node = Path.Combine(folder, "node", Repository.Runtime, "node");
        string[] install = [node, Path.Combine(folder, "package", "cli.js"), "install", "--with-deps", "chromium"];
        Console.WriteLine("This distribution has no Chromium that loads unpacked extensions: fetching Playwright's own.");
        new Command(install[0], install[1..])
        {
            Interactive = true,
            Limit = TimeSpan.FromMinutes(20),
            Variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PLAYWRIGHT_BROWSERS_PATH"] = DownloadFolder },
        }.Demand();
    }

    private static IEnumerable<string> Downloaded() => !Directory.Exists(DownloadFolder)
        ? []
        : Directory.EnumerateDirectories(DownloadFolder, "chromium-*").SelectMany(folder => Directory.EnumerateFiles(folder, "chrome", SearchOption.AllDirectories));

    private static bool IsSnap(string path)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        if (target.StartsWith("/snap/", StringComparison.Ordinal))
        {
            return true;
        }
        using var file = File.OpenRead(target);
        var head = new byte[2048];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return head.AsSpan(0, length).StartsWith("#!"u8) && head.AsSpan(0, length).IndexOf("/snap/bin"u8) >= 0;
    }
}
