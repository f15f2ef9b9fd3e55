using System.Collections;
using LocalHttps.Build;
using Microsoft.Playwright;

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

    /// <summary>Starts the browser with the extension, in the throw-away home.</summary>
    public static Task<IBrowserContext> StartAsync(IPlaywright playwright, DemoHome home, bool headless) =>
        playwright.Chromium.LaunchPersistentContextAsync(home.Profile, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Program,
            Headless = headless,
            ChromiumSandbox = !Environment.IsPrivilegedProcess,
            IgnoreDefaultArgs = ["--disable-extensions", "--enable-automation"],
            Args =
            [
                $"--load-extension={Build.Repository.At("extension")}",
                "--no-default-browser-check", "--disable-sync", "--disable-background-networking", "--disable-component-update", "--disable-quic",
                headless ? "--headless=new" : "--window-size=1000,760",
                // As root there is no sandbox, and this keeps the browser from complaining about that.
                .. Environment.IsPrivilegedProcess ? ["--test-type"] : Array.Empty<string>(),
            ],
            Env = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Select(entry => KeyValuePair.Create((string)entry.Key, (string)entry.Value!)).Where(entry => !home.Variables.ContainsKey(entry.Key))
                .Concat(home.Variables.Select(entry => KeyValuePair.Create(entry.Key, entry.Value!))),
            ViewportSize = headless ? new ViewportSize { Width = 392, Height = 580 } : ViewportSize.NoViewport,
            DeviceScaleFactor = headless ? 2 : null,
        });

    /// <summary>Opens a window with the picker and waits until the person closes it, or asks to stop.</summary>
    public static async Task ShowAsync(DemoHome home, CancellationToken stop)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await StartAsync(playwright, home, headless: false);
        var closed = new TaskCompletionSource();
        browser.Close += (_, _) => closed.TrySetResult();
        // The command line may not open an extension's page; the browser's own window may.
        await browser.Pages[0].GotoAsync(PickerUrl);
        Console.WriteLine("""

            A browser window is open, with the picker in its first tab. Try this:
              1. Choose "IoTD-1000A": the pre-flight runs and shows its steps.
              2. Choose "It's mine…", then "Confirm": its name turns green.
              3. Go back and wait a few seconds: a look-alike arrives, with a Cyrillic letter in its name. It is not green.
              4. Choose "Open": the device's page, in a tab.
              5. Look at the other rows: each says what is the matter with it.
            The picker also opens from the puzzle piece in the toolbar. Close the window, or press Ctrl-C here, to end the demo.

            """);
        await closed.Task.WaitAsync(stop);
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
