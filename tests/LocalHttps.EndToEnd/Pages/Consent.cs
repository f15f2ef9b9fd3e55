namespace LocalHttps.EndToEnd.Pages;

/// <summary>The way from the list to a trusted device.</summary>
internal static class Consent
{
    /// <summary>Opens the device's page and waits for its pre-flight to end.</summary>
    /// <returns>The pre-flight's outcome.</returns>
    public static async Task<string> OpenDeviceAsync(this PickerPage page, string key)
    {
        await page.SettledRowAsync(key);
        await page.ClickAsync(PickerPage.Row(key, "[data-testid=row-main]"));
        await page.ShownAsync("[data-testid=device]");
        Assert.AreEqual(0, (await page.Driver.EvaluateAsync("document.querySelector('[data-testid=device]').scrollTop")).GetInt32(), "a page begins at its top");
        await page.ShownAsync("[data-testid=preflight]:not([data-outcome=running]):not([data-outcome=waiting])");
        return await page.AttributeAsync("[data-testid=preflight]", "data-outcome");
    }

    /// <summary>Says "this is mine" from the list, accepting every weakness that is offered, and waits for the outcome.</summary>
    public static async Task<RowSeen> ConfirmAsync(this PickerPage page, string key)
    {
        await page.OpenDeviceAsync(key);
        await page.ClickAsync("[data-testid=consent]");
        await page.ShownAsync("main[data-testid=consent]");
        await page.AcceptAllAsync();
        await page.ClickAsync("[data-testid=confirm]");
        await page.ShownAsync("[data-testid=device][data-state=verified]");
        await page.BackToListAsync();
        return await page.RowInStateAsync(key, "verified");
    }

    /// <summary>Ticks each accepted weakness.</summary>
    public static async Task AcceptAllAsync(this PickerPage page)
    {
        foreach (var weakness in new[] { "long-lived", "shared-name" })
        {
            var box = $"[data-testid=accept][data-weakness={weakness}]";
            if (await page.ExistsAsync(box))
            {
                await page.ClickAsync(box);
            }
        }
    }

    /// <summary>Goes back, page by page, until the list is there.</summary>
    public static async Task BackToListAsync(this PickerPage page)
    {
        for (var here = await page.NameAsync(); here != "list"; here = await page.NameAsync())
        {
            await page.ClickAsync("[data-testid=back]");
            await page.ShownAsync($"main:not([data-testid={here}])");
        }
    }

    private static Task<string> NameAsync(this PickerPage page) => page.AttributeAsync("main", "data-testid");
}
