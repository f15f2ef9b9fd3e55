using System.Net.Sockets;
using LocalHttps.EndToEnd.Browsers;
using LocalHttps.Lab;

namespace LocalHttps.EndToEnd;

/// <summary>The lab itself: without these, green tests elsewhere would mean little.</summary>
[TestClass]
public sealed class LabTests
{
    [TestMethod]
    public async Task Lab_Uplink_IsMissing()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var failure = await Assert.ThrowsAsync<SocketException>(async () => await socket.ConnectAsync("192.0.2.1", 9));
        Assert.AreEqual(SocketError.NetworkUnreachable, failure.SocketErrorCode);
    }

    [TestMethod]
    public async Task Device_Started_ServesItsChain()
    {
        await using var device = await LabUse.Network.AddAsync(DeviceSpec.Create("smoke", "Smoke device"));
        var page = await Command.MustAsync("curl", "-sS", "--max-time", "5", "--cacert", LabUse.Network.Certificates.RootFile, $"https://{device.PublicName}/");
        Assert.Contains("<h1>smoke</h1>", page, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(BrowserKind.Chromium)]
    [DataRow(BrowserKind.Firefox)]
    public async Task Browser_DeviceWithLabRoot_OpensWithoutWarning(object kind)
    {
        await using var device = await LabUse.Network.AddAsync(DeviceSpec.Create($"open{kind}".ToLowerInvariant(), $"Opened by {kind}"));
        using var person = await Person.CreateAsync(LabUse.Network, $"opens-{kind}");
        person.Extension = null;
        await using var driver = await Drivers.StartAsync((BrowserKind)kind, person);
        await driver.OpenAsync($"https://{device.PublicName}/");
        Assert.AreEqual(device.Spec.Id, await driver.TitleOfTabAsync($"https://{device.PublicName}/"));
        await driver.ScreenshotAsync(Drivers.ScreenshotPath(driver, "device-page"));
    }
}
