using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>A trusted device turns red when its key is proved no more, and only then.</summary>
[TestClass]
public sealed class ImpostorTests
{
    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task TrustedDevice_EndpointSwapped_TurnsRedInTheOpenPicker(object kind)
    {
        var browser = (BrowserKind)kind;
        await using var device = await LabUse.Network.AddAsync(DeviceSpec.Create(LabUse.Id(browser, "swapped"), $"Swapped camera {browser}"));
        await using var session = await Session.StartAsync(browser, "swapped");
        var page = session.Page;
        await page.ConfirmAsync(device.PublicName);

        await device.ServeWithNewKeyAsync(LeafKind.SelfSigned);
        var row = await page.RowAsync(r => r.Key == device.PublicName && r.Tone == "red", $"{device.Name} red");
        Assert.AreEqual("group-yours", row.Group, row.ToString());
        Assert.AreEqual("why", row.Action, row.ToString());
        await page.OpenDeviceAsync(device.PublicName);
        Assert.IsFalse(await page.ExistsAsync("[data-testid=open]"), "nothing may open a red device");
        await Accessibility.ShootAndCheckAsync(page, "device-red");
        await page.BackToListAsync();

        await device.ServeAsync(LeafKind.Good);
        await page.RowInStateAsync(device.PublicName, "verified");
    }

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task TrustedDevice_NewKeyUnderValidCertificate_AsksAgain(object kind)
    {
        var browser = (BrowserKind)kind;
        await using var device = await LabUse.Network.AddAsync(DeviceSpec.Create(LabUse.Id(browser, "rekeyed"), $"Rekeyed speaker {browser}"));
        await using var session = await Session.StartAsync(browser, "rekeyed");
        var page = session.Page;
        await page.ConfirmAsync(device.PublicName);

        await device.ServeWithNewKeyAsync(LeafKind.Good);
        var row = await page.RowInStateAsync(device.PublicName, "caution");
        Assert.AreEqual("key-changed", row.Reason, row.ToString());
        await page.ConfirmAsync(device.PublicName);
    }

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task TrustedDevice_GuestAnnouncesItsName_StaysGreen(object kind)
    {
        var browser = (BrowserKind)kind;
        await using var device = await LabUse.Network.AddAsync(DeviceSpec.Create(LabUse.Id(browser, "victim-of-guest"), $"Envied lock {browser}"));
        await using var session = await Session.StartAsync(browser, "guest");
        var page = session.Page;
        await page.ConfirmAsync(device.PublicName);

        // The guest's own certificate is not for the name it announces; the announcement alone must not hurt.
        var claim = new AnnouncedService($"Claimed lock {browser}", 443, null, [$"cn={device.PublicName}"]);
        await using var guest = await LabUse.Network.AddAsync(
            new DeviceSpec(LabUse.Id(browser, "guest")) { Services = [claim], PublicName = $"guest-{browser}.example.com".ToLowerInvariant() });
        await page.OpenDeviceAsync(device.PublicName);
        await page.ShownAsync("[data-testid=evidence][data-code=other-endpoint-failed]");
        Assert.AreEqual("verified", await page.AttributeAsync("[data-testid=device]", "data-state"), await page.DescribeAsync());
        await session.Driver.ScreenshotAsync(Drivers.ScreenshotPath(session.Driver, "device-with-guest"));
        await page.BackToListAsync();
        Assert.AreEqual("verified", (await page.SettledRowAsync(device.PublicName)).State);
    }
}
