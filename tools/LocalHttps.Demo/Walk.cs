using LocalHttps.Build;
using Microsoft.Playwright;

namespace LocalHttps.Demo;

/// <summary>Does without a screen what the person would do, and leaves a picture of each step.</summary>
internal sealed class Walk(IBrowserContext browser, IPage page, string pictures)
{
    private const string Good = "13ab-7c34-23be-device.home.localhost";
    private const string LookAlike = "13ab-7c34-23bc-device.home.localhost";

    // What each device must be before anybody confirmed anything.
    private static readonly (string Key, string State)[] AtFirst =
    [
        (Good, "unconfirmed"),
        ("c07d-51e2-9a60-printer.home.localhost", "unconfirmed"),
        ("77f1-0be9-4d2c-nas.home.localhost", "untrusted"),
        ("2e95-c84a-f013-camera.home.localhost", "mismatch"),
        ("a4d8-6632-0c5b-plug.home.localhost", "expired"),
    ];

    /// <summary>Starts the browser, walks, and ends it.</summary>
    /// <exception cref="BuildException">A step did not come about.</exception>
    public static async Task TakeAsync(DemoHome home, CancellationToken stop)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await DemoBrowser.StartAsync(playwright, home, headless: true);
        browser.SetDefaultTimeout(20_000);
        await using var stopping = stop.Register(() => _ = browser.CloseAsync());
        var pictures = Build.Repository.Folder("artifacts", "demo");
        var picker = await browser.NewPageAsync();
        try
        {
            await new Walk(browser, picker, pictures).RunAsync();
        }
        catch (Exception problem) when (problem is PlaywrightException or TimeoutException && !stop.IsCancellationRequested)
        {
            await picker.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, "stopped.png") });
            throw new BuildException($"The walk through the picker stopped: {problem.Message}\nIt showed (artifacts/demo/stopped.png):\n{await picker.InnerTextAsync("body")}");
        }
    }

    private async Task RunAsync()
    {
        await page.GotoAsync(DemoBrowser.PickerUrl);
        foreach (var (key, state) in AtFirst)
        {
            await SeeAsync(key, state);
        }
        await PictureAsync("1-list");
        await Row(Good).GetByTestId("row-main").ClickAsync();
        await page.Locator("[data-testid=preflight][data-outcome=passed]").WaitForAsync();
        await PictureAsync("2-preflight");
        await page.GetByTestId("consent").ClickAsync();
        await page.GetByTestId("confirm").WaitForAsync();
        await PictureAsync("3-its-mine");
        await page.GetByTestId("confirm").ClickAsync();
        await page.Locator("[data-testid=device][data-state=verified], [data-testid=row][data-state=verified]").WaitForAsync();
        Console.WriteLine("  IoTD-1000A is green.");
        await PictureAsync("4-green");
        await page.Keyboard.PressAsync("Escape");
        await SeeAsync(Good, "verified");
        await SeeAsync(LookAlike, "caution");
        await SeeAsync(Good, "verified");
        Console.WriteLine("  The look-alike is not.");
        await PictureAsync("5-look-alike");
        await OpenAsync();
        await TogetherAsync("5-look-alike", "picker");
    }

    private async Task OpenAsync()
    {
        var tab = await browser.RunAndWaitForPageAsync(() => Row(Good).GetByTestId("row-action").ClickAsync());
        await tab.GetByRole(AriaRole.Heading).WaitForAsync();
        await tab.SetViewportSizeAsync(900, 600);
        await tab.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, "6-opened.png") });
        Console.WriteLine($"  Opened {tab.Url}: no certificate warning.");
        await tab.CloseAsync();
    }

    private ILocator Row(string key) => page.Locator($"[data-testid=row][data-key='{key}']");

    private async Task SeeAsync(string key, string state) =>
        await page.Locator($"[data-testid=row][data-key='{key}'][data-state={state}][data-checking=false]").WaitForAsync();

    private async Task PictureAsync(string name)
    {
        // Nothing looks pointed at that the person would not point at. A row that was reached by keys stays the one in hand.
        await page.Mouse.MoveAsync(0, 0);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, $"{name}-{scheme.ToString().ToLowerInvariant()}.png"), Animations = ScreenshotAnimations.Disabled });
        }
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
    }

    // One picture of both themes, for papers.
    private async Task TogetherAsync(string name, string target)
    {
        var sheet = await browser.NewPageAsync();
        await sheet.SetViewportSizeAsync(860, 628);
        string Image(string scheme) => Convert.ToBase64String(File.ReadAllBytes(Path.Combine(pictures, $"{name}-{scheme}.png")));
        await sheet.SetContentAsync($$"""
            <body style="margin:0;padding:24px;display:flex;gap:28px;background:#e4e8ee">
            <style>img { width: 392px; border-radius: 12px; box-shadow: 0 6px 24px rgb(0 0 0 / .18); }</style>
            <img src="data:image/png;base64,{{Image("light")}}"><img src="data:image/png;base64,{{Image("dark")}}">
            </body>
            """);
        await sheet.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, $"{target}.png") });
        await sheet.CloseAsync();
    }
}
