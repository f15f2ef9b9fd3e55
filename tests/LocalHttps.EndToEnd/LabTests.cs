using System.Net.Sockets;
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
    public async Task StandingDevice_AskedByCurl_ServesAChainToTheLabRoot()
    {
        var device = StandingDevices.Get("good").Spec;
        var page = await Command.MustAsync("curl", "-sS", "--max-time", "5", "--cacert", LabUse.Network.Certificates.RootFile, $"https://{device.PublicName}/");
        Assert.Contains("<h1>good</h1>", page, StringComparison.Ordinal);
    }
}
