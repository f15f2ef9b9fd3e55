using System.Net;
using System.Text;
using System.Threading.Channels;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;

namespace LocalHttps.Fuzz;

[TestClass]
public sealed class ZoneServerFuzz(TestContext context)
{
    private const int Batch = 200;
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(10);
    private static readonly ZoneAuthority Authority = new() { Apex = "home.test", NameServers = ["ns.home.test"] };
    private static readonly ZoneIndex Index = new(
        Authority,
        [
            new ZoneRecord("x.home.test", ZoneRecordType.A, "10.0.0.1", TimeSpan.FromSeconds(60), DeviceId: null),
            new ZoneRecord("a.b.home.test", ZoneRecordType.Txt, new string('t', 250), TimeSpan.FromSeconds(60), DeviceId: null),
            .. Enumerable.Range(0, 20).Select(i => new ZoneRecord("many.home.test", ZoneRecordType.Txt, $"{i:00}{new string('y', 60)}", TimeSpan.FromSeconds(60), DeviceId: null)),
        ],
        1);

    private static readonly byte[][] Questions =
    [
        .. from name in new[] { "x.home.test", "X.Home.TEST", "a.b.home.test", "b.home.test", "many.home.test", "home.test", "nothing.home.test", "example.org", "" }
           from type in new byte[] { 1, 2, 6, 16, 28, 252, 255 }
           from options in new[] { "", "0000290400000080000000", "00002904000000000000080003000401020304" }
           select Question(name, type, Convert.FromHexString(options)),
    ];

    [TestMethod]
    public void Questions_Mutated_AreAnsweredShortAndInShape()
    {
        using var transport = new FedTransport();
        var server = new DnsServer(transport);
        server.QueryReceived += (_, received) =>
        {
            received.Response = ZoneAnswers.Answer(Authority, Index, (DnsMessage)received.Query);
            return Task.CompletedTask;
        };
        server.Start();
        FuzzRun.Repeat(context, random =>
        {
            var mutator = new Mutator(random, Questions);
            for (var i = 0; i < Batch; i++)
            {
                Check(transport, mutator.Next());
            }
            return Batch;
        });
    }

    private static void Check(FedTransport transport, byte[] packet)
    {
        var shape = QueryShape.Read(packet);
        switch (shape.Verdict)
        {
            case QueryVerdict.Reply:
                CheckReply(packet, shape.Reply(packet));
                break;
            case QueryVerdict.Answer:
                var encoded = transport.Ask(shape.Question(packet));
                var question = packet.AsSpan(0, shape.QuestionEnd);
                CheckReply(packet, shape.Finish(question, encoded, shape.DatagramLimit));
                CheckReply(packet, shape.Finish(question, encoded, ushort.MaxValue));
                break;
            default:
                Assert.IsTrue(packet.Length < QueryShape.HeaderLength || (packet[2] & 0x80) != 0);
                break;
        }
    }

    // Read by our other decoder, which does not share a line with what wrote it.
    private static void CheckReply(byte[] packet, byte[] reply)
    {
        var hex = Convert.ToHexString(packet);
        Assert.IsTrue(Mdns.DnsMessage.TryDecode(reply, out var message), hex);
        Assert.AreEqual((packet[0], packet[1]), (reply[0], reply[1]), hex);
        Assert.IsTrue(message.Header.IsResponse, hex);
        Assert.IsLessThan(3000, reply.Length, hex);
        Assert.IsLessThanOrEqualTo(1, (int)message.Header.Questions, hex);
        Assert.IsFalse(message.Header.Truncated && message.Header.Answers > 0, hex);
    }

    private static byte[] Question(string name, byte type, byte[] options) =>
    [
        0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, (byte)(options.Length > 0 ? 1 : 0),
        .. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0, 0, type, 0, 1, .. options,
    ];

    /// <summary>Hands the library one question after the other, and takes what it encodes.</summary>
    private sealed class FedTransport : IServerTransport
    {
        private readonly Channel<Exchange> questions = Channel.CreateUnbounded<Exchange>();

        public ushort DefaultAllowedResponseSize => ushort.MaxValue;

        public bool SupportsMultipleResponses => false;

        public bool AllowTruncatedResponses => false;

        public TransportProtocol TransportProtocol => TransportProtocol.Udp;

        public byte[] Ask(byte[] question)
        {
            var exchange = new Exchange(this, question);
            Assert.IsTrue(questions.Writer.TryWrite(exchange));
            return exchange.Reply.Task.Wait(Stuck, CancellationToken.None) ? exchange.Reply.Task.Result : throw new AssertFailedException($"no answer to {Convert.ToHexString(question)}");
        }

        public void Bind()
        {
        }

        public void Close()
        {
        }

        public void Dispose()
        {
        }

        public async Task<IServerConnection?> AcceptConnectionAsync(CancellationToken token = default) => await questions.Reader.ReadAsync(CancellationToken.None);
    }

    private sealed class Exchange(IServerTransport transport, byte[] question) : IServerConnection
    {
        public TaskCompletionSource<byte[]> Reply { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IServerTransport Transport => transport;

        public IPEndPoint RemoteEndPoint { get; } = new(IPAddress.Loopback, 1);

        public IPEndPoint LocalEndPoint => RemoteEndPoint;

        public bool CanRead { get; private set; } = true;

        public Task<bool> InitializeAsync(CancellationToken token = default) => Task.FromResult(true);

        public Task<DnsReceivedRawPackage?> ReceiveAsync(CancellationToken token = default)
        {
            CanRead = false;
            return Task.FromResult<DnsReceivedRawPackage?>(Packages.Make(question, RemoteEndPoint, RemoteEndPoint));
        }

        public Task<bool> SendAsync(DnsRawPackage package, CancellationToken token = default)
        {
            Reply.SetResult([.. package.ToArraySegment(includeLengthHeader: false).AsSpan(0, package.Length)]);
            return Task.FromResult(true);
        }

        public void Dispose() => Reply.TrySetException(new InvalidOperationException("ended without an answer"));
    }
}
