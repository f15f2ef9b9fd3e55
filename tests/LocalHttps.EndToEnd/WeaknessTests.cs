using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;

namespace LocalHttps.EndToEnd;

/// <summary>Valid but weak certificates: amber, and green only after the person accepted the weakness, or never.</summary>
[TestClass]
public sealed class WeaknessTests
{
    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task WeakDevice_WeaknessAccepted_TurnsGreen(object kind)
    {
        await using var session = await Session.StartAsync((BrowserKind)kind, "weak");
        foreach (var (id, weakness) in new[] { ("wildcard", "shared-name"), ("ninety", "long-lived") })
        {
            var (page, cname) = (session.Page, StandingDevices.Get(id).Spec.PublicName!);
            await page.RowInStateAsync(cname, "caution");
            await page.OpenDeviceAsync(cname);
            await page.ClickAsync("[data-testid=consent]");
            await page.ShownAsync($"main[data-testid=consent][data-weak=true] [data-weakness={weakness}]");
            Assert.IsTrue(await page.ExistsAsync("[data-testid=confirm]:disabled"), "confirm must wait for the acceptance");
            await Accessibility.ShootAndCheckAsync(page, $"consent-{weakness}");
            await page.ClickAsync($"[data-testid=accept][data-weakness={weakness}]");
            await page.ClickAsync("[data-testid=confirm]");
            await page.ShownAsync("[data-testid=device][data-state=verified]");
            await Accessibility.ShootAndCheckAsync(page, $"device-accepted-{weakness}");
            await page.BackToListAsync();
            Assert.AreEqual(cname, (await page.RowInStateAsync(cname, "verified")).Line);
        }
    }

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task DeviceOf390Days_ConsentAsked_IsRefused(object kind)
    {
        await using var session = await Session.StartAsync((BrowserKind)kind, "year");
        var device = LabUse.Standing("year");
        var (page, cname) = (session.Page, device.PublicName);
        await page.OpenDeviceAsync(cname);
        await page.ShownAsync("[data-testid=problems] [data-code=too-long-lived]");
        await page.ShownAsync("[data-testid=recheck].primary");
        Assert.IsFalse(await page.ExistsAsync("[data-testid=consent]"), "what cannot be confirmed is not offered");
        await Accessibility.ShootAndCheckAsync(page, "device-refused");
        var forced = await session.Person.LocalHttpsAsync("trust", "confirm", cname, "--yes", "--spki", device.SpkiSha256, "--accept", "long-lived");
        Assert.AreEqual(1, forced.ExitCode, $"{forced.Output} {forced.Error}");
        await page.BackToListAsync();
        await page.RowInStateAsync(cname, "caution");
    }
}
