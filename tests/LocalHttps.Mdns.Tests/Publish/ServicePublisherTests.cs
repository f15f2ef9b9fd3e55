using LocalHttps.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Mdns.Tests;

/// <summary>The thin part round the engine: clock, lock, transport, streams.</summary>
[TestClass]
public sealed class ServicePublisherTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(EngineHarness.Origin);
    private readonly FakeMulticastTransport transport = new();

    public required TestContext TestContext { get; init; }

    private CancellationToken Stop => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task PublishAsync_ClockRuns_ProbesAnnouncesAndSaysGoodbye()
    {
        await using var publisher = Create();
        var publishing = publisher.PublishAsync(PublishHarness.Printer, Stop);
        Advance(1.1);
        var publication = await publishing;
        Assert.AreEqual("Printer", publication.Name);
        Assert.AreEqual(PublicationState.Announced, publication.State);
        Assert.HasCount(3, transport.Sent.Where(sent => !sent.Message.Header.IsResponse).ToList());
        await publication.DisposeAsync();
        Assert.IsTrue(transport.Sent[^1].Message.Records.All(record => record.TimeToLive == 0));
        Assert.AreEqual(PublicationState.Withdrawn, publication.State);
        var sent = transport.Sent.Count;
        await publication.DisposeAsync();
        Assert.HasCount(sent, transport.Sent);
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task WatchAsync_NameIsTaken_TellsEveryStepAndEnds()
    {
        await using var publisher = Create();
        var publication = publisher.Publish(PublishHarness.Printer);
        await using var events = publication.WatchAsync(Stop).GetAsyncEnumerator(Stop);
        await Next(PublicationState.Probing);
        Advance(0.3);
        transport.DeliverAnswers(new ServiceRecord(PublishHarness.Instance, DnsName.Parse("else.local"), 80));
        Assert.IsTrue(await events.MoveNextAsync());
        Assert.AreEqual("Printer (2)", ((PublicationRenamed)events.Current).Names.Instance);
        Assert.AreEqual("Printer (2)", publication.Name);
        Assert.AreEqual(DnsName.Parse(@"Printer\032(2)._https._tcp.local"), publication.Names.FullName);
        Advance(1.5);
        await Next(PublicationState.Announced);
        await publication.DisposeAsync();
        await Next(PublicationState.Withdrawn);
        Assert.IsFalse(await events.MoveNextAsync());
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => publication.AnnouncedAsync(Stop));

        async Task Next(PublicationState state)
        {
            Assert.IsTrue(await events.MoveNextAsync());
            Assert.AreEqual(state, ((PublicationStateChanged)events.Current).State);
        }
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task PublishAsync_WaitIsGivenUp_TakesTheServiceBack()
    {
        transport.SetInterfaces();
        await using var publisher = Create();
        using var giveUp = new CancellationTokenSource();
        var publishing = publisher.PublishAsync(PublishHarness.Printer, giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => publishing);
        transport.SetInterfaces(FakeMulticastTransport.Interface(1));
        Advance(2);
        Assert.IsEmpty(transport.Sent);
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task Update_Text_IsAnnounced()
    {
        await using var publisher = Create();
        var publication = publisher.Publish(PublishHarness.Printer);
        Advance(5);
        publication.Update(registration => registration with { Text = TxtStrings.FromText("paper=empty") });
        Advance(0.01);
        var text = transport.Sent[^1].Message.Records.OfType<TextRecord>().Single().Text;
        CollectionAssert.AreEqual("empty"u8.ToArray(), text.Find("paper"));
        CollectionAssert.AreEqual("13ab-printer.example.com"u8.ToArray(), text.Find("cn"));
        Assert.ThrowsExactly<FormatException>(() => publication.Update(registration => registration with { Port = 70000 }));
        Advance(0.01);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(0.9)]
    [DataRow(2147483648.0)]
    public void Create_TimeToLiveOutOfLimits_IsRefused(double seconds)
    {
        var life = TimeSpan.FromSeconds(seconds);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServicePublisher(transport, new PublisherOptions { HostTimeToLive = life }, time));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ServicePublisher(transport, new PublisherOptions { OtherTimeToLive = life }, time));
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task Update_AnotherType_IsAnotherFullName()
    {
        await using var publisher = Create();
        var publication = publisher.Publish(PublishHarness.Printer);
        Advance(5);
        publication.Update(registration => registration with { ServiceType = "_ipp._tcp" });
        Assert.AreEqual(DnsName.Parse("Printer._ipp._tcp.local"), publication.Names.FullName);
        Advance(5);
        Assert.AreEqual(PublicationState.Announced, publication.State);
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task Update_Withdrawn_SaysSo()
    {
        await using var publisher = Create();
        var publication = publisher.Publish(PublishHarness.Printer);
        var other = publisher.Publish(new ServiceRegistration("Scanner", "_http._tcp", 80));
        await publication.DisposeAsync();
        Assert.ThrowsExactly<ObjectDisposedException>(() => publication.Update(registration => registration with { Port = 1 }));
        await publisher.DisposeAsync();
        Assert.ThrowsExactly<ObjectDisposedException>(() => other.Update(registration => registration with { Port = 1 }));
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task DisposeAsync_SeveralServices_SaysGoodbyeForAllAndLeaves()
    {
        var publisher = Create();
        publisher.Publish(PublishHarness.Printer);
        publisher.Publish(new ServiceRegistration("Scanner", "_http._tcp", 80));
        Advance(5);
        var before = transport.Sent.Count;
        await publisher.DisposeAsync();
        var goodbyes = transport.Sent.Skip(before).SelectMany(sent => sent.Message.Records).ToList();
        Assert.IsTrue(goodbyes.TrueForAll(record => record.TimeToLive == 0));
        Assert.HasCount(2, goodbyes.OfType<ServiceRecord>().ToList());
        Assert.IsTrue(transport.IsDisposed);
        Assert.ThrowsExactly<ObjectDisposedException>(() => publisher.Publish(PublishHarness.Printer));
        transport.DeliverAnswers(Sample.All);
        await publisher.DisposeAsync();
    }

    // Whoever publishes while the goodbyes go out must not wait for ever.
    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task DisposeAsync_SomebodyPublishesMeanwhile_IsRefused()
    {
        var publisher = Create();
        publisher.Publish(PublishHarness.Printer);
        Advance(5);
        var refused = 0;
        transport.OnSend = _ =>
        {
            Assert.ThrowsExactly<ObjectDisposedException>(() => publisher.Publish(new ServiceRegistration("Late", "_http._tcp", 80)));
            refused++;
        };
        await publisher.DisposeAsync();
        Assert.IsGreaterThan(0, refused);
    }

    [TestMethod]
    public async Task Publish_TransportDidNotStart_ThrowsAgainAndPublishesOnceItDoes()
    {
        await using var publisher = Create();
        transport.StartFault = new System.Net.Sockets.SocketException();
        Assert.ThrowsExactly<System.Net.Sockets.SocketException>(() => publisher.Publish(PublishHarness.Printer));
        Assert.ThrowsExactly<System.Net.Sockets.SocketException>(() => publisher.Publish(PublishHarness.Printer));
        transport.StartFault = null;
        var publication = publisher.Publish(PublishHarness.Printer);
        Advance(2);
        Assert.AreEqual(PublicationState.Announced, publication.State);
        Assert.AreEqual("Printer", publication.Name, "Those that failed hold no name.");
    }

    [TestMethod]
    public async Task Publish_TransportTellsNewerInterfacesWhileItStarts_TheyHold()
    {
        await using var older = new TellingTransport(transport);
        await using var publisher = new ServicePublisher(older, new PublisherOptions(), time);
        publisher.Publish(PublishHarness.Printer);
        Advance(2);
        Assert.IsTrue(transport.Sent.All(sent => sent.InterfaceIndex == 2));
        Assert.IsNotEmpty(transport.Sent);
    }

    [TestMethod]
    [Timeout(20_000, CooperativeCancellation = true)]
    public async Task OnDatagram_UnicastWanted_IsSentToTheAsker()
    {
        await using var publisher = Create();
        publisher.Publish(PublishHarness.Printer);
        Advance(5);
        transport.Deliver(PublishHarness.Query([new DnsQuestion(PublishHarness.Host, DnsRecordType.A, WantsUnicast: true)]));
        Assert.AreEqual("192.168.1.77", transport.Sent[^1].Destination?.Address.ToString());
        Assert.AreEqual(1, publisher.Statistics.Queries);
        Assert.IsNull(publisher.LastFault);
    }

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private ServicePublisher Create() => new(transport, new PublisherOptions(), time);

    private void Advance(double seconds)
    {
        for (var step = 0.0; step < seconds; step += 0.01)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }
}
