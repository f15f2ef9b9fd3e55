using System.Net;
using System.Text.Json;
using LocalHttps.Host.Discovery;
using LocalHttps.Host.Install;
using LocalHttps.Host.Tests.Support;
using LocalHttps.Mdns;

namespace LocalHttps.Host.Tests.Install;

[TestClass]
public sealed class DoctorNetworkTests : IDisposable
{
    private static readonly MdnsInterface Ethernet = new(2, "eth7", false, [new(IPAddress.Parse("192.168.1.10"), 24)]);
    private readonly CommandRun run = new();

    public void Dispose() => run.Dispose();

    [TestMethod]
    public async Task Doctor_InterfacesAreJoined_SaysHowAndWhatWasHeard()
    {
        run.Look = new NetworkLook([new(Ethernet, true, true, 12, 4, null)], 3, new BrowserStatistics());
        await run.Run("doctor");
        Assert.Contains("PASS  eth7 (index 2, 192.168.1.10/24): joined for IPv4 and IPv6, 12 packets in, 4 out.\n", run.Output);
        Assert.Contains("PASS  A short search found 3 devices. Nothing was dropped.\n", run.Output);
    }

    [TestMethod]
    public async Task Doctor_InterfaceCannotBeJoined_WarnsWithTheSystemsWords()
    {
        run.Look = new NetworkLook([new(Ethernet, false, false, 0, 0, "No such device")], 0, new BrowserStatistics());
        await run.Run("doctor");
        Assert.Contains("WARN  eth7 (index 2, 192.168.1.10/24): not joined, 0 packets in, 0 out. The system said: No such device.\n", run.Output);
    }

    [TestMethod]
    public void Of_RecordsWereDropped_SaysWhy()
    {
        var counters = JsonSerializer.Deserialize<BrowserStatistics>("{}")!;
        foreach (var (name, value) in new[] { ("OverRate", 1L), ("Evicted", 24L) })
        {
            typeof(BrowserStatistics).GetProperty(name)!.SetValue(counters, value);
        }
        var check = NetworkChecks.Of(new NetworkLook([], 1, counters)).Single();
        Assert.AreEqual(
            "A short search found 1 device. Dropped: 1 record from a sender that announces too much at once; 24 records to make room for others.", check.Text);
        Assert.AreEqual(CheckStatus.Warn, check.Status);
    }

    [TestMethod]
    public async Task Doctor_Json_HoldsInterfacesAndCounters()
    {
        run.Look = new NetworkLook([new(Ethernet, true, false, 12, 4, null)], 3, new BrowserStatistics());
        await run.Run("doctor", "--json");
        var network = JsonDocument.Parse(run.Output).RootElement.GetProperty("network");
        Assert.AreEqual("ipv4", network.GetProperty("interfaces")[0].GetProperty("joined")[0].GetString());
        Assert.AreEqual(12, network.GetProperty("interfaces")[0].GetProperty("packetsIn").GetInt64());
        Assert.AreEqual(0, network.GetProperty("counters").GetProperty("overRate").GetInt64());
    }
}
