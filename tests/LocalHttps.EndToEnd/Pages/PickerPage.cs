using System.Text.Json;
using LocalHttps.EndToEnd.Browsers;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd.Pages;

/// <summary>The picker in a tab, used as a person uses it: by what is painted, by pointer and keys.</summary>
internal sealed class PickerPage
{
    /// <summary>Longer than the host's periodic check (about 15 s) with its jitter, on a slow machine.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private static readonly JsonSerializerOptions Camel = new(JsonSerializerDefaults.Web);

    private const string RowsScript = """
        [...document.querySelectorAll('[data-testid=row]')].map((row) => ({
          key: row.dataset.key,
          name: row.querySelector('.row-name bdi')?.textContent ?? '',
          line: row.querySelector('[data-testid=row-line]')?.textContent ?? '',
          group: row.closest('section')?.dataset.testid ?? '',
          state: row.dataset.state,
          tone: row.dataset.tone,
          reason: row.dataset.reason ?? '',
          checking: row.dataset.checking === 'true',
          gone: row.dataset.gone === 'true',
          action: row.querySelector('[data-testid=row-action]')?.dataset.action ?? '',
        }))
        """;

    private PickerPage(IPickerDriver driver) => Driver = driver;

    /// <summary>The browser.</summary>
    public IPickerDriver Driver { get; }

    /// <summary>Opens the picker in a new tab.</summary>
    public static async Task<PickerPage> OpenAsync(IPickerDriver driver)
    {
        await driver.OpenAsync($"{driver.ExtensionOrigin}/picker/picker.html");
        return new PickerPage(driver);
    }

    /// <summary>All rows in the order painted.</summary>
    public async Task<IReadOnlyList<RowSeen>> RowsAsync()
        => (await Driver.EvaluateAsync(RowsScript)).Deserialize<List<RowSeen>>(Camel)!;

    /// <summary>Waits for a row that fits and returns it.</summary>
    public Task<RowSeen> RowAsync(Func<RowSeen, bool> fits, string what)
        => Poll.ForAsync(async () => (await RowsAsync()).FirstOrDefault(fits), $"{what} in {Driver.Kind}", Patience, DescribeAsync);

    /// <summary>Waits until the device's row shows a checked state other than those of the first moments.</summary>
    public Task<RowSeen> SettledRowAsync(string key)
        => RowAsync(r => r.Key == key && r.IsSettled, $"a checked row {key}");

    /// <summary>Waits until the device's row shows the state.</summary>
    public Task<RowSeen> RowInStateAsync(string key, string state)
        => RowAsync(r => r.Key == key && r.State == state, $"row {key} in state {state}");

    /// <summary>Waits until no row has the key.</summary>
    public Task NoRowAsync(string key)
        => Poll.UntilAsync(async () => (await RowsAsync()).All(r => r.Key != key), $"row {key} goes in {Driver.Kind}", Patience, DescribeAsync);

    /// <summary>Waits for an element.</summary>
    public Task ShownAsync(string selector)
        => Poll.UntilAsync(() => ExistsAsync(selector), $"{selector} in {Driver.Kind}", Patience, DescribeAsync);

    /// <summary>Whether an element is there.</summary>
    public async Task<bool> ExistsAsync(string selector)
        => (await Driver.EvaluateAsync($"document.querySelector({Quote(selector)}) !== null")).GetBoolean();

    /// <summary>The text of an element; empty where there is none.</summary>
    public async Task<string> TextAsync(string selector)
        => (await Driver.EvaluateAsync($"document.querySelector({Quote(selector)})?.textContent ?? ''")).GetString()!;

    /// <summary>An attribute of an element; empty where there is none.</summary>
    public async Task<string> AttributeAsync(string selector, string name)
        => (await Driver.EvaluateAsync($"document.querySelector({Quote(selector)})?.getAttribute({Quote(name)}) ?? ''")).GetString()!;

    /// <summary>Scrolls an element into view, moves the pointer over its middle and clicks, once it is enabled and nothing lies over it.
    /// A list that moves the element from under the pointer fails this.</summary>
    public async Task ClickAsync(string selector)
    {
        await Poll.UntilAsync(() => PointAtAsync(selector), $"{selector} can be pointed at in {Driver.Kind}", Patience, DescribeAsync);
        await Driver.ClickAsync();
    }

    /// <summary>The selector of a device's row, or of something in it.</summary>
    public static string Row(string key, string inner = "") => $"[data-testid=row][data-key={Quote(key)}] {inner}".TrimEnd();

    /// <summary>A string as JavaScript and CSS write it.</summary>
    public static string Quote(string text) => JsonSerializer.Serialize(text);

    /// <summary>What the page shows, for messages.</summary>
    public async Task<string> DescribeAsync()
    {
        var rows = string.Join("; ", (await RowsAsync()).Select(r => $"{r.Key} {r.State}/{r.Reason}{(r.Checking ? " checking" : "")}{(r.Gone ? " gone" : "")}"));
        var failure = await AttributeAsync("[data-testid=failure]", "data-code");
        var text = (await Driver.EvaluateAsync("document.body?.innerText.slice(0, 400) ?? ''")).GetString();
        return $"rows [{rows}], failure [{failure}], text [{text?.ReplaceLineEndings(" / ")}]";
    }

    private async Task<bool> PointAtAsync(string selector)
    {
        var found = await Driver.EvaluateAsync($$"""
            (() => {
              const element = document.querySelector({{Quote(selector)}});
              if (element === null || element.disabled) return null;
              element.scrollIntoView({ block: 'center' });
              const { left, top, width, height } = element.getBoundingClientRect();
              return { x: Math.floor(left + width / 2), y: Math.floor(top + height / 2) };
            })()
            """);
        if (found.Deserialize<Point?>(Camel) is not { } point)
        {
            return false;
        }

        await Driver.PointAsync(point.X, point.Y);
        return (await Driver.EvaluateAsync($$"""
            (() => {
              const element = document.querySelector({{Quote(selector)}});
              const hit = document.elementFromPoint({{point.X}}, {{point.Y}});
              return element !== null && hit !== null && (element === hit || element.contains(hit));
            })()
            """)).GetBoolean();
    }

    private sealed record Point(int X, int Y);
}
