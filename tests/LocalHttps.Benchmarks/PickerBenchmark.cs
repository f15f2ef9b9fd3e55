using LocalHttps.EndToEnd;
using LocalHttps.EndToEnd.Browsers;
using LocalHttps.Lab;

namespace LocalHttps.Benchmarks;

/// <summary>The picker opened in a real browser: until the list is painted, and until the known device is green.</summary>
internal static class PickerBenchmark
{
    // A responder does not multicast a record again within a second (RFC 6762 §6), Avahi within half of one: a picker opened sooner after the last,
    // here in the other browser, would be measured waiting for that.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.2);

    /// <summary>Runs both browsers in turn.</summary>
    public static async Task<IReadOnlyList<Comparison>> RunAsync(Person person, int runs)
    {
        var values = new Dictionary<(BrowserKind Kind, string Mark), List<double>>();
        await using var chromium = await Drivers.StartAsync(BrowserKind.Chromium, person);
        await using var firefox = await Drivers.StartAsync(BrowserKind.Firefox, person);
        for (var run = -1; run < runs; run++)
        {
            foreach (var browser in new[] { chromium, firefox })
            {
                await Task.Delay(Pause, TimeProvider.System);
                foreach (var (mark, time) in await OpenAsync(browser))
                {
                    // The first opening fills the list of known devices.
                    if (run >= 0)
                    {
                        var list = values.TryGetValue((browser.Kind, mark), out var known) ? known : values[(browser.Kind, mark)] = [];
                        list.Add(time);
                    }
                }
            }
        }
        return
        [
            .. values.OrderBy(entry => entry.Key.Kind).ThenByDescending(entry => entry.Key.Mark, StringComparer.Ordinal).Select(entry => entry.Key.Mark == "picker-painted"
                ? new Comparison(new Measurement($"{entry.Key.Kind}: picker opened → list of known devices painted", "ms", entry.Value), null, "≤ 100 ms", (our, _) => our.Median <= 100)
                : new Comparison(new Measurement($"{entry.Key.Kind}: picker opened → known device green", "ms", entry.Value), null, "≤ 300 ms", (our, _) => our.Median <= 300)),
        ];
    }

    private static async Task<IReadOnlyList<(string Mark, double Time)>> OpenAsync(IPickerDriver browser)
    {
        await browser.OpenAsync($"{browser.ExtensionOrigin}/picker/picker.html");
        await Poll.UntilAsync(
            async () => (await browser.EvaluateAsync("performance.getEntriesByName('first-verified').length")).GetInt32() > 0, "the green row", TimeSpan.FromSeconds(20));
        var marks = new List<(string, double)>();
        foreach (var mark in new[] { "picker-painted", "first-verified" })
        {
            // Marks count from the start of the navigation, which is when the person clicked.
            marks.Add((mark, (await browser.EvaluateAsync($"performance.getEntriesByName('{mark}')[0].startTime")).GetDouble()));
        }
        await browser.RunAsync("setTimeout(() => close(), 0)");
        return marks;
    }
}
