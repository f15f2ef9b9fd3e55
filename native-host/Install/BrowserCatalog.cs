using LocalHttps.Host.Configuration;

namespace LocalHttps.Host.Install;

/// <summary>The browsers that are known, with the places of their profiles and manifests.</summary>
public static class BrowserCatalog
{
    /// <summary>The browsers of an operating system, in the order in which they are listed.</summary>
    public static IReadOnlyList<Browser> For(UserPlaces places) => places.Platform switch
    {
        HostPlatform.Windows => OnWindows(places),
        HostPlatform.MacOS => OnMacOS(places),
        _ => OnLinux(places),
    };

    private static List<Browser> OnLinux(UserPlaces places)
    {
        // Chromium and its kin keep manifests in the user data directory, which follows XDG_CONFIG_HOME.
        Browser Chromium(string id, string title, string profile, params string[] system) =>
            Make(id, title, BrowserFamily.Chromium, Path.Combine(places.ConfigurationBase, profile), "NativeMessagingHosts") with { SystemFolders = system };
        string[] mozillaSystem = ["/usr/lib/mozilla/native-messaging-hosts", "/usr/lib64/mozilla/native-messaging-hosts", "/usr/share/mozilla/native-messaging-hosts"];
        const string chromeSystem = "/etc/opt/chrome/native-messaging-hosts";
        return
        [
            Chromium("chrome", "Google Chrome", "google-chrome", chromeSystem),
            Chromium("chrome-beta", "Google Chrome Beta", "google-chrome-beta", chromeSystem),
            Chromium("chrome-dev", "Google Chrome Dev", "google-chrome-unstable", chromeSystem),
            Chromium("chrome-for-testing", "Chrome for Testing", "google-chrome-for-testing", "/etc/opt/chrome_for_testing/native-messaging-hosts"),
            Chromium("chromium", "Chromium", "chromium", "/etc/chromium/native-messaging-hosts"),
            Chromium("edge", "Microsoft Edge", "microsoft-edge", "/etc/opt/edge/native-messaging-hosts"),
            Chromium("vivaldi", "Vivaldi", "vivaldi", "/etc/vivaldi/native-messaging-hosts"),
            Chromium("brave", "Brave", "BraveSoftware/Brave-Browser", "/etc/brave/native-messaging-hosts"),
            Make("firefox", "Firefox", BrowserFamily.Firefox, Path.Combine(places.Home, ".mozilla"), "native-messaging-hosts") with
            {
                // Since version 147 new profiles are under XDG_CONFIG_HOME and Snap's are in its own folder; manifests stay in ~/.mozilla for both.
                ProfileFolders =
                [
                    Path.Combine(places.Home, ".mozilla", "firefox"),
                    Path.Combine(places.ConfigurationBase, "mozilla", "firefox"),
                    Path.Combine(places.Home, "snap", "firefox", "common", ".mozilla"),
                ],
                SystemFolders = mozillaSystem,
            },
            Make("librewolf", "LibreWolf", BrowserFamily.Firefox, Path.Combine(places.Home, ".librewolf"), "native-messaging-hosts"),
            Make(
                "firefox-flatpak",
                "Firefox (Flatpak)",
                BrowserFamily.Firefox,
                Path.Combine(places.Home, ".var", "app", "org.mozilla.firefox", ".mozilla"),
                "native-messaging-hosts") with
            {
                Flatpak = "org.mozilla.firefox",
                ProfileFolders = [Path.Combine(places.Home, ".var", "app", "org.mozilla.firefox")],
            },
            Make(
                "chrome-flatpak",
                "Google Chrome (Flatpak)",
                BrowserFamily.Chromium,
                Path.Combine(places.Home, ".var", "app", "com.google.Chrome", "config", "google-chrome"),
                "NativeMessagingHosts") with
            {
                Flatpak = "com.google.Chrome",
                ProfileFolders = [Path.Combine(places.Home, ".var", "app", "com.google.Chrome")],
            },
        ];
    }

    private static List<Browser> OnMacOS(UserPlaces places)
    {
        Browser At(string id, string title, BrowserFamily family, string vendor, string? profile = null) =>
            Make(id, title, family, Path.Combine(places.ConfigurationBase, vendor), "NativeMessagingHosts") with
            {
                ProfileFolders = [Path.Combine(places.ConfigurationBase, profile ?? vendor)],
            };
        return
        [
            At("chrome", "Google Chrome", BrowserFamily.Chromium, "Google/Chrome"),
            At("chromium", "Chromium", BrowserFamily.Chromium, "Chromium"),
            At("edge", "Microsoft Edge", BrowserFamily.Chromium, "Microsoft Edge"),
            At("vivaldi", "Vivaldi", BrowserFamily.Chromium, "Vivaldi"),
            At("brave", "Brave", BrowserFamily.Chromium, "BraveSoftware/Brave-Browser"),
            At("firefox", "Firefox", BrowserFamily.Firefox, "Mozilla", "Firefox"),
            At("librewolf", "LibreWolf", BrowserFamily.Firefox, "LibreWolf"),
        ];
    }

    private static List<Browser> OnWindows(UserPlaces places)
    {
        var local = Path.GetDirectoryName(Path.GetDirectoryName(places.TrustStoreFile)!)!;
        var manifests = Path.GetDirectoryName(places.TrustStoreFile)!;
        Browser At(string id, string title, BrowserFamily family, string profile, string key) => new()
        {
            Id = id,
            Title = title,
            Family = family,
            ProfileFolders = [profile],
            ManifestFolder = manifests,
            RegistryKey = $@"Software\{key}\NativeMessagingHosts\{HostManifest.Name}",
        };
        return
        [
            At("chrome", "Google Chrome", BrowserFamily.Chromium, Path.Combine(local, "Google", "Chrome", "User Data"), @"Google\Chrome"),
            At("chromium", "Chromium", BrowserFamily.Chromium, Path.Combine(local, "Chromium", "User Data"), "Chromium"),
            At("edge", "Microsoft Edge", BrowserFamily.Chromium, Path.Combine(local, "Microsoft", "Edge", "User Data"), @"Microsoft\Edge"),
            At("vivaldi", "Vivaldi", BrowserFamily.Chromium, Path.Combine(local, "Vivaldi", "User Data"), "Vivaldi"),
            At("brave", "Brave", BrowserFamily.Chromium, Path.Combine(local, "BraveSoftware", "Brave-Browser", "User Data"), @"BraveSoftware\Brave-Browser"),
            At("firefox", "Firefox", BrowserFamily.Firefox, Path.Combine(places.ConfigurationBase, "Mozilla", "Firefox"), "Mozilla"),
            At("librewolf", "LibreWolf", BrowserFamily.Firefox, Path.Combine(places.ConfigurationBase, "librewolf"), "LibreWolf"),
        ];
    }

    private static Browser Make(string id, string title, BrowserFamily family, string profile, string manifests) => new()
    {
        Id = id,
        Title = title,
        Family = family,
        ProfileFolders = [profile],
        ManifestFolder = Path.Combine(profile, manifests),
    };
}
