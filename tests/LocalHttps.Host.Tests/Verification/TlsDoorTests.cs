using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using LocalHttps.Host.Tests.Fakes;
using LocalHttps.Host.Verification;
using LocalHttps.Identity;
using Microsoft.Extensions.Time.Testing;

namespace LocalHttps.Host.Tests.Verification;

[TestClass]
public sealed class TlsDoorTests
{
    private const string Name = "13ab-device.example.org";

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(500);

    [TestMethod]
    public async Task Open_GoodDevice_GivesItsFactsBySni()
    {
        using var authority = new TestAuthority();
        using var leaf = authority.Issue(Name);
        await using var server = TestServer.Tls(leaf);
        using var attempt = await OpenAsync(server, authority: authority);
        Assert.AreEqual(ObservationOutcome.Answered, attempt.Outcome);
        Assert.AreEqual(Name, attempt.Certificate!.DnsNames.Single());
        Assert.AreEqual(ChainTrust.LabRoot, attempt.Certificate.Trust);
        Assert.AreEqual("Test Root", attempt.Certificate.RootName);
        Assert.AreEqual(Name, server.ServerName);
    }

    [TestMethod]
    public async Task Open_WrongNameAndSelfSigned_StillGivesFacts()
    {
        using var leaf = TestAuthority.SelfSigned("other.example.org");
        await using var server = TestServer.Tls(leaf);
        using var attempt = await OpenAsync(server);
        Assert.AreEqual(ObservationOutcome.Answered, attempt.Outcome);
        Assert.AreEqual(FindingCodes.SelfSigned, attempt.Certificate!.ChainProblem);
        Assert.AreEqual("other.example.org", attempt.Certificate.DnsNames.Single());
    }

