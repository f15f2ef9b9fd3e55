using System.Net;

namespace LocalHttps.Mdns.Tests;

/// <summary>Who gets a packet of his own: RFC 6762 §5.4, §5.5, §6.7, §11; and what is no multicast DNS: §18.</summary>
[TestClass]
public sealed class UnicastTests
{
    private readonly PublishHarness engine = PublishHarness.Settled();

    // §5.4: by unicast when the link heard it within a quarter of its life, else to all.
    [TestMethod]
    public void Ask_UnicastWanted_GoesToTheAskerWhileTheLinkRemembers()
    {
        engine.Ask(PublishHarness.Host, DnsRecordType.A, unicast: true);
        var direct = engine.Sent.Single();
        Assert.AreEqual(new IPEndPoint(IPAddress.Parse("192.168.1.77"), 5353), direct.Destination);
        Assert.IsTrue(direct.Answers.Single().CacheFlush);
        engine.Advance(30);
        engine.Clear();
        engine.Ask(PublishHarness.Host, DnsRecordType.A, unicast: true);
        Assert.IsNull(engine.Sent.Single().Destination);
    }

    // §11: nobody outside the link gets a packet of his own.
    [TestMethod]
    public void Ask_FromOutsideTheLink_GetsNothingOfHisOwn()
    {
        var question = PublishHarness.Query([new DnsQuestion(PublishHarness.Host, DnsRecordType.A, WantsUnicast: true)]);
        engine.Receive(question, source: "10.9.9.9", destination: "192.168.1.1");
        engine.Receive(question, source: "10.9.9.9", port: 4000);
        Assert.IsEmpty(engine.Sent);
        Assert.AreEqual(2, engine.Statistics.OffLink);
        engine.Receive(question, source: "10.9.9.9");
        Assert.IsNull(engine.Sent.Single().Destination);
    }

    // §6.7: the id and the question come back, lives are at most ten seconds, no cache-flush bit, to the asker's port.
    [TestMethod]
    public void Ask_FromAnotherPort_GetsAnOrdinaryAnswer()
    {
        engine.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr)], id: 0xBEEF), port: 49152);
        var sent = engine.Sent.Single();
        Assert.AreEqual(49152, sent.Destination!.Port);
        Assert.AreEqual(0xBEEF, sent.Message.Header.Id);
        Assert.AreEqual(DnsHeader.ResponseFlags, sent.Message.Header.Flags);
        Assert.AreEqual(new DnsQuestion(PublishHarness.Type, DnsRecordType.Ptr), sent.Message.Questions.Single());
        Assert.HasCount(5, sent.Message.Records);
        Assert.IsTrue(sent.Message.Records.All(record => record is { TimeToLive: 10, CacheFlush: false }));
    }

    // §18.14: no compressed name in the SRV data of a legacy answer.
    [TestMethod]
    public void Ask_ServiceFromAnotherPort_WritesTheTargetOut()
    {
        engine.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Instance, DnsRecordType.Srv)]), port: 49152);
        Assert.IsGreaterThanOrEqualTo(0, engine.Sent.Single().Bytes.AsSpan().IndexOf([.. PublishHarness.Host.Wire, (byte)0]));
    }

    // §18.3, §18.11, §6: what is no multicast DNS.
    [TestMethod]
    public void Receive_OtherOpcodeOrCode_IsPassedOver()
    {
        foreach (var flags in new ushort[] { 0x2800, 0x0003 })
        {
            engine.Receive(PublishHarness.Query([new DnsQuestion(PublishHarness.Host, DnsRecordType.A)], flags: flags));
        }
        engine.Receive(new byte[11]);
        Assert.AreEqual(3, engine.Statistics.Malformed);
        Assert.IsEmpty(engine.Sent);
    }

    // §6: a response from another port is none.
    [TestMethod]
    public void Receive_ResponseFromAnotherPort_IsNoConflict()
    {
        var writer = DnsMessageWriter.Response();
        writer.TryAddAnswer(Sample.Address("printer-host.local", "192.168.1.9"));
        engine.Receive(writer.ToArray(), port: 4000);
        Assert.AreEqual(0, engine.Statistics.Conflicts);
    }

    // Whoever reaches this machine alone, with an address of the link forged, must not make it give up its names.
    [TestMethod]
    public void Receive_UnicastResponseWithOurNames_IsAConflictOnlyWhileProbing()
    {
        var response = DnsMessageWriter.Response();
        Assert.IsTrue(response.TryAddAnswer(new ServiceRecord(PublishHarness.Instance, DnsName.Parse("else.local"), 80)));
        Assert.IsTrue(response.TryAddAnswer(Sample.Address("printer-host.local", "10.0.0.9")));
        var settled = PublishHarness.Settled();
        settled.Receive(response.ToArray(), destination: "192.168.1.5");
        settled.Advance(3);
        Assert.AreEqual(0, settled.Statistics.Conflicts);
        Assert.IsEmpty(settled.Sent);
        var probing = new PublishHarness();
        var service = probing.Publish();
        probing.Advance(0.4);
        probing.Receive(response.ToArray(), destination: "192.168.1.5");
        Assert.AreEqual("Printer (2)", service.Names.Instance);
    }

    // An address of the link is easily forged: nobody is sent many packets in another's name.
    [TestMethod]
    [DataRow(MdnsConstants.Port)]
    [DataRow(40000)]
    public void Ask_UnicastWantedAgainAndAgain_GetsFewPacketsOfHisOwn(int port)
    {
        var question = PublishHarness.Query([new DnsQuestion(PublishHarness.Host, DnsRecordType.A, WantsUnicast: true)]);
        for (var packet = 0; packet < 500; packet++)
        {
            engine.Receive(question, port: port);
        }
        Assert.HasCount(16, engine.Sent.Where(sent => sent.Destination is not null));
        engine.Advance(1);
        Assert.HasCount(port == MdnsConstants.Port ? 2 : 0, engine.Sent.Where(sent => sent.Destination is null));
        engine.Clear();
        engine.Receive(question, port: port);
        Assert.IsNotNull(engine.Sent.Single().Destination);
    }
}
