using LocalHttps.TestKit;

namespace LocalHttps.Mdns.Tests;

/// <summary>Real sockets, on the loopback interface only.</summary>
[TestClass]
public sealed class LoopbackTests
{
    private static readonly BrowserOptions OnLoopback = new() { InterfaceNames = ["lo"] };

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [Timeout(10_000, CooperativeCancellation = true)]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Browse_ResponderOnLoopback_IsFoundAndItsGoodbyeHeard()
    {
        var name = $"Test {Guid.NewGuid():N}";
        await using var browser = new ServiceBrowser(new UdpMulticastTransport(OnLoopback, TimeProvider.System), OnLoopback, TimeProvider.System);
        await using var events = browser.WatchAsync(TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);
        var service = Sample.Service with { Name = name, Host = $"{Guid.NewGuid():N}.local" };
        await using (var device = new SampleResponder(new UdpMulticastTransport(OnLoopback, TimeProvider.System)))
        {
            device.Start(service);
            var added = await Next<ServiceAdded>(events, service);
            Assert.AreEqual(1, added.Addresses[0].InterfaceIndex);
        }
        await Next<ServiceRemoved>(events, service);
        Assert.IsTrue(browser.Interfaces.Single().IsLoopback);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Start_InterfaceDoesNotExist_JoinsNothing()
    {
        await using var transport = new UdpMulticastTransport(new BrowserOptions { InterfaceNames = ["nosuch0"] }, TimeProvider.System);
        await using var browser = new ServiceBrowser(transport, OnLoopback, TimeProvider.System);
        browser.Start();
        Assert.IsEmpty(browser.Interfaces);
    }

    private static async Task<ServiceInstance> Next<T>(IAsyncEnumerator<ServiceEvent> events, SampleService service)
        where T : ServiceEvent
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current is T && events.Current.Instance.Name.Equals(service.InstanceName))
            {
                return events.Current.Instance;
            }
        }
        throw new AssertFailedException("the stream ended");
    }
}
