using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ARSoft.Tools.Net.Dns;
using LocalHttps.Lab;
using LocalHttps.Star.Dns;
using LocalHttps.Star.Domain;
using Microsoft.Extensions.Time.Testing;
using static LocalHttps.Star.Tests.Dns.TestZone;

namespace LocalHttps.Star.Tests.Dns;

[TestClass]
public sealed class HostilePacketTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    // A, IN, of x.home.test: 12 octets of header and the question.
    private static readonly byte[] Good = [0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Name("x.home.test"), 0, 1, 0, 1];
    private static readonly byte[] Signature =
        [.. Name("key"), 0, 250, 0, 255, 0, 0, 0, 0, 0, 45, .. Name("hmac-sha256"), 0, 0, 0x60, 0, 0, 0, 1, 0x2C, 0, 16, .. new byte[16], 0x12, 0x34, 0, 0, 0, 0];

    private static readonly byte[] Options = [0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0];

    public required TestContext TestContext { get; set; }

    private static IEnumerable<object[]> Malformed =>
    [
        ["no question", With(Good[..12], 5, 0), ReturnCode.FormatError],
        ["a question that is not there", Good[..12], ReturnCode.FormatError],
        ["two questions", With([.. Good, .. Good[12..]], 5, 2), ReturnCode.FormatError],
        ["cut in the name", Good[..20], ReturnCode.FormatError],
        ["cut behind the name", Good[..^3], ReturnCode.FormatError],
        ["more behind the end", (byte[])[.. Good, 0], ReturnCode.FormatError],
        ["a pointer to itself", (byte[])[.. Good[..12], 0xC0, 12, 0, 1, 0, 1], ReturnCode.FormatError],
        ["a pointer beyond the end", (byte[])[.. Good[..12], 0xC0, 0xFF, 0, 1, 0, 1], ReturnCode.FormatError],
        ["a label of 64", (byte[])[.. Good[..12], 64, .. new byte[64], 0, 0, 1, 0, 1], ReturnCode.FormatError],
        ["a bit label", (byte[])[.. Good[..12], 65, 8, 1, 0, 0, 1, 0, 1], ReturnCode.FormatError],
        ["a name of 300", (byte[])[.. Good[..12], .. Name(string.Join('.', Enumerable.Repeat(new string('a', 59), 5))), 0, 1, 0, 1], ReturnCode.FormatError],
        ["an opcode of its own", With(Good, 2, 0x78), ReturnCode.NotImplemented],
        ["an update", With(Good, 2, 0x28), ReturnCode.NotImplemented],
        ["a notice", With(Good, 2, 0x20), ReturnCode.NotImplemented],
        ["two OPT records", With([.. Good, .. Options, .. Options], 11, 2), ReturnCode.FormatError],
        ["OPT among the answers", With([.. Good, .. Options], 7, 1), ReturnCode.FormatError],
        ["OPT of a name", With([.. Good, 1, 97, .. Options], 11, 1), ReturnCode.FormatError],
        ["OPT with an option that overruns", With([.. Good, .. Options[..^1], 4, 0, 10, 0, 9], 11, 1), ReturnCode.FormatError],
        ["a record that overruns", With([.. Good, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0xFF, 0xFF], 7, 1), ReturnCode.FormatError],
        ["65535 records that are not there", With(With(Good, 6, 0xFF), 7, 0xFF), ReturnCode.FormatError],
        ["a transfer", With(Good, Good.Length - 3, 252), ReturnCode.Refused],
        ["an incremental transfer", With(Good, Good.Length - 3, 251), ReturnCode.Refused],
        ["class CH", With(Good, Good.Length - 1, 3), ReturnCode.Refused],
        ["type OPT", With(Good, Good.Length - 3, 41), ReturnCode.FormatError],
        ["type TSIG", With(Good, Good.Length - 3, 250), ReturnCode.FormatError],
        ["type MAILB", With(Good, Good.Length - 3, 253), ReturnCode.NotImplemented],
        ["a signature that is not the last", With([.. Good, .. Signature, .. Options], 11, 2), ReturnCode.FormatError],
        ["a signature among the answers", With([.. Good, .. Signature], 7, 1), ReturnCode.FormatError],
        ["a signature that is none", With([.. Good, 0, 0, 250, 0, 255, 0, 0, 0, 0, 0, 0], 11, 1), ReturnCode.NotAuthoritive],
        ["a signature whose MAC overruns", With(With([.. Good, .. Signature], 11, 1), Good.Length + Signature.Length - 23, 0xFF), ReturnCode.NotAuthoritive],
    ];

    [TestMethod]
    [DynamicData(nameof(Malformed))]
    public async Task Packet_ThatIsMalformed_GetsItsCodeOverUdpAndTcp(string what, byte[] packet, ReturnCode code)
    {
        await using var zone = await new TestZone().StartAsync();
        Assert.AreEqual(code, Code(await AskAsync(zone, packet), packet), what);
        Assert.AreEqual(code, Code((await AskTcpAsync(zone, packet))[0], packet), what);
        Assert.AreEqual(ReturnCode.NxDomain, Code(await AskAsync(zone, Good), Good));
    }

    [TestMethod]
    [DataRow(new byte[0])]
    [DataRow(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })]
    [DataRow(new byte[] { 1, 2, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0 })]
    public async Task Packet_ThatIsNoQuery_GetsNoAnswer(byte[] packet)
    {
        await using var zone = await new TestZone().StartAsync();
        using var socket = await ConnectAsync(zone);
        await socket.SendAsync(packet);
        await socket.SendAsync(Good);
        // The only answer is the one to the good question behind it.
        Assert.AreEqual(ReturnCode.NxDomain, Code(await ReceiveAsync(socket), Good));
        Assert.AreEqual(0, socket.Available);
    }

    [TestMethod]
    public async Task Question_InMixedCase_ComesBackAsItWasAsked()
    {
        await using var zone = await new TestZone().StartAsync(Record("x.home.test", ZoneRecordType.A, "10.0.0.1"));
        byte[] packet = [.. Good[..12], .. Name("X.hOmE.tEsT"), 0, 1, 0, 1];
        var reply = await AskAsync(zone, packet);
        CollectionAssert.AreEqual(packet[12..], reply[12..packet.Length]);
        Assert.AreEqual(1, reply[7]);
        Assert.AreEqual(0xC00C, BinaryPrimitives.ReadUInt16BigEndian(reply.AsSpan(packet.Length)));
    }

    [TestMethod]
    public async Task Question_WithOctetsThatAreNoText_ComesBackAsItWasAsked()
    {
        await using var zone = await new TestZone().StartAsync();
        byte[] packet = [.. Good[..12], 4, 0xFF, 0, (byte)'.', 0x80, .. Name("home.test"), 0, 1, 0, 1];
        var reply = await AskAsync(zone, packet);
        Assert.AreEqual(ReturnCode.NxDomain, Code(reply, packet));
        CollectionAssert.AreEqual(packet[12..], reply[12..packet.Length]);
    }

    [TestMethod]
    public async Task Question_ForEverything_IsAnsweredWithLittle()
    {
        await using var zone = await new TestZone().StartAsync(
            Record("x.home.test", ZoneRecordType.A, "10.0.0.1"), Record("x.home.test", ZoneRecordType.Txt, new string('t', 250)), Record("x.home.test", ZoneRecordType.Aaaa, "fd00::1"));
        var reply = await AskAsync(zone, With(Good, Good.Length - 3, 255));
        Assert.AreEqual(1, reply[7]);
        Assert.IsLessThan(60, reply.Length);
    }

    [TestMethod]
    public async Task Packets_MutatedAtRandom_NeverStopTheServer()
    {
        const int seed = 4711;
        var random = new Random(seed);
        await using var zone = await new TestZone().StartAsync(Record("x.home.test", ZoneRecordType.A, "10.0.0.1"));
        using var socket = await ConnectAsync(zone);
        for (var round = 0; round < 3000; round++)
        {
            byte[] packet = With([.. Good, .. Options], 11, 1);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                packet[random.Next(packet.Length)] = (byte)random.Next(256);
            }
            await socket.SendAsync(packet.AsMemory(0, random.Next(packet.Length) + 1));
        }
        // A datagram may be lost behind so many.
        using var fresh = await ConnectAsync(zone);
        await Poll.UntilAsync(
            async () =>
            {
                await fresh.SendAsync(Good);
                return fresh.Poll(TimeSpan.FromMilliseconds(100), SelectMode.SelectRead) && Code(await ReceiveAsync(fresh), Good) == ReturnCode.NoError;
            },
            "it still answers",
            Silence);
    }

    [TestMethod]
    public async Task Connection_ThatSendsTwoQuestionsAndStopsSending_GetsBothAnswers()
    {
        await using var zone = await new TestZone().StartAsync();
        var answers = await AskTcpAsync(zone, Good, With(Good, 0, 0x77));
        Assert.HasCount(2, answers);
        Assert.AreEqual(0x12, answers[0][0]);
        Assert.AreEqual(0x77, answers[1][0]);
        await Poll.UntilAsync(() => Task.FromResult(zone.Server.OpenConnections == 0), "the connection is forgotten", Silence);
    }

    [TestMethod]
    public async Task Connections_BeyondTheLimit_EndTheOneThatWasSilentLongest()
    {
        await using var zone = await new TestZone(new StreamLimits(2, Silence, Silence)).StartAsync();
        using var first = await ConnectTcpAsync(zone);
        await Poll.UntilAsync(() => Task.FromResult(zone.Server.OpenConnections == 1), "first", Silence);
        using var second = await ConnectTcpAsync(zone);
        await Poll.UntilAsync(() => Task.FromResult(zone.Server.OpenConnections == 2), "second", Silence);
        using var third = await ConnectTcpAsync(zone);
        await Poll.UntilAsync(() => Task.FromResult(first.Poll(0, SelectMode.SelectRead) && first.Available == 0), "first is ended", Silence);
        await SendTcpAsync(third, Good);
        Assert.AreEqual(ReturnCode.NxDomain, Code((await ReadAllAsync(third))[0], Good));
        Assert.IsLessThanOrEqualTo(2, zone.Server.OpenConnections);
    }

    [TestMethod]
    [DataRow(new byte[0])]
    [DataRow(new byte[] { 0 })]
    [DataRow(new byte[] { 0xFF, 0xFF, 1, 2 })]
    public async Task Connection_ThatFallsSilent_IsEnded(byte[] sent)
    {
        var clock = new FakeTimeProvider();
        await using var zone = await new TestZone(new StreamLimits(9, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)), serverClock: clock).StartAsync();
        using var client = await ConnectTcpAsync(zone);
        await client.SendAsync(sent);
        await Poll.UntilAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return Task.FromResult(client.Poll(0, SelectMode.SelectRead) && client.Available == 0);
            },
            "it is ended",
            Silence);
    }

    private static byte[] With(byte[] packet, int at, byte value)
    {
        byte[] changed = [.. packet];
        changed[at] = value;
        return changed;
    }

    private static byte[] Name(string text) => [.. text.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    private static ReturnCode Code(byte[] reply, byte[] packet)
    {
        CollectionAssert.AreEqual(packet[..2], reply[..2]);
        Assert.AreEqual(0x80, reply[2] & 0x80);
        return (ReturnCode)(reply[3] & 0xF);
    }

    private static async Task<Socket> ConnectAsync(TestZone zone)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(zone.Server.EndPoint);
        return socket;
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(Silence, TimeProvider.System);
        var buffer = new byte[4096];
        return buffer[..await socket.ReceiveAsync(buffer, limit.Token)];
    }

    private static async Task<byte[]> AskAsync(TestZone zone, byte[] packet)
    {
        using var socket = await ConnectAsync(zone);
        await socket.SendAsync(packet);
        return await ReceiveAsync(socket);
    }

    private static async Task<Socket> ConnectTcpAsync(TestZone zone)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(zone.Server.EndPoint);
        return client;
    }

    private static async Task SendTcpAsync(Socket client, params IEnumerable<byte[]> packets)
    {
        await client.SendAsync(packets.SelectMany(packet => new byte[] { (byte)(packet.Length >> 8), (byte)packet.Length }.Concat(packet)).ToArray());
        client.Shutdown(SocketShutdown.Send);
    }

    private static async Task<List<byte[]>> ReadAllAsync(Socket client)
    {
        using var limit = new CancellationTokenSource(Silence, TimeProvider.System);
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer, limit.Token) is > 0 and var read)
        {
            all.Write(buffer, 0, read);
        }
        var answers = new List<byte[]>();
        for (var rest = all.ToArray(); rest.Length > 0;)
        {
            var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
            answers.Add(rest[2..(2 + length)]);
            rest = rest[(2 + length)..];
        }
        return answers;
    }

    private static async Task<List<byte[]>> AskTcpAsync(TestZone zone, params IEnumerable<byte[]> packets)
    {
        using var client = await ConnectTcpAsync(zone);
        await SendTcpAsync(client, packets);
        return await ReadAllAsync(client);
    }
}
