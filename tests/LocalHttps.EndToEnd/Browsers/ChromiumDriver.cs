using System.Text.Json;
using Microsoft.Playwright;

namespace LocalHttps.EndToEnd.Browsers;

/// <summary>Debian's Chromium with the extension loaded unpacked, driven by Playwright over a pipe.</summary>
internal sealed class ChromiumDriver : IPickerDriver
{
    private const string ExtensionId = "hnhbefcfgapkjgignhdplgimgdbmbkci";

    private static readonly string[] Arguments =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage",
    ];

    private readonly IPlaywright playwright;
    private readonly IBrowserContext context;
    private IPage page;

    private ChromiumDriver(IPlaywright playwright, IBrowserContext context)
    {
        this.playwright = playwright;
        this.context = context;
        page = context.Pages[0];
    }

    public BrowserKind Kind => BrowserKind.Chromium;

    public string ExtensionOrigin => $"chrome-extension://{ExtensionId}";

    /// <summary>Starts with a profile at the browser's usual place under the person's home.</summary>
    public static async Task<ChromiumDriver> StartAsync(Person person)
    {
        var driver = await Playwright.CreateAsync();
        var profile = Path.Combine(person.Home, ".config", "chromium");
        Directory.CreateDirectory(profile);
        var browser = await driver.Chromium.LaunchPersistentContextAsync(profile, new BrowserTypeLaunchPersistentContextOptions
        {
            ExecutablePath = Places.Chromium,
            Headless = true,
            IgnoreDefaultArgs = ["--disable-extensions"],
            Args = person.Extension is null ? Arguments : [.. Arguments, $"--load-extension={person.Extension}"],
            Env = person.Environment.Select(v => KeyValuePair.Create(v.Key, v.Value)),
            ViewportSize = new ViewportSize { Width = PickerSize.Width, Height = PickerSize.Height },
            Timeout = 30_000,
        });
        browser.SetDefaultTimeout(20_000);
        return new ChromiumDriver(driver, browser);
    }

    public async Task OpenAsync(string url)
    {
        page = await context.NewPageAsync();
        await page.GotoAsync(url);
    }

    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var json = await page.EvaluateAsync<string>($"async () => JSON.stringify(await ({expression})) ?? 'null'");
        return JsonSerializer.Deserialize<JsonElement>(json);
    }

    public Task RunAsync(string script) => page.EvaluateAsync($"() => {{ {script}\n }}");

    public Task PointAsync(double x, double y) => page.Mouse.MoveAsync((float)x, (float)y);

    public async Task ClickAsync()
    {
        await page.Mouse.DownAsync();
        await page.Mouse.UpAsync();
    }

    public Task PressAsync(string key) => page.Keyboard.PressAsync(key);

    public Task<IReadOnlyList<string>> TabsAsync()
        => Task.FromResult<IReadOnlyList<string>>([.. context.Pages.Select(p => p.Url)]);

    public async Task<string?> TitleOfTabAsync(string urlStart)
        => context.Pages.FirstOrDefault(p => p.Url.StartsWith(urlStart, StringComparison.Ordinal)) is { } tab ? await tab.TitleAsync() : null;

    public Task ScreenshotAsync(string path) => page.ScreenshotAsync(new PageScreenshotOptions { Path = path });

    public Task PreferDarkAsync(bool dark)
        => page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });

    public Task ResizeAsync(int width, int height) => page.SetViewportSizeAsync(width, height);

    public async ValueTask DisposeAsync()
    {
        await context.CloseAsync();
        playwright.Dispose();
    }
}
