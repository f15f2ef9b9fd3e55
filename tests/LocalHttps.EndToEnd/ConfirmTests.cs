using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>The main job: from the list to a green DeviceName and the device in a tab.</summary>
[TestClass]
public sealed class ConfirmTests
{
    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task Person_ConfirmsGoodDevice_SeesItGreenAndOpensIt(object kind)
    {
        var spec = StandingDevices.Get("good").Spec;
        var cname = spec.PublicName!;
        await using var session = await Session.StartAsync((BrowserKind)kind, "confirm");
        var page = session.Page;

        Assert.AreEqual("passed", await page.OpenDeviceAsync(cname), await page.DescribeAsync());
        Assert.AreEqual("unconfirmed", await page.AttributeAsync("[data-testid=device]", "data-state"));
        Assert.AreEqual("passed", await page.AttributeAsync("[data-testid=step][data-step=verdict]", "data-state"));
        Assert.AreEqual("name-found", await page.AttributeAsync("[data-testid=step][data-step=name-lookup]", "data-code"));
        await Accessibility.ShootAndCheckAsync(page, "device-unconfirmed");

        await page.ClickAsync("[data-testid=consent]");
        await page.ShownAsync("main[data-testid=consent]");
        Assert.AreEqual(cname, await page.TextAsync("[data-testid=fact-cname]"));
        await Accessibility.ShootAndCheckAsync(page, "consent");
        await page.ClickAsync("[data-testid=confirm]");
        await page.ShownAsync("[data-testid=device][data-state=verified]");
        Assert.AreEqual(cname, await page.TextAsync("[data-testid=device-cname]"));
        await Accessibility.ShootAndCheckAsync(page, "device-verified");

        await page.BackToListAsync();
        var row = await page.RowInStateAsync(cname, "verified");
        Assert.AreEqual(cname, row.Line);
        Assert.AreEqual("group-yours", row.Group);
        Assert.AreEqual(1, (await page.RowsAsync()).Count(r => r.IsGreen));
        await Accessibility.ShootAndCheckAsync(page, "list-verified");

        await page.ClickAsync(PickerPage.Row(cname, "[data-testid=row-action]"));
        await Poll.UntilAsync(
            async () => await session.Driver.TitleOfTabAsync($"https://{cname}/") == spec.Id, "the device in a tab", PickerPage.Patience,
            async () => string.Join(", ", await session.Driver.TabsAsync()));
    }

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task Person_ForgetsDevice_SeesItNeutralAgain(object kind)
    {
        var cname = StandingDevices.Get("good").Spec.PublicName!;
        await using var session = await Session.StartAsync((BrowserKind)kind, "forget");
        var page = session.Page;
        await page.ConfirmAsync(cname);

        await page.OpenDeviceAsync(cname);
        await page.ClickAsync("[data-testid=forget]");
        await page.ShownAsync("[data-testid=forget-page]");
        await Accessibility.ShootAndCheckAsync(page, "forget");
        await page.ClickAsync("[data-testid=forget-now]");
        await page.ShownAsync("main:not([data-testid=forget-page])");
        await page.BackToListAsync();
        await page.RowInStateAsync(cname, "unconfirmed");
        Assert.IsFalse(await page.ExistsAsync("[data-testid=group-yours]"));
    }

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task Keyboard_Alone_ConfirmsADevice(object kind)
    {
        var cname = StandingDevices.Get("dots").Spec.PublicName!;
        await using var session = await Session.StartAsync((BrowserKind)kind, "keyboard");
        var (page, driver) = (session.Page, session.Driver);
        await page.SettledRowAsync(cname);

        foreach (var letter in "v1.2.3")
        {
            await driver.PressAsync(letter.ToString());
        }

        await Poll.UntilAsync(async () => (await page.RowsAsync()).Count == 1, "the search leaves one row", PickerPage.Patience, page.DescribeAsync);
        await driver.PressAsync("ArrowDown");
        await driver.PressAsync("Enter");
        await page.ShownAsync("[data-testid=preflight][data-outcome=passed]");
        await TabToAsync(page, "consent");
        await driver.PressAsync("Enter");
        await page.ShownAsync("main[data-testid=consent]");
        await TabToAsync(page, "confirm");
        await driver.PressAsync("Enter");
        await page.ShownAsync("[data-testid=device][data-state=verified]");
        await driver.PressAsync("Escape");
        await page.RowInStateAsync(cname, "verified");
    }

    private static async Task TabToAsync(PickerPage page, string testId)
    {
        for (var step = 0; step < 40; step++)
        {
            if ((await page.Driver.EvaluateAsync("document.activeElement?.dataset.testid ?? ''")).GetString() == testId)
            {
                return;
            }

            await page.Driver.PressAsync("Tab");
        }

        Assert.Fail($"Tab never came to {testId}: {await page.DescribeAsync()}");
    }
}
