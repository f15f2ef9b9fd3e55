namespace LocalHttps.EndToEnd.Pages;

/// <summary>A row under the person's focus that must stay where it is while the list changes.</summary>
internal static class Hold
{
    private const string State = """
        (() => {
          const held = window.__held;
          const button = document.activeElement;
          return JSON.stringify({
            loaded: held !== undefined,
            focused: held !== undefined && button === held.button,
            key: button?.closest('[data-testid=row]')?.dataset.key ?? '',
            moved: held === undefined ? 0 : Math.round(button.getBoundingClientRect().top - held.top),
          });
        })()
        """;

    /// <summary>Focuses the row's button and remembers the element and its place. A reload would lose the memory.</summary>
    public static async Task RowAsync(PickerPage page, string key)
    {
        await page.Driver.EvaluateAsync($$"""
            (() => {
              const button = document.querySelector({{PickerPage.Quote(PickerPage.Row(key, "[data-testid=row-main]"))}});
              button.scrollIntoView({ block: 'center' });
              button.focus();
              window.__held = { button, top: button.getBoundingClientRect().top };
              return true;
            })()
            """);
        await StillHeldAsync(page, key);
    }

    /// <summary>The same element has the focus, at the same place, in the same document.</summary>
    public static async Task StillHeldAsync(PickerPage page, string key)
        => Assert.AreEqual($$"""{"loaded":true,"focused":true,"key":"{{key}}","moved":0}""", (await page.Driver.EvaluateAsync(State)).GetString());
}
