using System.Text.Json;

namespace LocalHttps.EndToEnd.Browsers;

/// <summary>A browser with the extension and one page in hand. Coordinates are CSS pixels of the page's viewport.</summary>
internal interface IPickerDriver : IAsyncDisposable
{
    /// <summary>The browser's name, for messages and file names.</summary>
    BrowserKind Kind { get; }

    /// <summary>The origin of the extension's pages, without a slash at the end.</summary>
    string ExtensionOrigin { get; }

    /// <summary>Opens an address in a new tab and makes it the page in hand.</summary>
    Task OpenAsync(string url);

    /// <summary>Evaluates an expression, or a promise's value, that can be written as JSON.</summary>
    Task<JsonElement> EvaluateAsync(string expression);

    /// <summary>Runs a script for its effect, whatever the page's content security policy.</summary>
    Task RunAsync(string script);

    /// <summary>Moves the pointer.</summary>
    Task PointAsync(double x, double y);

    /// <summary>Clicks where the pointer is.</summary>
    Task ClickAsync();

    /// <summary>Presses a key, alone or with a modifier: <c>Enter</c>, <c>ArrowDown</c>, <c>Tab</c>, <c>Escape</c>, a character, <c>Control+Enter</c>.</summary>
    Task PressAsync(string key);

    /// <summary>The addresses of all open tabs.</summary>
    Task<IReadOnlyList<string>> TabsAsync();

    /// <summary>The title of the tab whose address starts so; null where there is none.</summary>
    Task<string?> TitleOfTabAsync(string urlStart);

    /// <summary>Writes a PNG of the page in hand.</summary>
    Task ScreenshotAsync(string path);

    /// <summary>Makes pages believe that the person prefers dark or light.</summary>
    Task PreferDarkAsync(bool dark);

    /// <summary>Makes the viewport of the page in hand this large.</summary>
    Task ResizeAsync(int width, int height);
}

/// <summary>The browsers that every test runs in.</summary>
internal enum BrowserKind
{
    /// <summary>Chromium by Playwright.</summary>
    Chromium,

    /// <summary>Firefox by WebDriver BiDi.</summary>
    Firefox,
}
