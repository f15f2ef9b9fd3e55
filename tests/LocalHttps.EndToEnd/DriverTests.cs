using LocalHttps.EndToEnd.Browsers;

namespace LocalHttps.EndToEnd;

/// <summary>Both drivers do the same things, on a page that needs neither host nor extension.</summary>
[TestClass]
public sealed class DriverTests
{
    private const string Page = """
        document.body.innerHTML = '<main><button id="b">press</button> <label>type <input id="i"></label></main>';
        document.getElementById('b').addEventListener('click', (e) => { e.target.textContent = e.isTrusted ? 'pressed' : 'faked'; });
        """;

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task Driver_DevicePage_IsOpenedClickedTypedAndPictured(object kind)
    {
        var device = StandingDevices.Get("good").Spec;
        using var person = await Person.CreateAsync(LabUse.Network, $"driver-{kind}".ToLowerInvariant());
        person.Extension = null;
        await using var driver = await Drivers.StartAsync((BrowserKind)kind, person);
        await driver.OpenAsync($"https://{device.PublicName}/");
        Assert.AreEqual(device.Id, await driver.TitleOfTabAsync($"https://{device.PublicName}/"));

        await driver.RunAsync(Page);
        var at = await driver.EvaluateAsync("(({ left, top }) => [left + 3, top + 3])(document.getElementById('b').getBoundingClientRect())");
        await driver.PointAsync(at[0].GetDouble(), at[1].GetDouble());
        await driver.ClickAsync();
        Assert.AreEqual("pressed", (await driver.EvaluateAsync("document.getElementById('b').textContent")).GetString());

        foreach (var key in new[] { "Tab", "a", "Shift+b", "ArrowLeft", "c" })
        {
            await driver.PressAsync(key);
        }

        Assert.AreEqual("acb", (await driver.EvaluateAsync("document.getElementById('i').value.toLowerCase()")).GetString());
        foreach (var dark in new[] { true, false })
        {
            await driver.PreferDarkAsync(dark);
            Assert.AreEqual(dark, (await driver.EvaluateAsync("matchMedia('(prefers-color-scheme: dark)').matches")).GetBoolean());
        }

        Assert.AreEqual(PickerSize.Width, (await driver.EvaluateAsync("innerWidth")).GetInt32());
        var picture = Drivers.ScreenshotPath(driver, "driver");
        await driver.ScreenshotAsync(picture);
        Assert.IsGreaterThan(500, new FileInfo(picture).Length);
    }
}
