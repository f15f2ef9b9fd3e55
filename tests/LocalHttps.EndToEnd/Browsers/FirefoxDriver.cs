using System.Text.Json;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd.Browsers;

/// <summary>Debian's Firefox ESR with the extension installed temporarily, driven by WebDriver BiDi.</summary>
internal sealed class FirefoxDriver : IPickerDriver
{
    private const string AddOnId = "extension@localhttps.org";
    private const string Uuid = "6d1f3a52-0b7c-4e6e-9a53-2f1d8c4b7e90";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly LabChild process;
    private readonly BidiConnection connection;
    private string context = "";

    private FirefoxDriver(LabChild process, BidiConnection connection)
    {
        this.process = process;
        this.connection = connection;
    }

    public BrowserKind Kind => BrowserKind.Firefox;

    public string ExtensionOrigin => $"moz-extension://{Uuid}";

    public static async Task<FirefoxDriver> StartAsync(Person person)
    {
        var profile = FirefoxProfile.Create(person, AddOnId, Uuid);
        string[] command =
        [
            Places.Firefox, "--headless", "--no-remote", "--remote-debugging-port=0", "--remote-allow-system-access", "--profile", profile,
        ];
        var firefox = LabChild.Start(
            Path.Combine(person.Logs, "firefox.log"), command, person.Environment.ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.Ordinal));
        try
        {
            const string Mark = "WebDriver BiDi listening on ";
            var line = await firefox.WaitForLineAsync(l => l.Contains(Mark, StringComparison.Ordinal), StartLimit, "Firefox's BiDi port");
            var address = line[(line.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..].Trim();
            var bidi = await BidiConnection.ConnectAsync(new Uri($"{address}/session"));
            var driver = new FirefoxDriver(firefox, bidi);
            await driver.BeginAsync(person);
            return driver;
        }
        catch
        {
            await firefox.DisposeAsync();
            throw;
        }
    }

    public async Task OpenAsync(string url)
    {
        var tab = await connection.SendAsync("browsingContext.create", new { type = "tab" });
        context = tab.GetProperty("context").GetString()!;
        await ResizeAsync(PickerSize.Width, PickerSize.Height);
        await connection.SendAsync("browsingContext.navigate", new { context, url, wait = "complete" });
    }

    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var result = await ScriptAsync($"(async () => JSON.stringify(await ({expression})) ?? 'null')()", new { context });
        return JsonSerializer.Deserialize<JsonElement>(result.GetProperty("value").GetString()!);
    }

    public Task RunAsync(string script) => ScriptAsync($"{script}\n;undefined", new { context });

    public Task PointAsync(double x, double y) => PointerAsync(new { type = "pointerMove", x = (int)x, y = (int)y });

    public Task ClickAsync() => PointerAsync(new { type = "pointerDown", button = 0 }, new { type = "pointerUp", button = 0 });

    public Task PressAsync(string key)
    {
        var values = key.Length == 1 ? [key] : key.Split('+').Select(BidiKeys.Value).ToArray();
        object[] actions =
        [
            .. values.Select(value => new { type = "keyDown", value }),
            .. values.Reverse().Select(value => new { type = "keyUp", value }),
        ];
        return connection.SendAsync("input.performActions", new { context, actions = new[] { new { type = "key", id = "keyboard", actions } } });
    }

    public async Task<IReadOnlyList<string>> TabsAsync()
        => [.. (await TreeAsync()).Select(c => c.GetProperty("url").GetString()!)];

    public async Task<string?> TitleOfTabAsync(string urlStart)
    {
        var tab = (await TreeAsync()).FirstOrDefault(c => c.GetProperty("url").GetString()!.StartsWith(urlStart, StringComparison.Ordinal));
        if (tab.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        var title = await ScriptAsync("document.title", new { context = tab.GetProperty("context").GetString() });
        return title.GetProperty("value").GetString();
    }

    public async Task ScreenshotAsync(string path)
    {
        var shot = await connection.SendAsync("browsingContext.captureScreenshot", new { context });
        await File.WriteAllBytesAsync(path, shot.GetProperty("data").GetBytesFromBase64());
    }

    public async Task PreferDarkAsync(bool dark)
    {
        // BiDi has no command for it; with system access the browser's own window can set the preference.
        var tree = await connection.SendAsync("browsingContext.getTree", new Dictionary<string, object>(StringComparer.Ordinal) { ["moz:scope"] = "chrome" });
        var window = tree.GetProperty("contexts")[0].GetProperty("context").GetString();
        await ScriptAsync($"Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', {(dark ? 0 : 1)})", new { context = window });
        await Poll.UntilAsync(
            async () => (await EvaluateAsync("matchMedia('(prefers-color-scheme: dark)').matches")).GetBoolean() == dark, "the theme", TimeSpan.FromSeconds(10));
    }

    public Task ResizeAsync(int width, int height)
        => connection.SendAsync("browsingContext.setViewport", new { context, viewport = new { width, height } });

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        await process.TerminateAsync();
        await process.DisposeAsync();
    }

    private async Task BeginAsync(Person person)
    {
        await connection.SendAsync("session.new", new { capabilities = new { } });
        if (person.Extension is not null)
        {
            await connection.SendAsync("webExtension.install", new { extensionData = new { type = "path", path = person.Extension } });
        }
    }

    private async Task<IEnumerable<JsonElement>> TreeAsync()
        => (await connection.SendAsync("browsingContext.getTree", new { maxDepth = 0 })).GetProperty("contexts").EnumerateArray();

    private Task PointerAsync(params object[] actions) => connection.SendAsync("input.performActions", new
    {
        context,
        actions = new[] { new { type = "pointer", id = "mouse", parameters = new { pointerType = "mouse" }, actions } },
    });

    private async Task<JsonElement> ScriptAsync(string expression, object target)
    {
        var answer = await connection.SendAsync("script.evaluate", new { expression, target, awaitPromise = true, userActivation = false });
        return answer.GetProperty("type").GetString() == "success"
            ? answer.GetProperty("result")
            : throw new BidiException(answer.GetProperty("exceptionDetails").GetProperty("text").GetString() ?? answer.ToString());
    }
}
