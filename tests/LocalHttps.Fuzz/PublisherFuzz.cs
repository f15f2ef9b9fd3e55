using System.Net;
using System.Text;
using LocalHttps.Mdns;
using LocalHttps.TestKit;

namespace LocalHttps.Fuzz;

/// <summary>The responder among mutated queries and responses, which ask for its names and contest them.</summary>
[TestClass]
public sealed class PublisherFuzz(TestContext context)
{
    private const int Datagrams = 300;
    private const string PublicName = "13ab-7c34-23be-device.example.com";
    // A datagram may be answered by unicast and by multicast, and set off a probe or an announcement of the few records there are.
    private const int MostMessagesPerDatagram = 40;

    [TestMethod]
    public void Answer_MutatedPackets_StaysInBoundsAndPublished() => FuzzRun.Repeat(context, random =>
    {
        var network = new Network(random);
        var mutator = new Mutator(random, network.Spoken);
        for (var i = 0; i < Datagrams; i++)
        {
            network.Hear(mutator.Next());
            if (random.Next(4) == 0)
            {
                network.Pass(TimeSpan.FromMilliseconds(random.Next(1, random.Next(20) == 0 ? 60_000 : 500)));
            }
        }
        network.Check();
        return Datagrams;
    });

    private sealed class Network
    {
        private readonly Random random;
        private readonly PublishEngine engine;
        private readonly PublishedService service;
        private TimeSpan now;
        private int messages;

        public Network(Random random)
        {
            this.random = random;
            engine = new PublishEngine(new PublisherOptions(), random);
            engine.SetInterfaces([FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2)], now);
            service = engine.Add(new ServiceRegistration("Küche", "_https._tcp", 443) { PublicName = PublicName, Text = new TxtStrings([Encoding.ASCII.GetBytes("kind=nas")]) }, now);
            Pass(TimeSpan.FromSeconds(5));
        }

        /// <summary>What it said itself, which hits its names better than other people's packets.</summary>
        public List<byte[]> Spoken { get; } = [];

        public void Hear(byte[] payload)
        {
            var index = random.Next(1, 3);
            var source = new IPEndPoint(IPAddress.Parse($"192.168.{index}.{random.Next(2, 250)}"), random.Next(8) == 0 ? 50_000 : MdnsConstants.Port);
            engine.Receive(new ReceivedDatagram(payload, source, random.Next(8) == 0 ? IPAddress.Parse($"192.168.{index}.1") : MdnsConstants.GroupV4, index), now);
            Take();
        }

        public void Pass(TimeSpan time) => now = Clockwork.Pass(now, time, () => engine.NextWake, at =>
        {
            now = at;
            engine.Tick(now);
            Take();
        });

        /// <summary>Once it is left in peace it is announced, under its public name still.</summary>
        public void Check()
        {
            Assert.IsLessThan(Datagrams * MostMessagesPerDatagram, messages);
            Pass(TimeSpan.FromMinutes(1));
            Assert.AreEqual(PublicationState.Announced, service.State);
            Assert.AreEqual(PublicName, service.Registration.PublicName);
        }

        private void Take()
        {
            engine.TakeEvents();
            foreach (var message in engine.TakeMessages())
            {
                messages++;
                Assert.IsLessThanOrEqualTo(MdnsConstants.MaximumDatagram, message.Message.Length);
                Assert.IsTrue(DnsMessage.TryDecode(message.Message, out var decoded));
                foreach (var alias in decoded.Records.OfType<CanonicalNameRecord>())
                {
                    Assert.AreEqual(PublicName, alias.Target.ToString());
                }
                if (Spoken.Count < 64)
                {
                    Spoken.Add(message.Message);
                }
            }
        }
    }
}
