namespace LocalHttps.EndToEnd.Browsers;

/// <summary>Starts browsers by kind.</summary>
internal static class Drivers
{
    public static async Task<IPickerDriver> StartAsync(BrowserKind kind, Person person)
        => kind == BrowserKind.Chromium ? await ChromiumDriver.StartAsync(person) : await FirefoxDriver.StartAsync(person);

    /// <summary>Where a screenshot of this name goes; the folder exists.</summary>
    public static string ScreenshotPath(IPickerDriver driver, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Places.Artifacts, "screenshots", driver.Kind.ToString().ToLowerInvariant()));
        return Path.Combine(folder.FullName, $"{name}.png");
    }
}
