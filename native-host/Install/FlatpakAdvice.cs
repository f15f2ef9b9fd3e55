namespace LocalHttps.Host.Install;

/// <summary>What a browser from Flatpak needs beyond a manifest.</summary>
internal static class FlatpakAdvice
{
    /// <summary>Why a manifest is not enough.</summary>
    public static string Text(Browser browser) =>
        $"{browser.Title} starts this program inside its sandbox, which must be allowed to see it; there it has a configuration and trusted devices of its own.";

    /// <summary>What to do.</summary>
    public static string Command(Browser browser, string executable) =>
        $"Run: flatpak override --user --filesystem='{Path.GetDirectoryName(executable)}:ro' {browser.Flatpak}, then start the browser again.";
}
