using LocalHttps.EndToEnd.Browsers;
using LocalHttps.EndToEnd.Pages;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>A guest who talks much about a trusted device, or against it, does not take its green. What is shown is the host's, so one browser does.</summary>
[TestClass]
public sealed class FloodTests
{
    // More than twice as many as are looked at of one device.
    private const int Claims = 40;

    [TestMethod]
    public async Task TrustedDevice_GuestFloodsItsName_StaysGreenAndComesBackGreen()
    {
        await using var device = await LabUse.Network.AddAsync(DeviceSpec.Create("flooded", "Flooded kettle"));
        await using var session = await Session.StartAsync(BrowserKind.Chromium, "flooded");
        var page = session.Page;
        await page.ConfirmAsync(device.PublicName);
        await page.OpenDeviceAsync(device.PublicName);
        await RecordStatesAsync(session);

        var claims = Enumerable.Range(0, Claims).Select(i => new AnnouncedService($"Flood {i}", 443, null, [$"cn={device.PublicName}"]));
        await using var guest = await LabUse.Network.AddAsync(new DeviceSpec("flooder") { Services = [.. claims], PublicName = "flooder.example.com" });
        await page.ShownAsync("[data-testid=evidence][data-code=other-endpoint-failed]");
        await OnlyVerifiedAsync(session);

        // Who comes now has proved nothing in its run, and hears the guest as soon as the device.
        var late = await session.Person.LocalHttpsAsync("verify", device.PublicName);
        Assert.AreEqual(0, late.ExitCode, $"{late.Output} {late.Error}");

        await device.SayGoodbyeAsync();
        await device.AnnounceAsync();
        await page.BackToListAsync();
        await page.RowInStateAsync(device.PublicName, "verified");
    }

    [TestMethod]
    public async Task TrustedDevice_GuestMakesItsSourcesDisagree_StaysGreenWithANote()
    {
        await using var device = await LabUse.Network.AddAsync(DeviceSpec.Create("contested", "Contested heater"));
        await using var session = await Session.StartAsync(BrowserKind.Chromium, "contested");
        var page = session.Page;
        await page.ConfirmAsync(device.PublicName);
        await page.OpenDeviceAsync(device.PublicName);
        await RecordStatesAsync(session);

        // The alias that a device of this public name would have, for another name.
        var alias = new ExtraRecord($"{device.PublicName.Split('.')[0]}.local", Alias: "another-device.example.com");
        await using var guest = await LabUse.Network.AddAsync(new DeviceSpec("contester") { Services = [], Records = [alias] });
        await page.ShownAsync("[data-testid=evidence][data-code=other-announcement]");
        await OnlyVerifiedAsync(session);
        await session.Driver.ScreenshotAsync(Drivers.ScreenshotPath(session.Driver, "device-contested"));
    }

    /// <summary>Writes down each state that the device page shows, however shortly.</summary>
    private static Task RecordStatesAsync(Session session) => session.Driver.RunAsync("""
        window.states = [];
        const record = () => {
          const state = document.querySelector('[data-testid=device]')?.dataset.state;
          if (state !== undefined && window.states.at(-1) !== state) window.states.push(state);
        };
        record();
        new MutationObserver(record).observe(document.body, { subtree: true, childList: true, attributes: true });
        """);

    private static async Task OnlyVerifiedAsync(Session session) =>
        Assert.AreEqual("""["verified"]""", (await session.Driver.EvaluateAsync("window.states")).GetRawText());
}
