using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class BrowserOptionsTests
{
    [TestMethod]
    [DataRow("")]
    [DataRow("http._tcp")]
    [DataRow("_http")]
    [DataRow("_http._sctp")]
    [DataRow("_http._tcp.local")]
    [DataRow("_http..tcp")]
    [DataRow("_printer.sub._http._tcp")]
    [DataRow("_printer._sub.http._tcp")]
    [DataRow("_services._dns-sd._udp")]
    public void ServiceTypes_NotAType_IsRefusedWithItsName(string type)
    {
        var problem = Assert.ThrowsExactly<FormatException>(() => Create(type));
        Assert.StartsWith($"'{type}' is not a service type such as _https._tcp", problem.Message);
    }

    [TestMethod]
    [DataRow("_http._tcp")]
    [DataRow("_HTTP._TCP.")]
    [DataRow("_longer-than-fifteen_characters._udp")]
    [DataRow("_printer._SUB._http._tcp")]
    public async Task ServiceTypes_AType_IsTaken(string type) => await Create(type).DisposeAsync();

    private static ServiceBrowser Create(string type) => new(new FakeMulticastTransport(), new BrowserOptions { ServiceTypes = [type] }, TimeProvider.System);
}
