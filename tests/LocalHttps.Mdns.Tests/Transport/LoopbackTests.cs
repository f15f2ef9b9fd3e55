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
        await using var browser = new ServiceBrowser(new UdpMulticastTransport(OnLoopback.InterfaceNames, TimeProvider.System), OnLoopback, TimeProvider.System);
        await using var events = browser.WatchAsync(TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);
        var service = Sample.Service with { Name = name, Host = $"{Guid.NewGuid():N}.local" };
        await using (var device = new SampleResponder(new UdpMulticastTransport(OnLoopback.InterfaceNames, TimeProvider.System)))
        {
            device.Start(service);
            var added = await Next<ServiceAdded>(events, service);
            Assert.AreEqual(1, added.Addresses[0].InterfaceIndex);
        }
        await Next<ServiceRemoved>(events, service);
        Assert.IsTrue(browser.Interfaces.Single().IsLoopback);
    }

    [TestMethod]
    [Timeout(10_000, CooperativeCancellation = true)]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Receive_DatagramOver9000Bytes_IsDroppedWhole()
    {
        var (tooLong, fits) = (Sample.Service with { Name = $"{Guid.NewGuid():N}" }, Sample.Service with { Name = $"{Guid.NewGuid():N}" });
        await using var browser = new ServiceBrowser(new UdpMulticastTransport(OnLoopback.InterfaceNames, TimeProvider.System), OnLoopback, TimeProvider.System);
        await using var events = browser.WatchAsync(TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);
        var next = Next<ServiceAdded>(events, fits);
        await using var sender = new UdpMulticastTransport(OnLoopback.InterfaceNames, TimeProvider.System);
        sender.Start(new FakeReceiver());
        sender.Send([.. Announce(tooLong), .. new byte[MdnsConstants.MaximumDatagram]], interfaceIndex: 1);
        sender.Send(Announce(fits), interfaceIndex: 1);
        await next;
        Assert.IsFalse(browser.Instances.Any(instance => instance.Name.Equals(tooLong.InstanceName)));
    }

    [TestMethod]
    [Timeout(10_000, CooperativeCancellation = true)]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Receive_ReceiverThrows_GoesOnAndSaysSo()
    {
        var receiver = new FakeReceiver { Throws = true };
        await using var transport = new UdpMulticastTransport(OnLoopback.InterfaceNames, TimeProvider.System);
        transport.Start(receiver);
        transport.Send(Announce(Sample.Service), interfaceIndex: 1);
        transport.Send(Announce(Sample.Service), interfaceIndex: 1);
        await receiver.Twice.WaitAsync(TestContext.CancellationToken);
        Assert.IsInstanceOfType<InvalidOperationException>(transport.LastFault);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Start_InterfaceDoesNotExist_JoinsNothing()
    {
        await using var transport = new UdpMulticastTransport(["nosuch0"], TimeProvider.System);
        await using var browser = new ServiceBrowser(transport, OnLoopback, TimeProvider.System);
        browser.Start();
        Assert.IsEmpty(browser.Interfaces);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public async Task Start_Threw_CanBeStartedAgain()
    {
        var time = new FaultyTimers { Throws = true };
        await using var transport = new UdpMulticastTransport(OnLoopback.InterfaceNames, time);
        var receiver = new FakeReceiver();
        Assert.ThrowsExactly<InvalidOperationException>(() => transport.Start(receiver));
        Assert.IsEmpty(transport.Interfaces);
        time.Throws = false;
        transport.Start(receiver);
        Assert.IsTrue(transport.Interfaces.Single().IsLoopback);
        Assert.ThrowsExactly<InvalidOperationException>(() => transport.Start(receiver));
        Assert.IsTrue(transport.Interfaces.Single().IsLoopback, "What was started goes on.");
    }

    private static byte[] Announce(SampleService service)
    {
        var writer = DnsMessageWriter.Response();
        Assert.IsTrue(service.Records.All(writer.TryAddAnswer));
        return writer.ToArray();
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

    private sealed class FaultyTimers : TimeProvider
    {
        public bool Throws { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Throws ? throw new InvalidOperationException("as asked") : base.CreateTimer(callback, state, dueTime, period);
    }

    private sealed class FakeReceiver : IMulticastReceiver
    {
        private readonly TaskCompletionSource twice = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int count;

        public bool Throws { get; init; }

        public Task Twice => twice.Task;

        public void OnDatagram(in ReceivedDatagram datagram)
        {
            if (Interlocked.Increment(ref count) == 2)
            {
                twice.SetResult();
            }
            if (Throws)
            {
                throw new InvalidOperationException("as asked");
            }
        }

        public void OnInterfacesChanged(IReadOnlyList<MdnsInterface> interfaces)
        {
        }
    }
}