    [TestMethod]
    public async Task Open_ClosedPort_IsRefused()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var target = (IPEndPoint)free.LocalEndpoint;
        free.Stop();
        using var attempt = await Door().OpenAsync(Name, target, Long, default);
        Assert.AreEqual(ObservationOutcome.Refused, attempt.Outcome);
    }

    [TestMethod]
    [DataRow("HTTP/1.1 400 Bad Request\r\n\r\n", ObservationOutcome.NotTls)]
    [DataRow("SSH-2.0-OpenSSH_9.2\r\n", ObservationOutcome.NotTls)]
    [DataRow("x", ObservationOutcome.NotTls)]
    [DataRow("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", ObservationOutcome.TlsTooOld)] // alert protocol_version
    [DataRow("\u0015\u0003\u0003\u0000\u0002\u0002\u0028", ObservationOutcome.HandshakeFailed)] // alert handshake_failure
    [DataRow("\u0015\u0003\u0003\u0000\u0002\u0002\u0070", ObservationOutcome.HandshakeFailed)] // alert unrecognized_name
    [DataRow("\u0016\u0003\u0003\u0000\u0004\u0002\u0000\u0000\u0000", ObservationOutcome.HandshakeFailed)]
    public async Task Open_AnsweredWithBytes_TellsWhatTheyMean(string answer, ObservationOutcome outcome)
    {
        await using var server = TestServer.Saying(System.Text.Encoding.Latin1.GetBytes(answer), close: true);
        using var attempt = await OpenAsync(server);
        Assert.AreEqual(outcome, attempt.Outcome);
    }

    [TestMethod]
    public async Task Open_ServerHelloOfTls10_IsTooOld()
    {
        byte[] body = [2, 0, 0, 38, 3, 1, .. new byte[32], 0, 0x00, 0x2f, 0];
        await using var server = TestServer.Saying([0x16, 3, 1, 0, (byte)body.Length, .. body]);
        using var attempt = await OpenAsync(server);
        Assert.AreEqual(ObservationOutcome.TlsTooOld, attempt.Outcome);
    }

    [TestMethod]
    public async Task Open_ClosesAtOnce_IsNotTls()
    {
        await using var server = new TestServer((stream, _) =>
        {
            stream.Close();
            return Task.CompletedTask;
        });
        using var attempt = await OpenAsync(server);
        Assert.AreEqual(ObservationOutcome.NotTls, attempt.Outcome);
    }

    [TestMethod]
    public async Task Open_Silent_IsNoAnswerWithinTheLimit()
    {
        await using var server = TestServer.Silent();
        var start = Stopwatch.GetTimestamp();
        using var attempt = await OpenAsync(server, Short);
        Assert.AreEqual(ObservationOutcome.NoAnswer, attempt.Outcome);
        Assert.IsLessThan(TimeSpan.FromSeconds(5), Stopwatch.GetElapsedTime(start));
    }

    [TestMethod]
    public async Task Open_DripFed_EndsWithinTheLimit()
    {
        await using var server = new TestServer(async (stream, stopping) =>
        {
            await stream.WriteAsync(new byte[] { 0x16, 3, 3, 0x3f, 0xff }, stopping);
            while (true)
            {
                await stream.WriteAsync(new byte[] { 2 }, stopping);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, stopping);
            }
        });
        var start = Stopwatch.GetTimestamp();
        using var attempt = await OpenAsync(server, Short);
        Assert.AreNotEqual(ObservationOutcome.Answered, attempt.Outcome);
        Assert.IsLessThan(TimeSpan.FromSeconds(5), Stopwatch.GetElapsedTime(start));
    }

    [TestMethod]
    public async Task Open_EndlessHandshake_TakesABoundedNumberOfBytes()
    {
        var sent = 0L;
        await using var server = new TestServer(async (stream, stopping) =>
        {
            // Records of a certificate message that claims 16 MB.
            byte[] record = [0x16, 3, 3, 0x40, 0, .. new byte[0x4000]];
            byte[] first = [.. record];
            first[5] = 11;
            first[6] = first[7] = first[8] = 0xff;
            for (var next = first; ; next = record)
            {
                await stream.WriteAsync(next, stopping);
                sent += next.Length;
            }
        });
        using var attempt = await OpenAsync(server);
        Assert.AreEqual(ObservationOutcome.HandshakeFailed, attempt.Outcome);
        Assert.IsLessThan(16_000_000L, sent);
    }

    [TestMethod]
    public async Task Tap_MoreThanAHandshakeHas_EndsTheHandshakeOnly()
    {
        await using var server = new TestServer(async (stream, stopping) => await stream.WriteAsync(new byte[2 * HandshakeTap.HandshakeLimit], stopping));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Address);
        await using var tap = new HandshakeTap(new NetworkStream(socket));
        var buffer = new byte[4096];
        var taken = 0;
        await Assert.ThrowsExactlyAsync<IOException>(async () =>
        {
            for (int read; (read = await tap.ReadAsync(buffer, default)) > 0;)
            {
                taken += read;
            }
        });
        // 256 KB: some eight times the largest chain that devices have.
        Assert.IsLessThanOrEqualTo(256 * 1024, taken);
        Assert.IsGreaterThan(200 * 1024, taken);
        tap.Handshaking = false;
        Assert.IsGreaterThan(0, await tap.ReadAsync(buffer, default));
    }

    [TestMethod]
    public async Task Open_AgainAtOnce_DoesNotOfferToResume()
    {
        using var leaf = TestAuthority.SelfSigned(Name);
        var offered = new System.Collections.Concurrent.ConcurrentQueue<bool>();
        var certificate = SslStreamCertificateContext.Create(leaf, [], offline: true);
        await using var server = new TestServer(async (stream, stopping) =>
        {
            var hello = new byte[4096];
            offered.Enqueue(Offers(hello.AsSpan(0, await stream.Socket.ReceiveAsync(hello, SocketFlags.Peek, stopping))));
            await using var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate }, stopping);
            // Tickets come with the first bytes.
            await tls.WriteAsync(new byte[1], stopping);
            _ = await tls.ReadAsync(new byte[1], stopping);
        });
        for (var i = 0; i < 3; i++)
        {
            using var attempt = await OpenAsync(server);
            _ = await attempt.Connection.ReadAsync(new byte[1]);
        }
        CollectionAssert.AreEqual(new[] { false, false, false }, offered.ToArray());

        // Whether the last extension of a ClientHello is pre_shared_key (RFC 8446 §4.2.11).
        static bool Offers(ReadOnlySpan<byte> hello)
        {
            const int Session = 5 + 4 + 2 + 32;
            var at = Session + 1 + hello[Session];
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(hello[at..]);
            at += 1 + hello[at] + 2;
            var type = 0;
            while (at < hello.Length)
            {
                type = BinaryPrimitives.ReadUInt16BigEndian(hello[at..]);
                at += 4 + BinaryPrimitives.ReadUInt16BigEndian(hello[(at + 2)..]);
            }
            return type == 41;
        }
    }

    [TestMethod]
    public void Judge_AMinuteLater_ExaminesAgain()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var authority = new TestAuthority();
        using var leaf = authority.Issue(Name, TimeSpan.FromHours(2));
        var judge = new CertificateJudge(new ChainExaminer([authority.Root]), time);
        var served = new ServedCertificates(leaf.RawData, []);
        var first = judge.Judge(served);
        Assert.AreEqual(ChainTrust.LabRoot, first!.Trust);
        Assert.AreSame(first, judge.Judge(served));
        time.Advance(CertificateJudge.Kept);
        Assert.AreNotSame(first, judge.Judge(served));
    }

    [TestMethod]
    public async Task Open_SomethingFailsThatNeverShould_IsAFailedHandshake()
    {
        using var leaf = TestAuthority.SelfSigned(Name);
        await using var server = TestServer.Tls(leaf);
        var door = new TlsDoor(new CertificateJudge(new ChainExaminer([]), new BrokenClock()), TimeProvider.System);
        using var attempt = await door.OpenAsync(Name, server.Address, Long, default);
        Assert.AreEqual(ObservationOutcome.HandshakeFailed, attempt.Outcome);
    }

    [TestMethod]
    public async Task Open_TakesTenBytesAndResets_IsTold()
    {
        await using var server = new TestServer(async (stream, stopping) =>
        {
            await stream.ReadExactlyAsync(new byte[10], stopping);
            stream.Socket.LingerState = new LingerOption(true, 0);
        });
        for (var i = 0; i < 50; i++)
        {
            using var attempt = await OpenAsync(server);
            Assert.IsTrue(attempt.Outcome is ObservationOutcome.HandshakeFailed or ObservationOutcome.NotTls, $"{attempt.Outcome}");
        }
    }

    [TestMethod]
    public async Task Open_Abandoned_Throws()
    {
        await using var server = TestServer.Silent();
        using var abandon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<OperationCanceledException>(() => Door().OpenAsync(Name, server.Address, Long, abandon.Token));
    }

    private static Task<TlsAttempt> OpenAsync(TestServer server, TimeSpan? limit = null, TestAuthority? authority = null) =>
        Door(authority).OpenAsync(Name, server.Address, limit ?? Long, default);

    private static TlsDoor Door(TestAuthority? authority = null) =>
        new(new CertificateJudge(new ChainExaminer(authority is null ? [] : [authority.Root]), TimeProvider.System), TimeProvider.System);

    private sealed class BrokenClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => throw new FormatException();
    }
}
