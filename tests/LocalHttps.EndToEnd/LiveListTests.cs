using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>The open picker follows the network without a reload and without taking the row from under the person's finger.</summary>
[TestClass]
public sealed class LiveListTests
{
    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task OpenPicker_DevicesComeAndGo_ListFollowsAndFocusStays(object kind)
    {
        var browser = (BrowserKind)kind;
        await using var session = await Session.StartAsync(browser, "live");
        var (page, standing) = (session.Page, StandingDevices.Get("notyet").Spec.PublicName!);
        foreach (var expected in StandingDevices.All)
        {
            await page.RowAsync(r => r.Name == expected.Name && r.IsSettled, expected.Name);
        }

        await Hold.RowAsync(page, standing);

        // "Aardvark" comes before every other name: an insertion above would move the row in hand.
        await using var comer = await LabUse.Network.AddAsync(DeviceSpec.Create(LabUse.Id(browser, "comer"), $"Aardvark feeder {browser}"));
        await page.RowInStateAsync(comer.PublicName, "unconfirmed");
        await Hold.StillHeldAsync(page, standing);

        await comer.SayGoodbyeAsync();
        await page.NoRowAsync(comer.PublicName);
        await Hold.StillHeldAsync(page, standing);

        await comer.AnnounceAsync();
        await page.RowInStateAsync(comer.PublicName, "unconfirmed");
        await Hold.StillHeldAsync(page, standing);
    }

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task OpenPicker_DeviceKilled_TurnsGreyWithoutReload(object kind)
    {
        var browser = (BrowserKind)kind;
        await using var session = await Session.StartAsync(browser, "killed");
        var page = session.Page;
        await using var victim = await LabUse.Network.AddAsync(DeviceSpec.Create(LabUse.Id(browser, "victim"), $"Unplugged lamp {browser}"));
        await using var trusted = await LabUse.Network.AddAsync(DeviceSpec.Create(LabUse.Id(browser, "mine"), $"Unplugged oven {browser}"));
        await page.ConfirmAsync(trusted.PublicName);
        await page.RowInStateAsync(victim.PublicName, "unconfirmed");
        await Hold.RowAsync(page, trusted.PublicName);

        await Task.WhenAll(victim.KillAsync(), trusted.KillAsync());
        foreach (var device in new[] { victim, trusted })
        {
            var row = await page.RowAsync(r => r.Key == device.PublicName && r.State is "unreachable" or "stale", $"{device.Name} grey");
            Assert.AreEqual("grey", row.Tone, row.ToString());
        }

        await Hold.StillHeldAsync(page, trusted.PublicName);
        await session.Driver.ScreenshotAsync(Drivers.ScreenshotPath(session.Driver, "list-killed"));
        // Nobody confirms its announcement any more; yours stays listed.
        await page.NoRowAsync(victim.PublicName);
        await page.RowInStateAsync(trusted.PublicName, "stale");
    }
}
