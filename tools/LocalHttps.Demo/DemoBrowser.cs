using LocalHttps.Build;

namespace LocalHttps.Demo;

/// <summary>The browser and what it is started with.</summary>
internal static class DemoBrowser
{
    private const string ExtensionId = "hnhbefcfgapkjgignhdplgimgdbmbkci";

    /// <summary>The picker as a page.</summary>
    public const string PickerUrl = $"chrome-extension://{ExtensionId}/picker/picker.html";

    /// <summary>Whether there is a screen to open a window on.</summary>
    public static bool HasDisplay => IsSet("DISPLAY") || IsSet("WAYLAND_DISPLAY");

    /// <summary>The browser.</summary>
    public static string Program => Browsers.FindChromium() ?? throw new BuildException("There is no Chromium that loads unpacked extensions.");

    /// <summary>Options of every start: a quiet browser with the extension.</summary>
    public static IReadOnlyList<string> Options =>
    [
        $"--load-extension={Build.Repository.At("extension")}",
        "--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-background-networking", "--disable-component-update", "--password-store=basic",
        .. Environment.IsPrivilegedProcess ? ["--no-sandbox", "--test-type"] : Array.Empty<string>(),
    ];

    /// <summary>Opens a window with the picker and waits until the person closes it, or asks to stop.</summary>
    public static void OpenWindow(DemoHome home)
    {
        Console.WriteLine($"""

            A browser opens with the picker. Try this:
              1. Choose "IoTD-1000A": the pre-flight runs and shows its steps.
              2. Choose "It's mine…", then confirm: its name turns green.
              3. Wait five seconds: a look-alike arrives, with a Cyrillic letter in its name. It is not green.
              4. Choose "Open": the device's page, in a tab.
              5. Look at the other rows: each says what is the matter with it.
            The picker also opens from the puzzle-piece icon in the toolbar. Close the window, or press Ctrl-C here, to end the demo.

            """);
        new Command(Program, [$"--user-data-dir={home.Profile}", .. Options, "--window-size=1000,760", PickerUrl])
        {
            Variables = home.Variables,
            Limit = TimeSpan.FromHours(12),
        }.Run();
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
