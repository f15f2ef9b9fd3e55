using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class FirstQueryTests
{
    [TestMethod]
    public void SetInterfaces_ToAskAtOnce_OnlyTheFirstOnesAre()
    {
        var harness = new EngineHarness(new BrowserOptions { AskAtOnce = true });
        harness.Advance(0);
        Assert.HasCount(1, harness.Queries);
        harness.SetInterfaces(FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2));
        harness.Advance(0.019);
        Assert.HasCount(1, harness.Queries);
        harness.Advance(0.2);
        Assert.AreEqual(2, harness.Queries[^1].Interface);
    }
}
