using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;

namespace LocalHttps.EndToEnd;

/// <summary>Two browsers of one person run two hosts over one trust store.</summary>
[TestClass]
public sealed class TwoBrowsersTests
{
    [TestMethod]
    public async Task Firefox_PickerOpenWhileChromiumConfirms_TurnsGreenWithoutReload()
    {
        var cname = StandingDevices.Get("good").Spec.PublicName!;
        await using var chromium = await Session.StartAsync(BrowserKind.Chromium, "two");
        await using var firefox = await Session.StartAsync(BrowserKind.Firefox, chromium.Person);
        await firefox.Page.SettledRowAsync(cname);
        await Hold.RowAsync(firefox.Page, cname);

        await chromium.Page.ConfirmAsync(cname);
        await firefox.Page.RowInStateAsync(cname, "verified");
        Assert.IsTrue((await firefox.Driver.EvaluateAsync("window.__held !== undefined")).GetBoolean(), "the page was loaded again");

        // And back: what Firefox forgets, Chromium shows no more as green.
        await firefox.Page.OpenDeviceAsync(cname);
        await firefox.Page.ClickAsync("[data-testid=forget]");
        await firefox.Page.ClickAsync("[data-testid=forget-now]");
        await firefox.Page.ShownAsync("main:not([data-testid=forget-page])");
        await chromium.Page.RowInStateAsync(cname, "unconfirmed");
    }
}
