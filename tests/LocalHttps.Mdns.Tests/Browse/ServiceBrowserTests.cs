using LocalHttps.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Mdns.Tests;

[TestClass]
public sealed class ServiceBrowserTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(EngineHarness.Origin);
    private readonly FakeMulticastTransport transport = new();

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    public async Task WatchAsync_DeviceAppearsAndGoes_IsToldLive()
    {
        await using var browser = Create();
        await using var events = browser.WatchAsync(Stop).GetAsyncEnumerator(Stop);
        var next = events.MoveNextAsync();
        transport.DeliverAnswers(Sample.All);
        Assert.IsTrue(await next);
        Assert.IsInstanceOfType<ServiceAdded>(events.Current);
        transport.DeliverAnswers(Sample.Goodbye(Sample.All));
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.IsTrue(await events.MoveNextAsync());
        Assert.AreEqual(RemovalReason.Goodbye, ((ServiceRemoved)events.Current).Reason);
    }

    [TestMethod]
    public async Task WatchAsync_SecondWatcher_FirstGetsWhatIsThere()
    {
        await using var browser = Create();
        browser.Start();
        transport.DeliverAnswers(Sample.All);
        for (var watcher = 0; watcher < 2; watcher++)
        {
            await using var events = browser.WatchAsync(Stop).GetAsyncEnumerator(Stop);
            Assert.IsTrue(await events.MoveNextAsync());
            Assert.IsInstanceOfType<ServiceAdded>(events.Current);
        }
    }

    [TestMethod]
    public async Task WatchAsync_BrowserIsDisposed_EndsTheStream()
    {
        var browser = Create();
        await using var events = browser.WatchAsync(Stop).GetAsyncEnumerator(Stop);
        var next = events.MoveNextAsync();
        await browser.DisposeAsync();
        Assert.IsFalse(await next);
        Assert.IsTrue(transport.IsDisposed);
        transport.DeliverAnswers(Sample.All);
        Assert.ThrowsExactly<ObjectDisposedException>(browser.Start);
    }

    [TestMethod]
    public async Task Start_QueriesAreSentByTheClockAndAnsweredWithinTheCall_IsAdded()
    {
        await using var browser = Create();
        transport.OnSend = _ => transport.DeliverAnswers(Sample.All);
        browser.Start();
        Assert.IsEmpty(transport.Sent);
        time.Advance(TimeSpan.FromMilliseconds(130));
        Assert.HasCount(1, transport.Sent);
        Assert.AreEqual(Sample.Instance, browser.Instances.Single().Name);
    }

    [TestMethod]
    public async Task WatchInterfacesAsync_NetworkGoesAndComes_IsTold()
    {
        await using var browser = Create();
        await using var changes = browser.WatchInterfacesAsync(Stop).GetAsyncEnumerator(Stop);
        Assert.IsTrue(await changes.MoveNextAsync());
        Assert.AreEqual("fake1", changes.Current.Single().Name);
        transport.SetInterfaces();
        Assert.IsTrue(await changes.MoveNextAsync());
        Assert.IsEmpty(changes.Current);
        Assert.IsEmpty(browser.Interfaces);
        transport.SetInterfaces(FakeMulticastTransport.Interface(3));
        Assert.IsTrue(await changes.MoveNextAsync());
        Assert.AreEqual(3, browser.Interfaces.Single().Index);
    }

    [TestMethod]
    public async Task QuietAsync_NobodyAnswers_EndsAtTheMinimum()
    {
        await using var browser = Create();
        var quiet = browser.QuietAsync(cancellationToken: Stop);
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.IsFalse(quiet.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await quiet;
        Assert.IsNull(browser.LastActivity);
    }

    [TestMethod]
    public async Task QuietAsync_SomethingNewCameLately_WaitsOn()
    {
        await using var browser = Create();
        var quiet = browser.QuietAsync(cancellationToken: Stop);
        time.Advance(TimeSpan.FromSeconds(1));
        transport.DeliverAnswers(Sample.All);
        Assert.AreEqual(EngineHarness.Origin + TimeSpan.FromSeconds(1), browser.LastActivity);
        time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.IsFalse(quiet.IsCompleted);
        transport.DeliverAnswers(Sample.All);
        time.Advance(TimeSpan.FromSeconds(0.2));
        await quiet;
    }

    [TestMethod]
    public async Task QuietAsync_AddressIsMissing_WaitsForIt()
    {
        await using var browser = Create();
        var quiet = browser.QuietAsync(cancellationToken: Stop);
        transport.DeliverAnswers(Sample.Pointer, Sample.Location, Sample.Text);
        Advance(TimeSpan.FromSeconds(2));
        Assert.IsFalse(quiet.IsCompleted);
        transport.DeliverAnswers(Sample.V4);
        Advance(TimeSpan.FromSeconds(0.8));
        await quiet;
        Assert.HasCount(1, browser.Instances.Single().Addresses);
    }

    [TestMethod]
    public async Task QuietAsync_AddressNeverComes_GivesUpAfterTheThirdQuestion()
    {
        await using var browser = Create();
        var quiet = browser.QuietAsync(cancellationToken: Stop);
        transport.DeliverAnswers(Sample.Pointer, Sample.Location, Sample.Text);
        Advance(TimeSpan.FromSeconds(2.5));
        Assert.IsFalse(quiet.IsCompleted);
        Advance(TimeSpan.FromSeconds(1));
        await quiet;
        Assert.IsEmpty(browser.Instances.Single().Addresses);
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task QuietAsync_BrowserIsDisposedMeanwhile_EndsTheWait()
    {
        var browser = Create();
        var quiet = browser.QuietAsync(cancellationToken: Stop);
        transport.DeliverAnswers(Sample.Pointer);
        Advance(TimeSpan.FromSeconds(2));
        Assert.IsFalse(quiet.IsCompleted);
        await browser.DisposeAsync();
        Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => quiet);
    }

    [TestMethod]
    public async Task Start_TransportDidNotStart_ThrowsAgainAndBrowsesOnceItDoes()
    {
        await using var browser = Create();
        transport.StartFault = new System.Net.Sockets.SocketException();
        Assert.ThrowsExactly<System.Net.Sockets.SocketException>(browser.Start);
        Assert.ThrowsExactly<System.Net.Sockets.SocketException>(browser.Start);
        transport.StartFault = null;
        browser.Start();
        Advance(TimeSpan.FromSeconds(1));
        Assert.IsNotEmpty(transport.Sent);
    }

    [TestMethod]
    public async Task Start_TransportTellsNewerInterfacesMeanwhile_TheyHold()
    {
        await using var older = new TellingTransport(transport);
        await using var browser = new ServiceBrowser(older, new BrowserOptions(), time);
        browser.Start();
        Assert.AreEqual(2, browser.Interfaces.Single().Index);
        Advance(TimeSpan.FromSeconds(1));
        Assert.IsTrue(transport.Sent.All(sent => sent.InterfaceIndex == 2));
    }

    [TestMethod]
    public async Task OnDatagram_ManyThreadsAtOnce_LosesNothing()
    {
        await using var browser = Create();
        browser.Start();
        var responses = Flood.Responses().Take(400).ToArray();
        await Parallel.ForEachAsync(responses, Stop, (response, _) =>
        {
            transport.Deliver(response);
            return ValueTask.CompletedTask;
        });
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.HasCount(400, browser.Instances);
    }

    [TestMethod]
    public async Task SampleResponder_IsBrowsed_AppearsUpdatesAndGoes()
    {
        // Two fakes joined back to back: what one sends, the other hears.
        var deviceSide = new FakeMulticastTransport();
        transport.OnSend = message => deviceSide.Deliver(message.Payload);
        deviceSide.OnSend = message => transport.Deliver(message.Payload);
        await using var browser = Create();
        browser.Start();
        var device = new SampleResponder(deviceSide);
        device.Start(Sample.Service);
        var second = Sample.Service with { Name = "second", Alias = ("13ab.local", "13ab.example.com"), Text = ["cn=13ab.example.com"] };
        device.Add(second);
        Assert.HasCount(2, browser.Instances);
        Assert.HasCount(1, browser.Instances.Single(instance => instance.Name.Equals(second.InstanceName)).Aliases);
        device.Remove(second);
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.HasCount(1, browser.Instances);
        await device.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.IsEmpty(browser.Instances);
    }

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private ServiceBrowser Create() => new(transport, new BrowserOptions(), time);

    // In steps, as time passes: what a timer starts comes before the next one is due.
    private void Advance(TimeSpan by)
    {
        for (var step = TimeSpan.FromMilliseconds(50); by > TimeSpan.Zero; by -= step)
        {
            time.Advance(step);
        }
    }
}
