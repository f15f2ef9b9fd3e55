using System.Text.Json;
using Deque.AxeCore.Commons;

namespace LocalHttps.EndToEnd.Pages;

/// <summary>Runs axe-core in the page in hand.</summary>
internal static class Accessibility
{
    private static readonly string Source = new BundledAxeScriptProvider().GetScript();

    private const string Overflow = """
        (({ scrollHeight, scrollWidth }) => [Math.max(0, scrollHeight - innerHeight), Math.max(0, scrollWidth - innerWidth)])(document.documentElement)
        """;

    /// <summary>Each violation as <c>rule: element</c>; empty when axe finds nothing.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(PickerPage page)
    {
        await page.Driver.RunAsync(Source);
        var found = await page.Driver.EvaluateAsync("""
            axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
              violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} (${failureSummary})`)))
            """);
        return found.Deserialize<List<string>>()!;
    }

    /// <summary>Takes a picture in light and dark and holds both against axe.</summary>
    public static async Task ShootAndCheckAsync(PickerPage page, string name)
    {
        List<string> all = [];
        foreach (var dark in new[] { false, true })
        {
            var theme = dark ? "dark" : "light";
            await page.Driver.PreferDarkAsync(dark);
            await SettleAsync(page);
            await page.Driver.ScreenshotAsync(Browsers.Drivers.ScreenshotPath(page.Driver, $"{name}-{theme}"));
            Assert.AreEqual("[0,0]", (await page.Driver.EvaluateAsync(Overflow)).GetRawText(), $"{page.Driver.Kind}, {name}: the page itself must not scroll");
            all.AddRange((await FindSettledAsync(page)).Select(v => $"{theme}: {v}"));
        }

        await page.Driver.PreferDarkAsync(false);
        Assert.IsEmpty(all, $"{page.Driver.Kind}, {name}: {string.Join("\n", all)}");
    }

    // The list is live: a row may begin to fade in while axe looks. What is wrong stays wrong when looked at again.
    private static async Task<IReadOnlyList<string>> FindSettledAsync(PickerPage page)
    {
        var found = await FindAsync(page);
        for (var again = 0; again < 2 && found.Count > 0; again++)
        {
            await SettleAsync(page);
            found = await FindAsync(page);
        }
        return found;
    }

    // Contrast is measured on what is painted: not in the middle of a fade.
    private static async Task SettleAsync(PickerPage page) => await page.Driver.EvaluateAsync("""
        Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => null))).then(() => true)
        """);
}
