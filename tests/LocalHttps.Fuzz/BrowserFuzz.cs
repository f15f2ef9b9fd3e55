using System.Net;
using LocalHttps.Identity;
using LocalHttps.Mdns;
using LocalHttps.TestKit;

namespace LocalHttps.Fuzz;

/// <summary>The cache and the assemblers: mutated packets from many senders on two interfaces while time goes by, with a genuine device among them.</summary>
[TestClass]
public sealed class BrowserFuzz(TestContext context)
{
    private const int Datagrams = 300;
    private const string Address = "192.168.1.7";
    private static readonly CacheLimits Limits = new() { Instances = 64, Records = 256 };
    private static readonly DnsName Genuine = DnsName.Parse("Genuine camera._https._tcp.local");
    private static readonly DnsName Host = DnsName.Parse("genuine-camera.local");

    [TestMethod]
    public void Browse_MutatedPackets_StaysInBoundsAndShowsTheGenuineDevice() => FuzzRun.Repeat(context, random =>
    {
        var mutator = new Mutator(random);
        var network = new Network(random);
        for (var i = 0; i < Datagrams; i++)
        {
            network.Hear(mutator.Next());
            network.HearStranger();
            if (random.Next(8) == 0)
            {
                network.Pass(TimeSpan.FromMilliseconds(random.Next(1, random.Next(10) == 0 ? 600_000 : 2_000)));
            }
        }
        network.Check();
        return Datagrams;
    });

    private sealed class Network
    {
        private readonly Random random;
        private readonly BrowseEngine engine;
        private TimeSpan now;

        public Network(Random random)
        {
            this.random = random;
            engine = new BrowseEngine(new BrowserOptions { ServiceTypes = ["_https._tcp", "_ipp._tcp"] }, Limits, random);
            engine.SetInterfaces([FakeMulticastTransport.Interface(1), FakeMulticastTransport.Interface(2)], Moment);
        }

        private Moment Moment => new(now, DateTimeOffset.UnixEpoch + now);

        public void Hear(byte[] payload)
        {
            var index = random.Next(1, 3);
            var source = new IPEndPoint(IPAddress.Parse($"192.168.{index}.{random.Next(2, 250)}"), random.Next(16) == 0 ? 50_000 : MdnsConstants.Port);
            engine.Receive(new ReceivedDatagram(payload, source, random.Next(16) == 0 ? IPAddress.Parse($"192.168.{index}.1") : MdnsConstants.GroupV4, index), Moment);
            Take();
        }

        public void Pass(TimeSpan time) => now = Clockwork.Pass(now, time, () => engine.NextWake, at =>
        {
            now = at;
            engine.Tick(Moment);
            Take();
        });

        /// <summary>What the cache holds is within its limits, makes devices, and does not keep out a genuine one.</summary>
        public void Check()
        {
            AnnounceGenuine();
            Pass(TimeSpan.FromSeconds(2));
            AnnounceGenuine();
            var instances = engine.Snapshot(Moment);
            Assert.IsLessThanOrEqualTo(Limits.Instances, instances.Count);
            foreach (var device in DeviceAssembler.Assemble(instances, []))
            {
                Assert.IsTrue(device.Cname is null || (PublicName.TryParse(device.Cname, out var cname) && cname == device.Cname), device.Key);
                Assert.AreEqual(device.Cname is null, device.Problem is not null, device.Key);
            }
            var genuine = instances.SingleOrDefault(instance => instance.Name.Equals(Genuine));
            Assert.IsNotNull(genuine, "the genuine device is not shown");
            Assert.Contains(IPAddress.Parse(Address), genuine.Addresses.Select(address => address.Address));
        }

        /// <summary>One sender who announces far more devices than there is room for.</summary>
        public void HearStranger()
        {
            var number = random.Next(1000);
            Announce(DnsName.Parse($"Stranger {number}._https._tcp.local"), DnsName.Parse($"stranger-{number}.local"), "192.168.1.66");
        }

        private void AnnounceGenuine() => Announce(Genuine, Host, Address);

        private void Announce(DnsName instance, DnsName host, string address)
        {
            var writer = DnsMessageWriter.Response();
            Assert.IsTrue(writer.TryAddAnswer(new PointerRecord(DnsName.Parse("_https._tcp.local"), instance))
                && writer.TryAddAnswer(new ServiceRecord(instance, host, 443))
                && writer.TryAddAnswer(new AddressRecord(host, IPAddress.Parse(address))));
            engine.Receive(new ReceivedDatagram(writer.ToArray(), new IPEndPoint(IPAddress.Parse(address), MdnsConstants.Port), MdnsConstants.GroupV4, 1), Moment);
            Take();
        }

        private void Take()
        {
            engine.TakeEvents();
            foreach (var query in engine.TakeQueries(Moment))
            {
                Assert.IsTrue(DnsMessage.TryDecode(query.Message, out var message) && message.Header.Questions == message.Questions.Count, Convert.ToHexString(query.Message));
            }
        }
    }
}
